// Turns what a function returned into an answer, or says why it cannot be sent.
import { types } from 'node:util';

const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';
const JSON_TYPE = 'application/json';
const MAX_VALUE_CHARACTERS = 32 * 1024;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HOP_BY_HOP = new Set([
  'connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade',
]);

/** What was returned cannot be an answer; the message says why. */
export class BadAnswer extends Error {}

/**
 * The answer that a value is: its status, its headers without a length, and its body: bytes, an asynchronous iterator of pieces, or
 * none.
 *
 * @throws {BadAnswer} if it is none
 */
export function answerOf(value) {
  if (value === undefined || value === null) {
    return { status: 204, headers: [], body: undefined };
  }
  if (value instanceof Response) {
    return ofResponse(value);
  }
  if (typeof value === 'string') {
    return whole(TEXT, Buffer.from(value, 'utf8'));
  }
  const bytes = bytesOf(value);
  if (bytes !== undefined) {
    return whole(BYTES, bytes);
  }
  if (value instanceof Blob) {
    return { status: 200, headers: [['content-type', value.type || BYTES]], body: pieces(value.stream()) };
  }
  if (isStream(value)) {
    return { status: 200, headers: [['content-type', BYTES]], body: pieces(value) };
  }
  return whole(JSON_TYPE, Buffer.from(json(value), 'utf8'));
}

function whole(type, bytes) {
  return { status: 200, headers: [['content-type', type]], body: bytes };
}

function isStream(value) {
  return typeof value === 'object' && typeof value[Symbol.asyncIterator] === 'function';
}

/** Bytes without a copy, or undefined if it is none. */
export function bytesOf(value) {
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return types.isAnyArrayBuffer(value) ? Buffer.from(value) : undefined;
}

function json(value) {
  const what = kindOf(value);
  if (what !== undefined) {
    throw new BadAnswer(`${what} is no answer: return a Response, a string, bytes, a stream, or an object that JSON can hold`);
  }
  let text;
  try {
    text = JSON.stringify(value);
  } catch (e) {
    throw new BadAnswer(`the object that was returned cannot be written as JSON: ${String(e?.message).split('\n')[0]}`);
  }
  if (text === undefined) {
    throw new BadAnswer('the object that was returned has a toJSON() that makes nothing of it');
  }
  return text;
}

/** Values that JSON drops or makes an empty object of: to answer with them can only be a mistake. */
function kindOf(value) {
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    return `a ${typeof value}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return `${value}`;
  }
  if (value instanceof Error) {
    return `an error that is returned and not thrown (${value.message})`;
  }
  if (types.isMap(value) || types.isSet(value) || types.isWeakMap(value) || types.isPromise(value)) {
    return `a ${value.constructor.name}`;
  }
  return undefined;
}

function ofResponse(response) {
  if (response.status < 200) {
    throw new BadAnswer(`a Response with the status ${response.status} is no answer: 200 to 599 are`);
  }
  if (response.bodyUsed || response.body?.locked === true) {
    throw new BadAnswer('the body of the Response that was returned has been read already: return its clone()');
  }
  const headers = [...response.headers].filter(([name]) => name !== 'content-length');
  headers.forEach(([name, value]) => check(name, value));
  const announced = response.headers.get('content-length');
  if (announced !== null && !/^[0-9]{1,15}$/.test(announced)) {
    throw new BadAnswer(`the header 'content-length' says '${announced}', which is no length`);
  }
  return {
    status: response.status,
    headers,
    announced: announced === null ? undefined : Number(announced),
    body: response.body === null ? undefined : pieces(response.body),
  };
}

/** What a header may be (RFC 9110, 5.1 and 5.5; hop-by-hop headers, 7.6.1). */
function check(name, value) {
  if (!TOKEN.test(name)) {
    throw new BadAnswer(`the header name '${name.slice(0, 80)}' is not allowed`);
  }
  if (HOP_BY_HOP.has(name.toLowerCase())) {
    throw new BadAnswer(`the header '${name}' is the platform's to set: leave it out`);
  }
  if (value.length > MAX_VALUE_CHARACTERS) {
    throw new BadAnswer(`the header '${name}' has ${value.length} characters: at most ${MAX_VALUE_CHARACTERS} are allowed`);
  }
}

/** The pieces of a stream as bytes; strings are text in UTF-8. */
async function* pieces(stream) {
  for await (const piece of stream) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : bytesOf(piece);
    if (bytes === undefined) {
      throw new BadAnswer(`a piece of the answer is ${piece === null ? 'null' : `of the type ${typeof piece}`}: strings and bytes can be sent`);
    }
    yield bytes;
  }
}
