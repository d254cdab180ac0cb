// The wire protocol, version 2: frames as objects, and their bytes. See docs/protocol.md.

export const VERSION = 2;
export const WINDOW_BYTES = 65_536;
export const MAX_DATA_BYTES = 32_768;
export const MAX_PROGRESS_BYTES = 65_536;

const MAX_FRAME_BYTES = 1_048_576;
const HEAD_BYTES = 6;
const WORD = /^[a-z0-9_]{1,64}$/;

export const Fault = { THREW: 0, OUT_OF_MEMORY: 1, BAD_INPUT: 2, BAD_ANSWER: 3, TIMED_OUT: 4, CANCELLED: 5 };
export const Cause = { CLIENT_GONE: 0, TIMED_OUT: 1 };
export const Source = { STDOUT: 0, STDERR: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5 };

/** What came is not the protocol: the connection must be closed. */
export class ProtocolError extends Error {}

class Reader {
  constructor(bytes, from, to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  take(count) {
    if (count < 0 || count > this.to - this.at) {
      throw new ProtocolError(`a member of ${count} bytes is claimed where ${this.to - this.at} are left`);
    }
    const from = this.at;
    this.at += count;
    return from;
  }
}

class Writer {
  constructor() {
    this.parts = [];
  }

  add(bytes) {
    this.parts.push(bytes);
  }
}

function number(size, read, write) {
  return {
    read: (reader) => reader.bytes[read](reader.take(size)),
    write: (writer, value) => {
      const bytes = Buffer.allocUnsafe(size);
      bytes[write](value, 0);
      writer.add(bytes);
    },
  };
}

const u8 = number(1, 'readUInt8', 'writeUInt8');
const u16 = number(2, 'readUInt16BE', 'writeUInt16BE');
const i32 = number(4, 'readInt32BE', 'writeInt32BE');
const i64 = number(8, 'readBigInt64BE', 'writeBigInt64BE');

const text = {
  read: (reader) => {
    const length = i32.read(reader);
    const from = reader.take(length);
    return reader.bytes.toString('utf8', from, from + length);
  },
  write: (writer, value) => {
    const bytes = Buffer.from(value, 'utf8');
    i32.write(writer, bytes.length);
    writer.add(bytes);
  },
};

function listOf(member) {
  return {
    read: (reader) => Array.from({ length: u16.read(reader) }, () => member.read(reader)),
    write: (writer, values) => {
      u16.write(writer, values.length);
      values.forEach((value) => member.write(writer, value));
    },
  };
}

function structure(members) {
  const entries = Object.entries(members);
  return {
    read: (reader) => Object.fromEntries(entries.map(([name, member]) => [name, member.read(reader)])),
    write: (writer, value) => entries.forEach(([name, member]) => member.write(writer, value[name])),
  };
}

const pair = {
  read: (reader) => [text.read(reader), text.read(reader)],
  write: (writer, [name, value]) => {
    text.write(writer, name);
    text.write(writer, value);
  },
};

function checked(member, check) {
  return {
    read: (reader) => {
      const value = member.read(reader);
      check(value);
      return value;
    },
    write: member.write,
  };
}

function oneOf(count) {
  return checked(u8, (value) => {
    if (value >= count) {
      throw new ProtocolError(`${value} is none of ${count} values`);
    }
  });
}

const word = checked(text, (value) => {
  if (!WORD.test(value)) {
    throw new ProtocolError(`'${value}' is no word`);
  }
});

const grant = checked(i32, (value) => {
  if (value <= 0) {
    throw new ProtocolError(`a WINDOW grants ${value} bytes`);
  }
});

/** What is left of the frame: a view of bytes that are not used again. */
function rest(most) {
  return {
    read: (reader) => {
      const length = reader.to - reader.at;
      if (length > most) {
        throw new ProtocolError(`${length} bytes are more than ${most}`);
      }
      const from = reader.take(length);
      return reader.bytes.subarray(from, from + length);
    },
    write: (writer, value) => writer.add(value),
  };
}

const texts = listOf(text);
const pairs = listOf(pair);
const error = structure({ type: text, message: text, frames: texts });

// Whose a frame is: the connection's, a stream's, or that of either. END: no, it may be, or it must be.
const CONNECTION = 'connection';
const STREAM = 'stream';
const EITHER = 'either';
const [NEVER, MAYBE, ALWAYS] = [0, 1, 2];

const FRAMES = [
  [1, 'hello', CONNECTION, NEVER, { oldest: u16, newest: u16, token: text, runtime: text, pid: i64, features: texts }],
  [2, 'specialise', CONNECTION, NEVER, {
    function: text, version: i32, handler: text, folder: text, files: texts, environment: pairs, timeout: i64, concurrency: i32, settings: pairs,
  }],
  [3, 'specialised', CONNECTION, NEVER, { description: text, micros: i64 }],
  [4, 'specialise-failed', CONNECTION, NEVER, { reason: word, error, hint: text }],
  [5, 'invoke', STREAM, MAYBE, { id: text, budget: i64, method: text, path: text, query: text, headers: pairs }],
  [6, 'data', STREAM, MAYBE, { bytes: rest(MAX_DATA_BYTES) }],
  [7, 'trailers', STREAM, ALWAYS, { headers: pairs }],
  [8, 'window', STREAM, NEVER, { bytes: grant }],
  [9, 'result', STREAM, MAYBE, { status: u16, headers: pairs }],
  [10, 'error', STREAM, NEVER, { fault: oneOf(6), error }],
  [11, 'cancel', STREAM, NEVER, { cause: oneOf(2) }],
  [12, 'log', EITHER, NEVER, { source: oneOf(6), micros: i64, record: text }],
  [13, 'ping', CONNECTION, NEVER, { number: i64 }],
  [14, 'pong', CONNECTION, NEVER, { number: i64 }],
  [15, 'drain', CONNECTION, NEVER, {}],
  [16, 'welcome', CONNECTION, NEVER, { protocol: u16, features: texts }],
  [17, 'progress', STREAM, NEVER, { bytes: rest(MAX_PROGRESS_BYTES) }],
  [18, 'notice', CONNECTION, NEVER, { number: i64, name: word, bytes: rest(8_192) }],
  [19, 'noticed', CONNECTION, NEVER, { number: i64 }],
  [20, 'profile', CONNECTION, NEVER, { text: rest(131_072) }],
].map(([code, type, owner, end, members]) => ({ code, type, owner, end, members: structure(members) }));

const BY_CODE = new Map(FRAMES.map((frame) => [frame.code, frame]));
const BY_TYPE = new Map(FRAMES.map((frame) => [frame.type, frame]));

/**
 * The first frame of some bytes and how many of them it takes, or undefined if they hold no whole one yet.
 *
 * @throws {ProtocolError} as soon as they cannot become one
 */
export function decode(bytes, from = 0) {
  if (bytes.length - from < 4) {
    return undefined;
  }
  const length = bytes.readInt32BE(from);
  if (length < HEAD_BYTES || length > MAX_FRAME_BYTES) {
    throw new ProtocolError(`a frame claims ${length} bytes`);
  }
  if (bytes.length - from - 4 < length) {
    return undefined;
  }
  const code = bytes.readUInt8(from + 4);
  const flags = bytes.readUInt8(from + 5);
  const stream = bytes.readInt32BE(from + 6);
  const kind = BY_CODE.get(code);
  if (kind === undefined) {
    throw new ProtocolError(`there is no frame of type ${code}`);
  }
  check(kind, flags, stream);
  const reader = new Reader(bytes, from + 4 + HEAD_BYTES, from + 4 + length);
  const members = kind.members.read(reader);
  if (reader.at !== reader.to) {
    throw new ProtocolError(`a frame of type ${code} has ${reader.to - reader.at} bytes too many`);
  }
  return { frame: { type: kind.type, stream, end: flags === 1, ...members }, size: 4 + length };
}

function check(kind, flags, stream) {
  const ends = flags === 0 ? kind.end !== ALWAYS : flags === 1 && kind.end !== NEVER;
  if (!ends) {
    throw new ProtocolError(`${kind.type} has the flags ${flags}`);
  }
  const owned = kind.owner === CONNECTION ? stream === 0 : kind.owner === STREAM ? stream > 0 : stream >= 0;
  if (!owned) {
    throw new ProtocolError(`${kind.type} came on stream ${stream}`);
  }
}

/** The bytes of a frame; members that are bytes are not copied before. */
export function encode(frame) {
  const kind = BY_TYPE.get(frame.type);
  const writer = new Writer();
  kind.members.write(writer, frame);
  const head = Buffer.allocUnsafe(4 + HEAD_BYTES);
  const length = writer.parts.reduce((sum, part) => sum + part.length, HEAD_BYTES);
  head.writeInt32BE(length, 0);
  head.writeUInt8(kind.code, 4);
  head.writeUInt8(frame.end === true ? 1 : 0, 5);
  head.writeInt32BE(frame.stream ?? 0, 6);
  return Buffer.concat([head, ...writer.parts], length + 4);
}
