// Looks into an upload without running it: node inspect.mjs FILE|FOLDER [HANDLER]. See docs/protocol.md.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { NoEntry, entryOf, isName, written } from './entry.mjs';
import { NO_TYPESCRIPT, NoProgram, isTypeScript, parse } from './source.mjs';

const [upload, handler = 'default'] = process.argv.slice(2);

function refuse(sentence) {
  console.log(sentence);
  process.exit(1);
}

/** @param name the file's, which tells the language */
function checkText(file, name, shown, hint) {
  const language = isTypeScript(name) ? 'TypeScript' : 'JavaScript';
  const bytes = readFileSync(file);
  if (bytes.includes(0)) {
    refuse(`${shown} is no text, and so no ${language}${hint}`);
  }
  if (language === 'TypeScript' && NO_TYPESCRIPT !== '') {
    refuse(`${shown} is TypeScript. ${NO_TYPESCRIPT}`);
  }
  try {
    parse(bytes.toString('utf8'), name);
  } catch (e) {
    if (!(e instanceof NoProgram)) {
      throw e;
    }
    refuse(`${shown} is no ${language} that Node.js ${process.versions.node} knows, ${e.message}`);
  }
}

function inspectFile() {
  if (!isName(handler)) {
    refuse(`the handler '${handler}' is no name of an export: leave it out for the default export, or name one such as 'handle'`);
  }
  checkText(upload, process.env.SLUICE_FILE ?? upload, 'this', ': send one file, a module that has its handler as default export');
  console.log(handler);
}

function inspectFolder() {
  try {
    const entry = entryOf(upload, handler);
    checkText(path.join(upload, entry.file), entry.file, entry.file, '');
    console.log(written(entry));
    console.log(`because: ${entry.why}`);
  } catch (e) {
    if (!(e instanceof NoEntry)) {
      throw e;
    }
    refuse(e.message);
  }
}

if (statSync(upload).isDirectory()) {
  inspectFolder();
} else {
  inspectFile();
}
