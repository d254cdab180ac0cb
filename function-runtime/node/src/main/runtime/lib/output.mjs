// What the function prints and logs, filed under the call that it belongs to.
import { AsyncLocalStorage } from 'node:async_hooks';
import { StringDecoder } from 'node:string_decoder';
import { formatWithOptions } from 'node:util';
import { Source } from './protocol.mjs';

const MAX_CHARACTERS = 8_192;
const MAX_PARTIAL = 64 * 1024;
const LEVELS = { debug: Source.DEBUG, info: Source.INFO, warn: Source.WARN, error: Source.ERROR };

/** The call whose code runs now; none outside of calls. */
export const current = new AsyncLocalStorage();

/** Lines that somebody prints, of one call or of the instance. */
export class Output {
  #send;
  #partial = new Map();
  #decoders = new Map();

  /** {@code send(source, record)} takes each line, or a text of several that belongs together. */
  constructor(send) {
    this.#send = send;
  }

  /** Takes what is written to a stream; a line without its end waits for it, or for {@link end}. */
  write(source, chunk, encoding) {
    const lines = (this.#partial.get(source) ?? '').concat(this.#text(source, chunk, encoding)).split('\n');
    let rest = lines.pop();
    lines.forEach((line) => this.record(source, line.endsWith('\r') ? line.slice(0, -1) : line));
    if (rest.length > MAX_PARTIAL) {
      this.record(source, rest);
      rest = '';
    }
    this.#partial.set(source, rest);
  }

  #text(source, chunk, encoding) {
    if (typeof chunk === 'string') {
      return encoding === undefined || /^utf-?8$/i.test(encoding) ? chunk : Buffer.from(chunk, encoding).toString('utf8');
    }
    let decoder = this.#decoders.get(source);
    if (decoder === undefined) {
      decoder = new StringDecoder('utf8');
      this.#decoders.set(source, decoder);
    }
    return decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }

  record(source, text) {
    this.#send(source, text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS - 1)}…`);
  }

  /** No more will come: what has no end of its line is told as it is. */
  end() {
    for (const [source, rest] of this.#partial) {
      if (rest !== '') {
        this.record(source, rest);
      }
    }
    this.#partial.clear();
  }
}

/** Has console, standard output and standard error write to the output of the call whose code runs, else to that of the instance. */
export function capture(instance) {
  let level;
  const output = () => current.getStore()?.output ?? instance;
  const patch = (stream, source) => {
    stream.write = (chunk, encoding, callback) => {
      if (level === undefined) {
        output().write(source, chunk, typeof encoding === 'string' ? encoding : undefined);
      } else {
        output().record(level, String(chunk).replace(/\n$/, ''));
      }
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done !== undefined) {
        process.nextTick(done);
      }
      return true;
    };
  };
  patch(process.stdout, Source.STDOUT);
  patch(process.stderr, Source.STDERR);
  for (const [name, source] of Object.entries(LEVELS)) {
    const original = console[name];
    console[name] = (...words) => {
      const before = level;
      level = source;
      try {
        original(...words);
      } finally {
        level = before;
      }
    };
  }
}

/** What a function logs by: a function for info, with one for each level. */
export function logOf(output) {
  const writer = (source) => (...words) => output().record(source, formatWithOptions({ colors: false }, ...words));
  return Object.assign(
    writer(Source.INFO),
    Object.fromEntries(Object.entries(LEVELS).map(([name, source]) => [name, writer(source)])),
  );
}
