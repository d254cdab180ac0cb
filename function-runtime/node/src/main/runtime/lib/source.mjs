// What can be known of a file of JavaScript or TypeScript without running it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import vm from 'node:vm';

const COMMONJS = ['exports', 'require', 'module', '__filename', '__dirname'];

/** Why a text is no program: where, and the line. */
export class NoProgram extends Error {}

/** What to do where this version of Node cannot leave types out; empty where it can. */
export const NO_TYPESCRIPT = process.features.typescript
  ? ''
  : `Node.js runs TypeScript from 22.18 on, and this is ${process.versions.node}: name a newer one that is installed, as in --runtime node24, or send the JavaScript that tsc makes of it`;

const ONLY_TYPES =
  'Node.js leaves types out, and compiles nothing: write a plain object for an enum, a module for a namespace and fields for parameter properties, or send the JavaScript that tsc makes of it';

/** Whether a file of this name is TypeScript. */
export function isTypeScript(name) {
  return /\.[mc]?ts$/i.test(name);
}

/**
 * The JavaScript of a text of TypeScript, each character at its place, as Node itself makes it.
 *
 * @throws {NoProgram}
 */
export function withoutTypes(text) {
  if (NO_TYPESCRIPT !== '') {
    throw new NoProgram(NO_TYPESCRIPT);
  }
  const warn = process.emitWarning;
  // That this is new to Node is nothing that the author could change.
  process.emitWarning = () => {};
  try {
    return module.stripTypeScriptTypes(text);
  } catch (e) {
    throw new NoProgram(`${whereAndWhat(e)}${e.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' ? `. ${ONLY_TYPES}` : ''}`);
  } finally {
    process.emitWarning = warn;
  }
}

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
 * @param name of its file, which tells whether it is TypeScript
 * @throws {NoProgram} with the line that is wrong
 */
export function parse(text, name) {
  parseScript(isTypeScript(name) ? withoutTypes(text) : text);
}

function parseScript(text) {
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

/** The stack of such an error begins with FILE:LINE, the line, maybe behind others, and a mark below it. */
export function whereAndWhat(error) {
  const [place, ...lines] = String(error.stack).split('\n');
  const line = lines[Math.max(0, lines.findIndex((one) => /^\s*\^+\s*$/.test(one)) - 1)] ?? '';
  const number = /:(\d+)$/.exec(place)?.[1];
  return number === undefined ? String(error.message) : `line ${number}: ${error.message}: ${line.trim().slice(0, 200)}`;
}
