// The one connection to the gateway: frames in, frames out, and what may wait of them.
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { Source, decode, encode } from './protocol.mjs';

const MOST_WAITING = 256 * 1024;
const MOST_CORKED = 16 * 1024;
const MOST_LINES = 512;

/** A connection to where the environment says that a gateway waits. Fails if there is none, or if it is another. */
export function connect(environment) {
  return environment.SLUICE_GATEWAY ? connectByTls(environment) : connected(net.connect(environment.SLUICE_SOCKET), 'connect');
}

function connected(socket, event) {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once(event, () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** Trusts the one certificate, whatever its name and dates, and no other. */
async function connectByTls(environment) {
  const expected = new X509Certificate(readFileSync(environment.SLUICE_GATEWAY_CERTIFICATE));
  const address = environment.SLUICE_GATEWAY;
  const colon = address.lastIndexOf(':');
  const socket = await connected(
    tls.connect({
      host: address.slice(0, colon).replace(/[[\]]/g, ''),
      port: Number(address.slice(colon + 1)),
      minVersion: 'TLSv1.3',
      rejectUnauthorized: false,
    }),
    'secureConnect',
  );
  if (!socket.getPeerX509Certificate()?.raw.equals(expected.raw)) {
    socket.destroy();
    throw new Error('another certificate is shown there than the gateway has');
  }
  return socket;
}

function line(stream, source, record) {
  return { type: 'log', stream, source, micros: BigInt(Date.now()) * 1000n, record };
}

export class Link {
  #socket;
  #rest = Buffer.alloc(0);
  #corked = false;
  #lines = [];
  #lost = 0;
  #progress = new Map();
  #room = [];

  constructor(socket) {
    this.#socket = socket;
    socket.setNoDelay?.(true);
    socket.on('drain', () => this.#hasRoom());
  }

  /** Hands each frame to {@code receive}; {@code ended} is told once when the connection is over, with the error if the gateway broke the protocol. */
  serve(receive, ended) {
    const end = (error) => {
      this.#socket.destroy();
      ended(error);
    };
    this.#socket.on('data', (bytes) => {
      try {
        this.#take(bytes, receive);
      } catch (e) {
        end(e);
      }
    });
    this.#socket.on('error', () => end());
    this.#socket.on('close', () => end());
    this.#socket.on('end', () => end());
  }

  #take(bytes, receive) {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    for (let next = decode(all, at); next !== undefined; next = decode(all, at)) {
      at += next.size;
      receive(next.frame);
    }
    this.#rest = all.subarray(at);
  }

  send(frame) {
    // What is sent in one turn of the loop leaves together.
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      process.nextTick(() => this.#uncork());
    }
    this.#socket.write(encode(frame));
    // Code that keeps the loop to itself is heard all the same.
    if (this.#corked && this.#socket.writableLength > MOST_CORKED) {
      this.#uncork();
    }
  }

  #uncork() {
    if (this.#corked) {
      this.#corked = false;
      this.#socket.uncork();
    }
  }

  #isFull() {
    return this.#socket.writableLength > MOST_WAITING;
  }

  /** Resolves when what waits for the gateway is little enough for more of a body. */
  room() {
    return this.#isFull() ? new Promise((resolve) => this.#room.push(resolve)) : undefined;
  }

  /** Sends a line of log, of a call or of the instance (0). While much waits, 512 lines are kept, the newest. */
  log(stream, source, record) {
    const frame = line(stream, source, record);
    if (!this.#isFull() && this.#lines.length === 0) {
      this.send(frame);
      return;
    }
    this.#lines.push(frame);
    if (this.#lines.length > MOST_LINES) {
      this.#lines.shift();
      this.#lost++;
    }
  }

  /** Sends how far a call has come; while much waits, only the last word of each call is kept. */
  progress(frame) {
    if (this.#isFull()) {
      this.#progress.set(frame.stream, frame);
    } else {
      this.send(frame);
    }
  }

  /** What a call's last frame must follow; after it nothing may come. */
  flush(stream) {
    const progress = this.#progress.get(stream);
    if (progress !== undefined) {
      this.#progress.delete(stream);
      this.send(progress);
    }
    this.#sendLines(this.#lines.filter((frame) => frame.stream === stream));
    this.#lines = this.#lines.filter((frame) => frame.stream !== stream);
  }

  #sendLines(lines) {
    if (this.#lost > 0) {
      this.send(line(0, Source.WARN, `${this.#lost} lines of log are lost: the gateway did not take them fast enough`));
      this.#lost = 0;
    }
    lines.forEach((frame) => this.send(frame));
  }

  #hasRoom() {
    this.#progress.forEach((frame) => this.send(frame));
    this.#progress.clear();
    const lines = this.#lines;
    this.#lines = [];
    this.#sendLines(lines);
    const waiting = this.#room;
    this.#room = [];
    waiting.forEach((resolve) => resolve());
  }

  /** Calls back when all has been handed to the system, at most a second later. */
  close(then) {
    const timer = setTimeout(then, 1_000);
    this.#hasRoom();
    this.#uncork();
    this.#socket.end(() => {
      clearTimeout(timer);
      then();
    });
  }
}
