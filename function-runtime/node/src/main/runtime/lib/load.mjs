// Makes a function of the code that was sent, or says what is wrong with it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { entryOf } from './entry.mjs';
import { described, hideFolders, plain } from './errors.mjs';
import { NO_TYPESCRIPT, NoProgram, isCommonJs, isTypeScript, whereAndWhat, withoutTypes } from './source.mjs';

// What a file has for a name that was sent alone.
const SINGLE = /^function\.[jt]s$/;
// Before the function's own environment is there.
const WORK = process.env.TMPDIR ?? '/tmp';
const FORMS = 'a handler is export default function (request, context) { … }, async or not, or module.exports = (request, context) => { … }';

/** The code cannot become a function: why in a word, what happened, and what to do. */
export class LoadFailure extends Error {
  constructor(reason, error, hint) {
    super(error.message);
    this.reason = reason;
    this.error = error;
    this.hint = hint;
  }
}

/** Loads the code of an order, once; nothing else may be asked of the function before. */
export async function load(order) {
  const { file, name, shown } = place(order);
  const module = await imported(file, shown === '' ? '' : order.folder);
  const handle = handlerOf(module, name);
  return {
    name: order.function,
    version: order.version,
    handle,
    start: hook(module, 'start', handle),
    stop: hook(module, 'stop', handle),
    notice: hook(module, 'notice', handle),
    description: `${name === 'default' ? 'default export' : name} (${parameters(handle).join(', ')})${shown === '' ? '' : ` of ${shown}`}`,
  };
}

/** The file to import, the name of the export, and what the file is called for people if it is one of a folder. */
function place(order) {
  if (order.files.length === 1 && SINGLE.test(order.files[0]) && !order.handler.includes('#')) {
    return { file: single(order), name: order.handler, shown: '' };
  }
  hideFolders([WORK, order.folder]);
  try {
    const { file, name } = entryOf(order.folder, order.handler);
    return { file: path.join(order.folder, file), name, shown: file };
  } catch (e) {
    throw new LoadFailure('bad_artifact', plain(e.message), 'correct the folder, or name the handler');
  }
}

/**
 * A copy of the file, without types, by a name that says what sort of module it is: else that would hang on a package.json somewhere
 * above, and on the version of Node.
 */
function single(order) {
  const file = order.files[0];
  const text = readFileSync(path.join(order.folder, file), 'utf8');
  const script = isTypeScript(file) && NO_TYPESCRIPT === '' ? javaScriptOf(text) : text;
  const to = path.join(WORK, isCommonJs(script) ? 'function.cjs' : 'function.mjs');
  writeFileSync(to, script);
  hideFolders([WORK, order.folder]);
  return to;
}

function javaScriptOf(text) {
  try {
    return withoutTypes(text);
  } catch (e) {
    if (!(e instanceof NoProgram)) {
      throw e;
    }
    throw new LoadFailure('syntax_error', plain(e.message), 'correct the line');
  }
}

async function imported(file, folder) {
  try {
    return await import(pathToFileURL(file).href);
  } catch (e) {
    throw failure(e, folder);
  }
}

/** @param folder empty where a file was sent alone */
function failure(e, folder) {
  const error = described(e);
  if (e?.code === 'ERR_MODULE_NOT_FOUND' || e?.code === 'MODULE_NOT_FOUND') {
    return new LoadFailure(
      'module_not_found',
      { ...error, message: error.message.split('\n')[0] },
      folder === ''
        ? 'what is sent is one file: send the folder with its package.json, or bundle what it imports into it, with esbuild --bundle --platform=node --format=esm for example'
        : typed(e) || 'put it into the folder, or among the dependencies of package.json',
    );
  }
  if (e?.code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    const hint = isTypeScript(/"(\.\w+)"/.exec(e.message)?.[1] ?? '') ? NO_TYPESCRIPT : 'send the JavaScript that is made of it';
    return new LoadFailure('syntax_error', error, hint);
  }
  if (e?.code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') {
    return new LoadFailure('load_failed', error, 'Node.js takes TypeScript from the folder alone: packages have to hold the JavaScript that was made of theirs');
  }
  if (e instanceof SyntaxError && error.frames.length === 0) {
    const hint = /Cannot use import statement|Unexpected token 'export'/.test(e.message)
      ? 'say "type": "module" in package.json, or call the file .mjs'
      : /does not provide an export named/.test(e.message) && /^\S+\.[mc]?ts:\d+\n/.test(e.stack)
        ? 'correct the line; a type is imported by import type'
        : 'correct the line';
    return new LoadFailure('syntax_error', { ...error, message: broken(folder) || whereAndWhat(e) }, hint);
  }
  return new LoadFailure('load_failed', error, 'the module threw while it was loaded: look at the first frame');
}

/** What to say where an import of TypeScript names what the compiler would have made of it; empty if it does not. */
function typed(e) {
  const missing = /^Cannot find module '([^']+)'/.exec(e.message)?.[1] ?? '';
  const source = [missing.replace(/js$/, 'ts'), `${missing}.ts`].find((file) => isTypeScript(file) && existsSync(file));
  return source === undefined ? '' : `there is ${path.basename(source)}: Node.js imports a file by its whole name, with the .ts`;
}

/** Which file of a folder is neither JavaScript nor TypeScript, and where: an error of an import tells neither. Empty if none is found. */
function broken(folder) {
  if (folder === '') {
    return '';
  }
  const check = fileURLToPath(new URL('check.mjs', import.meta.url));
  const found = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', check, folder], { encoding: 'utf8', timeout: 5_000 });
  return String(found.stdout ?? '').trim();
}

function handlerOf(module, name) {
  const found = name === 'default' ? defaultOf(module) : exported(module, name);
  if (found === undefined) {
    throw new LoadFailure('handler_not_found', plain(`${missing(name)}; it exports ${names(module)}`), FORMS);
  }
  if (typeof found !== 'function') {
    throw wrong(`the export '${name}' is ${found === null ? 'null' : `of the type ${typeof found}`}, not a function`);
  }
  if (/^class\b/.test(Function.prototype.toString.call(found))) {
    throw wrong(`the export '${name}' is a class, not a function`);
  }
  checkParameters(found, name);
  return found;
}

function missing(name) {
  return name === 'default' ? 'the module has no default export' : `the module has no export '${name}'`;
}

/** Of CommonJS that was compiled from an ES module, the function stands one level deeper. */
function defaultOf(module) {
  const outer = module.default;
  return typeof outer === 'object' && outer !== null && outer.default !== undefined ? outer.default : outer;
}

/** Not every name of a CommonJS module is seen from outside; all are in its default export. */
function exported(module, name) {
  return module[name] ?? (Object.hasOwn(Object(module.default), name) ? module.default[name] : undefined);
}

function names(module) {
  const all = Object.keys(module).filter((name) => name !== 'default' && name !== 'module.exports');
  return all.length === 0 ? 'nothing else' : all.slice(0, 10).join(', ');
}

/** Forms of other platforms would be called with what they do not expect, and answer nonsense with status 200. */
function checkParameters(handle, name) {
  const [first, second] = parameters(handle);
  if (handle.length > 2) {
    throw wrong(`the export '${name}' takes ${handle.length} parameters`);
  }
  if (/^res(ponse)?$/.test(second ?? '')) {
    throw wrong(`the export '${name}' takes (${first}, ${second}), as Express has it`);
  }
  if (/^(event|evt)$/.test(first ?? '')) {
    throw wrong(`the export '${name}' takes (${[first, second].filter(Boolean).join(', ')}), as other platforms have it`);
  }
}

/** The names of parameters as they stand in the source, as far as they are plain names. */
function parameters(handle) {
  const source = Function.prototype.toString.call(handle);
  const list = /^(?:async\s+)?(?:function\s*\*?\s*[\w$]*\s*)?\(([^)]*)\)/.exec(source)?.[1] ?? /^(?:async\s+)?([\w$]+)\s*=>/.exec(source)?.[1] ?? '';
  return list.split(',').map((one) => one.trim()).filter((one) => /^[\w$]+$/.test(one));
}

function wrong(message) {
  return new LoadFailure('wrong_signature', plain(message), FORMS);
}

function hook(module, name, handle) {
  const found = exported(module, name);
  return typeof found === 'function' && found !== handle ? found : undefined;
}
