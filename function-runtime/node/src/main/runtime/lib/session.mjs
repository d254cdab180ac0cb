// The runner's side of one connection: what may come when, and what it leads to.
import { described, plain, told } from './errors.mjs';
import { Exchange } from './exchange.mjs';
import { LoadFailure, load } from './load.mjs';
import { ownershipHere } from './ownership.mjs';
import { shardHere } from './shard.mjs';
import { Output, current, logOf } from './output.mjs';
import { ProtocolError, Source, VERSION } from './protocol.mjs';

const STOP_MILLIS = 5_000;
const NOTICES_MILLIS = 2_000;
const MOST_NOTICES = 16;

/**
 * What this runner can beyond what each must. It has no `ping`: whoever blocks the one thread for a minute is not dead. By `pulse` it says that
 * calls there can go on.
 */
export const FEATURES = ['pulse', 'progress', 'notice'];

/** Thrown by process.exit(), so that no more of the function runs. */
export class ProcessExit extends Error {}

/**
 * Opens the inspector where the function's NODE_OPTIONS say so, which Node itself has read before there was a function: on this machine
 * alone, whatever they say. Processes that the function starts do not open theirs.
 */
async function openToDebugger() {
  const options = process.env.NODE_OPTIONS ?? '';
  const asked = /(?:^|\s)--inspect(?:=(?:[^\s:]*:)?(\d{1,5}))?(?=\s|$)/.exec(options);
  if (asked) {
    process.env.NODE_OPTIONS = options.replace(asked[0], '').trim();
    const { open } = await import('node:inspector');
    open(Number(asked[1] ?? 0), '127.0.0.1');
  }
}

export class Session {
  #link;
  #leave;
  #stage = 'generic';
  #features = new Set();
  #exchanges = new Map();
  #mostExchanges = 0;
  #loaded;
  #notices = Promise.resolve();
  #waitingNotices = 0;

  /** {@code leave(code)} ends the process when all that was sent is gone. */
  constructor(link, leave) {
    this.#link = link;
    this.#leave = leave;
    this.output = new Output((source, record) => link.log(0, source, record));
  }

  /**
   * Takes one frame of the gateway's.
   *
   * @throws {ProtocolError} if it may not come now
   */
  receive(frame) {
    const exchange = this.#exchanges.get(frame.stream);
    switch (frame.type) {
      case 'invoke':
        return this.#open(frame);
      case 'data':
        return exchange?.data(frame.bytes, frame.end);
      case 'trailers':
        return exchange?.data(Buffer.alloc(0), true);
      case 'window':
        return exchange?.grant(frame.bytes);
      case 'cancel':
        return exchange?.cancel(frame.cause);
      case 'welcome':
        return this.#welcome(frame);
      case 'specialise':
        return this.#specialise(frame);
      case 'notice':
        return this.#notice(frame);
      case 'drain':
        return this.#drain();
      case 'ping':
        return this.#link.send({ type: 'pong', number: frame.number });
      default:
        throw new ProtocolError(`${frame.type} came, which a gateway does not send to this runner`);
    }
  }

  #welcome(frame) {
    if (frame.protocol !== VERSION) {
      throw new ProtocolError(`the gateway speaks protocol ${frame.protocol}, which nobody offered`);
    }
    this.#features = new Set(frame.features);
  }

  // Becoming an instance.

  async #specialise(order) {
    if (this.#stage !== 'generic') {
      const error = plain('the runner was specialised before');
      this.#link.send({ type: 'specialise-failed', reason: 'runner_failed', error, hint: 'start another runner' });
      return;
    }
    this.#stage = 'specialising';
    // Calls that were cut off may still run; the gateway allows for that many and no more.
    this.#mostExchanges = 2 * order.concurrency + 16;
    const began = process.hrtime.bigint();
    try {
      order.environment.forEach(([name, value]) => {
        process.env[name] = value;
      });
      await openToDebugger();
      const loaded = await load(order);
      await this.#startHook(loaded, order);
      this.#loaded = loaded;
      this.#becomes('serving');
      const micros = (process.hrtime.bigint() - began) / 1000n;
      this.#link.send({ type: 'specialised', description: loaded.description.slice(0, 8_192), micros });
    } catch (e) {
      this.#becomes('failed');
      this.#link.send({ type: 'specialise-failed', ...this.#reason(e) });
    }
    this.#finishIfDrained();
  }

  async #startHook(loaded, order) {
    try {
      await loaded.start?.({
        functionName: order.function, version: order.version, env: process.env, shard: shardHere(), log: logOf(() => this.output),
        get ownership() {
          return ownershipHere();
        },
      });
    } catch (e) {
      throw new LoadFailure('start_hook_failed', described(e), 'the start hook threw: look at the first frame');
    }
  }

  #reason(e) {
    return e instanceof LoadFailure
      ? { reason: e.reason, error: e.error, hint: e.hint }
      : { reason: 'runner_failed', error: described(e), hint: 'this is a fault of the runner, not of the function: please report it' };
  }

  #becomes(stage) {
    if (this.#stage !== 'draining') {
      this.#stage = stage;
    }
  }

  // Calls.

  #open(invoke) {
    if (this.#stage !== 'serving') {
      throw new ProtocolError(`INVOKE came while the runner was ${this.#stage}`);
    }
    if (this.#exchanges.size >= this.#mostExchanges || this.#exchanges.has(invoke.stream)) {
      throw new ProtocolError(`INVOKE cannot open stream ${invoke.stream} beside ${this.#exchanges.size} others`);
    }
    const exchange = new Exchange(invoke, this.#link, (feature) => this.#features.has(feature));
    this.#exchanges.set(invoke.stream, exchange);
    // Begun when all that has arrived is received, so that it finds its body at hand.
    setImmediate(() => this.#run(exchange));
  }

  async #run(exchange) {
    await current.run(exchange, () => exchange.run(this.#loaded));
    this.#finished(exchange);
  }

  #finished(exchange) {
    if (this.#exchanges.get(exchange.stream) === exchange) {
      this.#exchanges.delete(exchange.stream);
      this.#finishIfDrained();
    }
  }

  /** Code threw where nobody can catch it: the call that it belongs to ends with that, or the instance's log tells it. */
  uncaught(e) {
    if (e instanceof ProcessExit) {
      return;
    }
    const exchange = current.getStore();
    if (exchange === undefined) {
      this.output.record(Source.ERROR, `thrown by code that belongs to no call: ${told(e)}`);
    } else {
      exchange.threwLate(e);
      this.#finished(exchange);
    }
  }

  /** A promise was rejected that nobody waits for, yet: it may be waited for later, so that it is told and ends no call. */
  unhandled(e) {
    if (e instanceof ProcessExit) {
      return;
    }
    this.#tell(`a promise was rejected that nobody waits for: ${told(e)}`);
  }

  /** In the log of the call that is running, or, where there is none, in the instance's. */
  #tell(text) {
    const { output } = current.getStore() ?? this;
    output.record(Source.ERROR, text);
  }

  // Notices.

  #notice(frame) {
    if (++this.#waitingNotices > MOST_NOTICES) {
      throw new ProtocolError('more notices came than may wait');
    }
    const body = new Uint8Array(frame.bytes);
    this.#notices = this.#notices.then(async () => {
      await this.#hook(`the handler of notice '${frame.name}'`, () => this.#loaded?.notice?.(frame.name, body));
      this.#waitingNotices--;
      this.#link.send({ type: 'noticed', number: frame.number });
    });
  }

  async #hook(what, code) {
    try {
      await code();
    } catch (e) {
      this.output.record(Source.ERROR, `${what} threw ${told(e)}`);
    }
  }

  // The end.

  #drain() {
    const specialising = this.#stage === 'specialising';
    this.#stage = 'draining';
    if (!specialising) {
      this.#finishIfDrained();
    }
  }

  #finishIfDrained() {
    if (this.#stage === 'draining' && this.#exchanges.size === 0) {
      this.#stage = 'stopping';
      this.#stop();
    }
  }

  /** Notices that are being handled and the stop hook share its time. */
  async #stop() {
    const began = Date.now();
    await Promise.race([this.#notices, after(NOTICES_MILLIS)]);
    const hook = this.#hook('the stop hook', () => this.#loaded?.stop?.());
    await Promise.race([hook, after(STOP_MILLIS - (Date.now() - began))]);
    this.output.end();
    this.#leave(0);
  }

  /**
   * Code asked for the end of the process. Why is in the log of its call. Nobody is answered any more: who was would give its slot to
   * another call, which then ends with the process. The gateway tells the callers.
   */
  exits(code, error) {
    this.#tell(told(error));
    this.#exchanges.forEach((exchange) => exchange.abandon());
    this.output.end();
    this.#leave(code);
  }
}

function after(millis) {
  return new Promise((resolve) => {
    setTimeout(resolve, millis).unref();
  });
}
