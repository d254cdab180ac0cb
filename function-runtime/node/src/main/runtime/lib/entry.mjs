// Which file of a folder holds the handler, and which of its exports that is.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const CODE = /\.[mc]?[jt]s$/i;
const DECLARATIONS = /\.d\.[mc]?ts$/i;
const USUAL = ['index', 'function'].flatMap((name) => ['mjs', 'js', 'cjs', 'mts', 'ts', 'cts'].map((end) => `${name}.${end}`));
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const CONDITIONS = ['node', 'import', 'node-addons', 'module-sync', 'require', 'default'];

/** Whether a file of this name is JavaScript or TypeScript, and more than declarations. */
export function isCode(file) {
  return CODE.test(file) && !DECLARATIONS.test(file);
}

/** Whether a word can be the name of an export. */
export function isName(word) {
  return NAME.test(word);
}

/** There is no such place: a sentence for the author. */
export class NoEntry extends Error {}

/** How a handler is written that is an export of a file. */
export function written({ file, name }) {
  return `${file}#${name}`;
}

/**
 * Where a handler of a folder is.
 *
 * @param handler `FILE#EXPORT`, `FILE`, `EXPORT`, or `default`
 * @returns the file, relative to the folder; the name of the export; and why it is this file
 * @throws {NoEntry}
 */
export function entryOf(folder, handler) {
  const hash = handler.indexOf('#');
  const file = hash < 0 ? (isCode(handler) ? handler : '') : handler.slice(0, hash);
  const name = hash < 0 ? (file === '' ? handler : 'default') : handler.slice(hash + 1);
  if (!isName(name)) {
    throw new NoEntry(`the handler '${handler}' is neither FILE#EXPORT, nor a file, nor an export: leave it out, or name one such as index.mjs#handle`);
  }
  return file === '' ? { ...found(folder), name } : { file: named(folder, file), name, why: 'it was told' };
}

function named(folder, file) {
  const plain = path.posix.normalize(file);
  if (plain.startsWith('../') || path.isAbsolute(plain) || !isFile(path.join(folder, plain))) {
    throw new NoEntry(`the handler names the file ${file}, which is not in the folder`);
  }
  return plain;
}

function found(folder) {
  const manifest = packageOf(folder);
  const key = manifest.exports === undefined ? 'main' : 'exports';
  const target = key === 'main' ? manifest.main : exported(manifest.exports);
  if (target !== undefined) {
    return { file: ofPackage(folder, key, target), why: `package.json names it as ${key}` };
  }
  const usual = USUAL.filter((name) => isFile(path.join(folder, name)));
  if (usual.length === 1) {
    return { file: usual[0], why: 'it is the only one of the usual names' };
  }
  const all = usual.length > 0 ? usual : readdirSync(folder).filter((name) => isCode(name) && !name.startsWith('.')).sort();
  if (all.length === 1) {
    return { file: all[0], why: 'it is the only file of code at the top' };
  }
  throw new NoEntry(
    all.length === 0
      ? `no file of JavaScript or TypeScript lies at the top of the folder, and package.json names none: put the handler into index.mjs, or name its file, as in handler: lib/main.mjs`
      : `the handler could be in ${all.slice(0, 5).join(' or ')}: name one, as in handler: ${all[0]}, or as main in package.json`,
  );
}

/** The package.json of a folder, empty if there is none. */
export function packageOf(folder) {
  const file = path.join(folder, 'package.json');
  if (!existsSync(file)) {
    return {};
  }
  let manifest;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (e) {
    throw new NoEntry(`package.json is no JSON: ${e.message}`);
  }
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) {
    throw new NoEntry('package.json is no object');
  }
  return manifest;
}

/** What "exports" has for the package itself, by the first condition that holds. */
function exported(exports) {
  if (typeof exports === 'string') {
    return exports;
  }
  if (Array.isArray(exports)) {
    return exports.map(exported).find((target) => target !== undefined);
  }
  if (typeof exports !== 'object' || exports === null) {
    return undefined;
  }
  if ('.' in exports) {
    return exported(exports['.']);
  }
  const conditions = Object.keys(exports).filter((key) => CONDITIONS.includes(key));
  const first = conditions.filter((key) => key !== 'require').concat(conditions.filter((key) => key === 'require'));
  return first.map((key) => exported(exports[key])).find((target) => target !== undefined);
}

function ofPackage(folder, key, target) {
  const plain = path.posix.normalize(String(target));
  // As Node itself completes the names of old packages.
  const complete = key === 'main' ? ['', '.js', '.cjs', '.mjs', '/index.js'] : [''];
  const file = complete.map((end) => plain.replace(/\/$/, '') + end).find((name) => !name.startsWith('..') && isFile(path.join(folder, name)));
  if (file === undefined) {
    const there = USUAL.find((name) => isFile(path.join(folder, name)));
    throw new NoEntry(
      `package.json names ${target} as ${key}, and there is no such file: ${there === undefined ? 'build it before you deploy' : `name ${there}, which is there`}, or leave ${key} out`,
    );
  }
  return file;
}

function isFile(file) {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
