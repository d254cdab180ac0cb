// Stand-ins for what the platform gives a function, for unit tests. They need no platform.
import { createServer } from 'node:http';
import { format } from 'node:util';

const TEN_MINUTES = 600_000;
const MAX_PROGRESS_BYTES = 65_536;
const CALL = /^\/(async-)?function\/([^/?]*)(\/[^?]*)?(\?.*)?$/;

/**
 * The context of a call. What is not set is a first attempt of version 1 that has ten minutes, and no variables. `cancel()` has the caller go
 * away; `logged` and `told` keep what the function logs and what it tells of its progress.
 */
export function stubContext(parts = {}) {
  const { deadline = new Date(Date.now() + TEN_MINUTES), ...others } = parts;
  const controller = new AbortController();
  const logged = [];
  const told = [];
  const at = (level) => (...words) => void logged.push({ level, text: format(...words) });
  return {
    invocationId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    functionName: 'function',
    version: 1,
    attempt: 1,
    env: {},
    ownership: stubOwnership(),
    ...others,
    deadline,
    remaining: () => Math.max(0, deadline.getTime() - Date.now()),
    signal: controller.signal,
    log: Object.assign(at('info'), { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }),
    progress: (value) => {
      const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value);
      if (bytes.length > MAX_PROGRESS_BYTES) {
        throw new RangeError(`the progress of a call may have ${MAX_PROGRESS_BYTES} bytes, this has ${bytes.length}`);
      }
      told.push(bytes);
    },
    cancel: (reason = new DOMException('the caller went away', 'AbortError')) => controller.abort(reason),
    logged,
    told,
  };
}

/**
 * What is owned, in the memory of the test. Contexts that share one are instances of one namespace. A hold lasts until it is released or the test has
 * it lost: `lose('nightly')` takes it from all who hold it and calls their handlers. Its lease does not run.
 */
export function stubOwnership() {
  let count = 0;
  let holds = [];
  const keys = new Map();
  const barriers = new Map();
  const changes = new EventTarget();
  const told = () => void changes.dispatchEvent(new Event('change'));
  const refusal = (reason, text) => Object.assign(new Error(text), { name: 'OwnershipError', reason });

  async function awaited(isDone, wait) {
    const end = AbortSignal.timeout(Math.ceil(wait));
    while (!isDone() && !end.aborted && wait > 0) {
      await new Promise((changed) => {
        changes.addEventListener('change', changed, { once: true });
        end.addEventListener('abort', changed, { once: true });
      });
    }
    return isDone();
  }

  async function acquired(sort, name, permits, value, { wait = 30_000, who = '', onLoss = () => {} } = {}) {
    const free = () => holds.filter((hold) => hold.sort === sort && hold.name === name).length < permits;
    if (!(await awaited(free, wait))) {
      throw refusal('held_by_others', `others hold '${name}' in this test`);
    }
    const number = ++count;
    const lost = new AbortController();
    const end = () => {
      holds = holds.filter((other) => other !== hold);
      told();
    };
    const hold = {
      sort, name, number, who, value, onLoss, lost,
      get held() {
        return holds.includes(hold);
      },
      get token() {
        if (!hold.held) {
          throw refusal('lease_lost', `'${name}' is not held any more`);
        }
        return number;
      },
      signal: lost.signal,
      release: async () => end(),
      ...(Symbol.asyncDispose === undefined ? {} : { [Symbol.asyncDispose]: async () => end() }),
    };
    holds.push(hold);
    told();
    return hold;
  }

  function leader(election) {
    const hold = holds.find(({ sort, name }) => sort === 'elections' && name === election);
    return hold && { who: hold.who, value: hold.value, token: hold.number };
  }

  function get(key) {
    const found = keys.get(key);
    return found?.expiresAt <= new Date() ? undefined : found;
  }

  /** The greatest token after a change that may be made. */
  function checked(key, { ifVersion, ifValue, token }) {
    const there = get(key);
    if (token < there?.token) {
      throw refusal('token_stale', `the key '${key}' was written with the token ${there.token}, and this one is ${token}`);
    }
    const version = there?.version ?? 0;
    if ((ifVersion ?? version) !== version || (ifValue !== undefined && ifValue !== there?.value)) {
      throw refusal('key_differs', `the key '${key}' has the version ${version}`);
    }
    return token ?? there?.token;
  }

  const barrier = (name) => barriers.get(name) ?? { open: false, generation: 0, parties: 0, arrived: [] };

  async function arrive(name, party, parties, { wait = 30_000, generation = barrier(name).generation } = {}) {
    const there = barrier(name);
    if (generation === there.generation) {
      if (there.arrived.length > 0 && there.parties !== parties) {
        throw refusal('other_parties', `those who wait at '${name}' say that ${there.parties} must come`);
      }
      const arrived = [...new Set([...there.arrived, party])];
      const full = arrived.length >= parties;
      barriers.set(name, { open: false, generation: generation + (full ? 1 : 0), parties, arrived: full ? [] : arrived });
      told();
    }
    const open = await awaited(() => barrier(name).generation > generation, wait);
    return { open, generation, parties, arrived: open ? [] : barrier(name).arrived };
  }

  return {
    lock: (name, options) => acquired('locks', name, 1, '', options),
    permit: (name, permits, options) => acquired('semaphores', name, permits, '', options),
    lead: (name, value, options) => acquired('elections', name, 1, value, options),
    leader: async (name) => leader(name),
    nextLeader: async (name, token, wait) => {
      await awaited(() => (leader(name)?.token ?? 0) !== token, wait);
      return leader(name);
    },
    get: async (key) => get(key),
    nextValue: async (key, version, wait) => {
      await awaited(() => (get(key)?.version ?? 0) !== version, wait);
      return get(key);
    },
    put: async (key, value, options = {}) => {
      const token = checked(key, options);
      const expiresAt = options.ttl === undefined ? undefined : new Date(Date.now() + options.ttl);
      keys.set(key, { value, version: ++count, expiresAt, token });
      told();
      return keys.get(key).version;
    },
    remove: async (key, options = {}) => {
      checked(key, options);
      told();
      return keys.delete(key);
    },
    barrier: async (name) => barrier(name),
    arrive,
    lose: async (name) => {
      const lost = holds.filter((hold) => hold.name === name);
      holds = holds.filter((hold) => hold.name !== name);
      told();
      for (const hold of lost) {
        hold.lost.abort(refusal('lease_lost', `'${name}' is not held any more`));
        await hold.onLoss();
      }
    },
  };
}

/**
 * Other functions, by their names, which the test answers for: with a value, or with a function that takes the standard Request and gives one.
 * They are found by `SLUICE_URL` and `SLUICE_TOKEN` of `env`, for the context. Calls that run later are answered 202 and not run. To be closed.
 */
export async function stubFunctions(answers) {
  const calls = [];
  const server = createServer(async (message, out) => {
    try {
      await send(await served(message, answers, calls), out);
    } catch (error) {
      out.writeHead(502).end(`the answer of the test failed: ${error}\n`);
    }
  });
  await new Promise((listening, failed) => server.once('error', failed).listen(0, '127.0.0.1', listening));
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return {
    env: { SLUICE_URL: `http://127.0.0.1:${server.address().port}`, SLUICE_TOKEN: 'token-of-the-test' },
    /** The calls of one function until now. */
    calls: (name) => calls.filter((call) => call.name === name),
    close,
    ...(Symbol.asyncDispose === undefined ? {} : { [Symbol.asyncDispose]: close }),
  };
}

async function served(message, answers, calls) {
  const [, later, name, path = '/', query = ''] = CALL.exec(message.url) ?? [];
  if (name === undefined) {
    return refuse(`there is nothing at ${message.url}: functions are below /function/ and /async-function/`);
  }
  if (!Object.hasOwn(answers, name)) {
    return refuse(`the test answers for no function '${name}'`);
  }
  const body = Buffer.concat(await message.toArray());
  const { method, headers } = message;
  calls.push({ name, method, pathAndQuery: path + query, headers, body, text: body.toString(), later: later !== undefined });
  if (later !== undefined) {
    return new Response(null, { status: 202 });
  }
  const answer = answers[name];
  const fields = Object.entries(headers).flatMap(([key, value]) => [value].flat().map((each) => [key, each]));
  const without = method === 'GET' || method === 'HEAD';
  const request = new Request(`http://localhost${path}${query}`, { method, headers: fields, body: without ? undefined : body });
  return answerOf(typeof answer === 'function' ? await answer(request) : answer);
}

function answerOf(value) {
  if (value instanceof Response) {
    // One that is given as a value answers every call.
    return value.bodyUsed ? value : value.clone();
  }
  return typeof value === 'string' ? new Response(value) : Response.json(value);
}

function refuse(sentence) {
  return new Response(`${sentence}\n`, { status: 404 });
}

async function send(answer, out) {
  const body = Buffer.from(await answer.arrayBuffer());
  out.writeHead(answer.status, Object.fromEntries(answer.headers));
  out.end(body);
}
