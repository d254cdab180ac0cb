// One call: its request, the function's run, and its answer.
import { BadAnswer, answerOf } from './answer.mjs';
import { described, plain, told } from './errors.mjs';
import { ownershipHere } from './ownership.mjs';
import { shardHere } from './shard.mjs';
import { Output, current, logOf } from './output.mjs';
import { Cause, Fault, MAX_DATA_BYTES, MAX_PROGRESS_BYTES, ProtocolError, Source, WINDOW_BYTES } from './protocol.mjs';

const WITHOUT_BODY = new Set(['GET', 'HEAD']);
const GRANT_STEP = WINDOW_BYTES / 4;

/** A caller's head is nothing that the standard Request can hold. */
class BadInput extends Error {}

/** The body of a request: bytes as they come, granted as they are read. */
class Incoming {
  #grant;
  #pieces = [];
  #granted = WINDOW_BYTES;
  #read = 0;
  #ended;
  #controller;
  #wanted = false;

  constructor(ended, grant) {
    this.#ended = ended;
    this.#grant = grant;
  }

  /** Takes bytes that are copied, because those that arrive share a buffer with others. */
  take(bytes, end) {
    if (bytes.length > this.#granted) {
      throw new ProtocolError('DATA came past what was granted');
    }
    this.#granted -= bytes.length;
    if (bytes.length > 0) {
      this.#pieces.push(new Uint8Array(bytes));
    }
    this.#ended ||= end;
    if (this.#wanted) {
      this.#next();
    }
  }

  stream() {
    return new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          this.#wanted = true;
          this.#next();
        },
      },
      { highWaterMark: 0 },
    );
  }

  #next() {
    const piece = this.#pieces.shift();
    if (piece !== undefined) {
      this.#wanted = false;
      this.#controller.enqueue(piece);
      this.#consumed(piece.length);
    } else if (this.#ended) {
      this.#wanted = false;
      this.#controller.close();
    }
  }

  #consumed(bytes) {
    this.#read += bytes;
    if (this.#read >= GRANT_STEP && !this.#ended) {
      this.#granted += this.#read;
      this.#grant(this.#read);
      this.#read = 0;
    }
  }

  /** Nobody will read on. */
  close(reason) {
    this.#pieces = [];
    if (this.#controller !== undefined && !this.#ended) {
      this.#controller.error(reason);
    }
    this.#ended = true;
  }
}

export class Exchange {
  #link;
  #uses;
  #invoke;
  #incoming;
  #controller = new AbortController();
  #cancelled;
  #window = WINDOW_BYTES;
  #granted;
  #over = false;

  /** {@code uses(feature)} says whether the gateway takes its frames. */
  constructor(invoke, link, uses) {
    this.#invoke = invoke;
    this.#link = link;
    this.#uses = uses;
    this.#incoming = new Incoming(invoke.end, (bytes) => this.#send({ type: 'window', bytes }));
    this.output = new Output((source, record) => link.log(this.#over ? 0 : this.stream, source, record));
  }

  get stream() {
    return this.#invoke.stream;
  }

  // What the gateway sends.

  data(bytes, end) {
    this.#incoming.take(bytes, end);
  }

  grant(bytes) {
    this.#window += bytes;
    this.#granted?.();
  }

  /** The function hears of it by its signal; the call ends when the function does. */
  cancel(cause) {
    if (this.#cancelled === undefined && !this.#over) {
      this.#cancelled = cause;
      const reason = cause === Cause.TIMED_OUT
        ? new DOMException('the time of the call is up', 'TimeoutError')
        : new DOMException('the caller went away', 'AbortError');
      // Listeners run as whoever aborts.
      current.run(this, () => this.#controller.abort(reason));
      this.#incoming.close(reason);
      this.#granted?.();
    }
  }

  // The run.

  /** Runs the function and answers; never fails. */
  async run(loaded) {
    try {
      const request = this.#request();
      const context = this.#context(loaded);
      const { handle } = loaded;
      const value = await handle(request, context);
      if (this.#cancelled === undefined) {
        await this.#answer(answerOf(value));
      }
    } catch (e) {
      this.#failed(e);
    }
    this.#settle();
  }

  #failed(e) {
    if (e instanceof BadAnswer) {
      this.fail(Fault.BAD_ANSWER, { ...plain(e.message), type: '' });
    } else if (e instanceof BadInput) {
      this.fail(Fault.BAD_INPUT, plain(e.message));
    } else if (this.#cancelled === undefined) {
      this.fail(Fault.THREW, described(e));
    }
  }

  /** The function has ended: a call that was cancelled says so, whatever came of it. */
  #settle() {
    if (this.#cancelled === Cause.TIMED_OUT) {
      this.fail(Fault.TIMED_OUT, plain('the call was still running when its time was up'));
    } else if (this.#cancelled !== undefined) {
      this.fail(Fault.CANCELLED, plain('the caller went away before the answer'));
    }
  }

  /** Code that belongs to this call threw where nobody can catch it. */
  threwLate(e) {
    if (this.#over) {
      this.output.record(Source.ERROR, `thrown after the call's end, by code that nobody waits for: ${told(e)}`);
    } else {
      this.fail(Fault.THREW, described(e));
    }
  }

  /** Ends the stream, unless it is over. */
  fail(fault, error) {
    if (!this.#over) {
      this.#last({ type: 'error', fault, error });
    }
  }

  /** The process ends: what was printed is told, and nothing more is sent. */
  abandon() {
    this.output.end();
    this.#over = true;
  }

  #request() {
    const { method, path, query, headers } = this.#invoke;
    try {
      const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1] || 'localhost';
      const url = URL.canParse?.(`http://${host}/`) === false ? 'http://localhost' : `http://${host}`;
      const body = WITHOUT_BODY.has(method) ? undefined : this.#incoming.stream();
      return new Request(`${url}${path}${query === '' ? '' : `?${query}`}`, {
        method, headers, body, duplex: 'half', signal: this.#controller.signal,
      });
    } catch (e) {
      throw new BadInput(`the standard Request cannot hold this one: ${e.message}`);
    }
  }

  #context(loaded) {
    const { id, budget, headers } = this.#invoke;
    const deadline = new Date(Date.now() + Number(budget));
    const attempt = headers.find(([name]) => name.toLowerCase() === 'sluice-attempt')?.[1] ?? '';
    return {
      invocationId: id,
      functionName: loaded.name,
      version: loaded.version,
      attempt: /^[1-9][0-9]{0,8}$/.test(attempt) ? Number(attempt) : 1,
      deadline,
      remaining: () => Math.max(0, deadline.getTime() - Date.now()),
      signal: this.#controller.signal,
      env: process.env,
      shard: shardHere(),
      get ownership() {
        return ownershipHere();
      },
      log: logOf(() => this.output),
      progress: (value) => this.#tell(value),
    };
  }

  #tell(value) {
    const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value);
    if (bytes.length > MAX_PROGRESS_BYTES) {
      throw new RangeError(`the progress of a call may have ${MAX_PROGRESS_BYTES} bytes, this has ${bytes.length}`);
    }
    if (this.#uses('progress') && !this.#over) {
      this.#link.progress({ type: 'progress', stream: this.stream, bytes });
    }
  }

  // The answer.

  async #answer({ status, headers, body, announced }) {
    if (body === undefined || this.#invoke.method === 'HEAD' || status === 204 || status === 304) {
      const length = body instanceof Uint8Array ? body.length : announced;
      await body?.return?.();
      this.#last({ type: 'result', status, headers: withLength(headers, status === 204 ? undefined : length), end: true });
    } else if (body instanceof Uint8Array) {
      await this.#whole(status, headers, body, announced);
    } else {
      await this.#streamed(status, headers, body, announced);
    }
  }

  async #whole(status, headers, bytes, announced) {
    if (announced !== undefined && announced !== bytes.length) {
      throw new BadAnswer(`the header 'content-length' says ${announced}, but the body has ${bytes.length} bytes: leave it out`);
    }
    const end = bytes.length === 0;
    const head = { type: 'result', status, headers: withLength(headers, bytes.length), end };
    if (end) {
      this.#last(head);
    } else {
      this.#send(head);
      await this.#body(bytes, true);
    }
  }

  /** A body that is complete at once, as those of most Responses are, goes with its length; else the first piece is not kept waiting. */
  async #streamed(status, headers, body, announced) {
    const first = await body.next();
    if (first.done) {
      return this.#whole(status, headers, Buffer.alloc(0), announced);
    }
    const second = body.next();
    // It is waited for below, maybe only after the window has opened.
    second.catch(() => {});
    const settled = await Promise.race([second, new Promise((resolve) => setImmediate(resolve))]);
    if (settled?.done) {
      return this.#whole(status, headers, first.value, announced);
    }
    this.#send({ type: 'result', status, headers: withLength(headers, announced), end: false });
    let sent = await this.#piece(first.value, 0, announced);
    for (let next = await second; !next.done; next = await body.next()) {
      sent = await this.#piece(next.value, sent, announced);
      if (this.#cancelled !== undefined || this.#over) {
        await body.return?.();
        return undefined;
      }
    }
    if (announced !== undefined && sent !== announced) {
      throw new BadAnswer(`the body has ${sent} bytes, but its content-length says ${announced}`);
    }
    this.#last({ type: 'data', bytes: Buffer.alloc(0), end: true });
    return undefined;
  }

  async #piece(bytes, before, announced) {
    const sent = before + bytes.length;
    if (announced !== undefined && sent > announced) {
      throw new BadAnswer(`the body is longer than the ${announced} bytes that its content-length says`);
    }
    await this.#body(bytes, false);
    return sent;
  }

  /** Sends bytes as the gateway grants them; returns early if the call is cancelled. */
  async #body(bytes, end) {
    for (let at = 0; at < bytes.length && this.#cancelled === undefined && !this.#over; ) {
      await this.#link.room();
      const size = Math.min(MAX_DATA_BYTES, this.#window, bytes.length - at);
      if (size === 0) {
        await new Promise((resolve) => {
          this.#granted = resolve;
        });
        this.#granted = undefined;
        continue;
      }
      this.#window -= size;
      const frame = { type: 'data', bytes: bytes.subarray(at, at + size), end: end && at + size === bytes.length };
      at += size;
      if (frame.end) {
        this.#last(frame);
      } else {
        this.#send(frame);
      }
    }
  }

  #send(frame) {
    if (!this.#over) {
      this.#link.send({ stream: this.stream, ...frame });
    }
  }

  #last(frame) {
    if (this.#over) {
      return;
    }
    this.output.end();
    this.#link.flush(this.stream);
    this.#send(frame);
    this.#over = true;
    this.#incoming.close(new DOMException('the call is over', 'AbortError'));
    this.#granted?.();
  }
}

function withLength(headers, length) {
  return length === undefined ? headers : [...headers, ['content-length', String(length)]];
}
