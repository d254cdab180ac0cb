// What the functions of a namespace own, one at a time, at the gateway of the instance.

const USUAL_LEASE = 15_000;
const USUAL_WAIT = 30_000;
/** The longest that a request may wait. */
const LONGEST_WAIT = 60_000;
/** A gateway answers, or fails, in less. */
const ANSWER = 20_000;

/** What was asked of the platform was not done: `reason` is a word that stays the same, the message a sentence. */
export class OwnershipError extends Error {
  constructor(reason, message) {
    super(message);
    this.name = 'OwnershipError';
    this.reason = reason;
  }
}

/** The one that `SLUICE_URL` and `SLUICE_TOKEN` of an environment lead to. */
export function ownershipOf(env) {
  const ask = (...asked) => asking(env, ...asked);
  return {
    lock: (name, options) => acquired(ask, 'locks', name, {}, options),
    permit: (name, permits, options) => acquired(ask, 'semaphores', name, { permits }, options),
    lead: (name, value, options) => acquired(ask, 'elections', name, { value }, options),
    leader: async (name) => leaderOf(await ask('GET', ['elections', name])),
    nextLeader: (name, token, wait) =>
      changed(wait, async (piece) => leaderOf(await ask('GET', ['elections', name], { after: token, wait: piece }, piece)),
        (leader) => (leader?.token ?? 0) !== token),
    get: (key) => keyOf(ask('GET', ['keys', key])),
    nextValue: (key, version, wait) =>
      changed(wait, (piece) => keyOf(ask('GET', ['keys', key], { after: version, wait: piece }, piece)),
        (value) => (value?.version ?? 0) !== version),
    put: async (key, value, { ifVersion, ifValue, ttl, token } = {}) =>
      (await ask('PUT', ['keys', key], { ifVersion, ifValue, ttl: time(ttl), token }, 0, value)).version,
    remove: async (key, { ifVersion, ifValue, token } = {}) =>
      (await keyOf(ask('DELETE', ['keys', key], { ifVersion, ifValue, token }))) !== undefined,
    barrier: async (name) => barrierOf(await ask('GET', ['barriers', name])),
    arrive: (name, party, parties, { wait = USUAL_WAIT, generation } = {}) => {
      let told = generation;
      return changed(wait, async (piece) => {
        const came = barrierOf(await ask('POST', ['barriers', name], { party, parties, generation: told, wait: piece }, piece));
        told = came.generation;
        return came;
      }, (came) => came.open);
    },
  };
}

let here;

/** That of the instance, made when it is first asked for. */
export function ownershipHere() {
  return (here ??= ownershipOf(process.env));
}

async function asking(env, method, path, query = {}, waits = 0, body = undefined) {
  const { SLUICE_URL: address, SLUICE_TOKEN: token } = env;
  if (!address) {
    throw new OwnershipError('no_platform', 'The environment has no SLUICE_URL, so there is no platform to ask: run the function on one, or'
      + ' give its test a stubOwnership.');
  }
  const at = `/ownership/${path.map(encodeURIComponent).join('/')}`;
  const told = Object.entries(query).filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(name === 'wait' ? time(value) : value)}`);
  let answer;
  let text;
  try {
    answer = await fetch(`${address}${at}${told.length === 0 ? '' : '?'}${told.join('&')}`, {
      method, body, headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(Math.max(1, Math.ceil(waits + ANSWER))),
    });
    text = await answer.text();
  } catch (e) {
    throw new OwnershipError('unreachable', `The platform at ${address} did not answer ${method} ${at}, and whether it did it is not known:`
      + ` ${e.cause?.message ?? e.message}`);
  }
  const tree = parsed(text);
  if (tree === undefined || (!answer.ok && typeof tree.reason !== 'string')) {
    throw new OwnershipError('unreachable', `What answered ${method} ${at} with ${answer.status} is no gateway of the platform.`);
  }
  if (!answer.ok) {
    throw new OwnershipError(tree.reason, tree.detail);
  }
  return tree;
}

function parsed(text) {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function time(millis) {
  return millis === undefined ? undefined : `${Math.max(0, Math.ceil(millis))}ms`;
}

async function keyOf(asked) {
  try {
    const { value, version, expiresAt, token } = await asked;
    return { value, version, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt), token };
  } catch (e) {
    if (e.reason === 'no_such_key') {
      return undefined;
    }
    throw e;
  }
}

function leaderOf({ holders }) {
  const [last] = [...holders].sort((a, b) => b.token - a.token);
  return last === undefined ? undefined : { who: last.who, value: last.value, token: last.token };
}

function barrierOf({ open = false, generation, parties, arrived }) {
  return { open, generation, parties, arrived };
}

/** Asks in pieces of what a gateway lets wait. */
async function changed(wait, ask, isNew) {
  const end = performance.now() + wait;
  for (;;) {
    const found = await ask(piece(end));
    if (isNew(found) || performance.now() >= end) {
      return found;
    }
  }
}

function piece(end) {
  return Math.min(LONGEST_WAIT, Math.max(0, end - performance.now()));
}

async function acquired(ask, sort, name, more, { lease = USUAL_LEASE, wait = USUAL_WAIT, who, onLoss = () => {} } = {}) {
  if (!(lease >= 1000 && lease <= 3_600_000)) {
    throw new RangeError(`lease is ${lease}: allowed is 1000 to 3600000 milliseconds`);
  }
  const end = performance.now() + wait;
  for (;;) {
    const began = performance.now();
    const most = piece(end);
    try {
      const { token } = await ask('POST', [sort, name], { ...more, lease: time(lease), wait: most, who }, most);
      return await Hold.begin(ask, { sort, name, token, lease, onLoss }, began);
    } catch (e) {
      if (e.reason !== 'held_by_others' || performance.now() >= end) {
        throw e;
      }
    }
  }
}

/**
 * A lock, a permit or the lead, as long as it is held. It counts as lost when three quarters of its lease have gone by, from before the last renewal
 * was asked for, by a clock that never runs backwards: before anybody else can hold it.
 */
class Hold {
  #ask;
  #of;
  #renewed;
  #state = 'held';
  #timer;
  #lost = new AbortController();

  constructor(ask, of, began) {
    this.#ask = ask;
    this.#of = of;
    this.#renewed = began;
  }

  /** @param began when it was asked for */
  static async begin(ask, of, began) {
    const hold = new Hold(ask, of, began);
    if (performance.now() - began > of.lease / 3) {
      // When in the wait the lease began is not known, so it is counted from now.
      try {
        hold.#renewed = performance.now();
        await hold.#request('PUT', ANSWER);
      } catch (e) {
        hold.#state = 'released';
        hold.#release();
        throw e;
      }
    }
    hold.#later(of.lease / 3);
    return hold;
  }

  get name() {
    return this.#of.name;
  }

  /** The fencing token: pass it to what is changed. Looks at the clock first, and throws if it is not held any more. */
  get token() {
    if (!this.held) {
      throw new OwnershipError('lease_lost', `'${this.name}' is not held any more with the token ${this.#of.token}: it was released, or its`
        + ' lease was not renewed in time. Stop what it protects, and acquire it anew.');
    }
    return this.#of.token;
  }

  get held() {
    if (this.#state === 'held' && this.#left() <= 0) {
      this.#lose();
    }
    return this.#state === 'held';
  }

  /** Aborted when it is lost. */
  get signal() {
    return this.#lost.signal;
  }

  /** Does nothing if it is lost or was released. */
  async release() {
    if (this.#state === 'held') {
      this.#state = 'released';
      clearTimeout(this.#timer);
      await this.#release();
    }
  }

  async [Symbol.asyncDispose ?? Symbol('asyncDispose')]() {
    await this.release();
  }

  #left() {
    return this.#renewed + this.#of.lease * 3 / 4 - performance.now();
  }

  #later(pause) {
    this.#timer = setTimeout(() => this.#renew(), Math.max(0, Math.min(pause, this.#left())));
    this.#timer.unref();
  }

  async #renew() {
    if (!this.held) {
      return;
    }
    const began = performance.now();
    // What is not answered in time is lost, whatever the answer is then.
    const late = setTimeout(() => this.held, this.#left() + 1);
    try {
      await this.#request('PUT', Math.min(ANSWER, this.#left()));
      if (this.#state === 'held') {
        this.#renewed = began;
        this.#later(this.#of.lease / 3);
      }
    } catch (e) {
      if (this.#state === 'held' && e.reason === 'lease_lost') {
        this.#lose();
      } else if (this.held) {
        this.#later(this.#of.lease / 12);
      }
    } finally {
      clearTimeout(late);
    }
  }

  #lose() {
    this.#state = 'lost';
    clearTimeout(this.#timer);
    this.#lost.abort(new OwnershipError('lease_lost', `'${this.name}' is not held any more.`));
    // Not within what asks for the token, which throws itself. What the handler throws or rejects is nobody's, as of any event.
    queueMicrotask(async () => {
      try {
        await this.#of.onLoss();
      } finally {
        // Nobody needs to wait for the rest of the lease.
        await this.#release();
      }
    });
  }

  #request(method, most) {
    return this.#ask(method, [this.#of.sort, this.#of.name, String(this.#of.token)], {}, most - ANSWER);
  }

  /** What cannot be released is free when its lease ends. */
  async #release() {
    try {
      await this.#request('DELETE', ANSWER);
    } catch {
      // So it is.
    }
  }
}
