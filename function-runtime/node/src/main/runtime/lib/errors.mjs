// What is told of something that was thrown: its type, its message, and the frames of the function's own code.
import { pathToFileURL } from 'node:url';

const MAX_FRAMES = 20;
const MAX_FRAMES_OF_A_CAUSE = 5;
const MAX_CAUSES = 5;
const MAX_FRAME_CHARACTERS = 500;
const MAX_MESSAGE_BYTES = 8 * 1024;
const RUNNER = new URL('.', import.meta.url).href;

let folders = [];

/** Folders whose paths are left out in front of the names of files. */
export function hideFolders(paths) {
  folders = paths.flatMap((path) => [`${pathToFileURL(path).href}/`, `${path}/`]);
}

/** Plain words without places that mean nothing to the author. */
export function shown(text) {
  return folders.reduce((left, folder) => left.replaceAll(folder, ''), text);
}

/** An error as frames have it. Never throws, whatever the function threw. */
export function described(thrown) {
  try {
    const frames = [...stackOf(thrown, MAX_FRAMES), ...causesOf(thrown)].slice(0, MAX_FRAMES);
    return { type: typeOf(thrown), message: cut(shown(messageOf(thrown))), frames };
  } catch (e) {
    return { type: 'Error', message: 'what was thrown cannot be read', frames: [] };
  }
}

/** An error of the runner's own words. */
export function plain(message) {
  return { type: '', message, frames: [] };
}

/** For logs: the first line and the frames. */
export function told(thrown) {
  const { type, message, frames } = described(thrown);
  return [`${type}: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n');
}

export function isError(thrown) {
  return thrown instanceof Error || (typeof thrown === 'object' && thrown !== null && typeof thrown.stack === 'string');
}

/** Its class, or its name where that says more, or what it is if it is no error. */
function typeOf(thrown) {
  if (!isError(thrown)) {
    return thrown === null ? 'null' : typeof thrown;
  }
  const name = String(thrown.name ?? 'Error');
  return (name === 'Error' ? thrown.constructor?.name : name) || 'Error';
}

function messageOf(thrown) {
  if (isError(thrown)) {
    return String(thrown.message ?? '');
  }
  if (typeof thrown === 'object' && thrown !== null) {
    return JSON.stringify(thrown) ?? '';
  }
  return String(thrown);
}

function stackOf(thrown, most) {
  if (!isError(thrown)) {
    return [];
  }
  return String(thrown.stack)
    .split('\n')
    .filter((line) => /^ {4}at /.test(line) && !line.includes(RUNNER) && !line.includes('node:'))
    .slice(0, most)
    .map((line) => frame(line.slice('    at '.length)));
}

function causesOf(thrown) {
  const lines = [];
  const seen = new Set([thrown]);
  let cause = thrown?.cause;
  while (isError(cause) && !seen.has(cause) && seen.size <= MAX_CAUSES) {
    seen.add(cause);
    lines.push(frame(`Caused by: ${typeOf(cause)}: ${messageOf(cause)}`), ...stackOf(cause, MAX_FRAMES_OF_A_CAUSE - 1));
    cause = cause.cause;
  }
  return lines;
}

function frame(line) {
  const text = shown(line.replace(/[\r\n]/g, ' '));
  return text.length <= MAX_FRAME_CHARACTERS ? text : `${text.slice(0, MAX_FRAME_CHARACTERS)}…`;
}

function cut(text) {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= MAX_MESSAGE_BYTES) {
    return text;
  }
  let end = MAX_MESSAGE_BYTES - 3;
  while ((bytes[end] & 0xc0) === 0x80) {
    end--;
  }
  return `${bytes.toString('utf8', 0, end)}…`;
}
