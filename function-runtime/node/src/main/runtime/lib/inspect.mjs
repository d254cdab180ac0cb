// Looks into an upload without running it: node inspect.mjs FILE [HANDLER]. See docs/protocol.md.
import { readFileSync } from 'node:fs';
import { NoProgram, parse } from './source.mjs';

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

const [file, handler = 'default'] = process.argv.slice(2);

function refuse(sentence) {
  console.log(sentence);
  process.exit(1);
}

const bytes = readFileSync(file);
if (bytes.includes(0)) {
  refuse('this is no text, and so no JavaScript: send one file, a module that has its handler as default export');
}
if (!NAME.test(handler)) {
  refuse(`the handler '${handler}' is no name of an export: leave it out for the default export, or name one such as 'handle'`);
}
try {
  parse(bytes.toString('utf8'));
} catch (e) {
  if (!(e instanceof NoProgram)) {
    throw e;
  }
  refuse(`this is no JavaScript that Node.js ${process.versions.node} knows, ${e.message}`);
}
console.log(handler);
