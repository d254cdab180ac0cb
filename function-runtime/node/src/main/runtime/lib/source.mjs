// What can be known of a file of JavaScript without running it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import vm from 'node:vm';

const COMMONJS = ['exports', 'require', 'module', '__filename', '__dirname'];

/** Why a text is no program: where, and the line. */
export class NoProgram extends Error {}

/** Whether a text is a CommonJS module; else it is an ES module, or nothing. The end of its file's name tells nothing. */
export function isCommonJs(text) {
  return commonJsError(text) === undefined;
}

function commonJsError(text) {
  try {
    vm.compileFunction(text.replace(/^#!.*/, ''), COMMONJS, { filename: 'function.js' });
    return undefined;
  } catch (e) {
    return e;
  }
}

/**
 * Parses a text as what it is. Needs --experimental-vm-modules.
 *
 * @throws {NoProgram} with the line that is wrong
 */
export function parse(text) {
  const asCommonJs = commonJsError(text);
  if (asCommonJs === undefined) {
    return;
  }
  try {
    // Parses, and neither links nor runs.
    new vm.SourceTextModule(text, { identifier: 'function.js' });
  } catch (asModule) {
    const isModule = /^\s*(import|export)\b/m.test(text);
    throw new NoProgram(isModule ? wrongInModule(text, asModule) : whereAndWhat(asCommonJs));
  }
}

/** The error of a module that is parsed alone does not tell its line; Node's own check of a file does. */
function wrongInModule(text, error) {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-inspect-'));
  try {
    const file = path.join(folder, 'function.mjs');
    writeFileSync(file, text);
    const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: 5_000 });
    return whereAndWhat({ stack: stderr, message: error.message });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The stack of such an error begins with FILE:LINE, the line, and a mark below it. */
export function whereAndWhat(error) {
  const [place, line] = String(error.stack).split('\n');
  const number = /:(\d+)$/.exec(place)?.[1];
  return number === undefined ? String(error.message) : `line ${number}: ${error.message}: ${line.trim().slice(0, 200)}`;
}
