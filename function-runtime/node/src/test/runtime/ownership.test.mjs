import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { afterEach, beforeEach, test } from 'node:test';
import { ownershipOf } from '../../main/runtime/lib/ownership.mjs';

let server;
let answer;
let asked;
let ownership;

const held = { name: 'nightly', token: 17, lease: '1s' };
const problem = (status, reason, detail) => ({ status, body: { reason, detail } });

beforeEach(async () => {
  asked = [];
  answer = ({ method }) => (method === 'DELETE' ? { status: 204 } : { body: held });
  server = createServer(async (message, out) => {
    const body = Buffer.concat(await message.toArray()).toString();
    const request = { method: message.method, url: message.url, body, authorization: message.headers.authorization, at: performance.now() };
    asked.push(request);
    server.emit('asked');
    const { status = 200, body: told } = await answer(request);
    out.writeHead(status).end(told === undefined ? '' : typeof told === 'string' ? told : JSON.stringify(told));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  ownership = ownershipOf({ SLUICE_URL: `http://127.0.0.1:${server.address().port}/namespaces/team-a`, SLUICE_TOKEN: 'of-the-instance' });
});

afterEach(() => {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});

async function times(method, count) {
  while (asked.filter((request) => request.method === method).length < count) {
    await new Promise((came) => server.once('asked', came));
  }
}

test('a lock is acquired, renewed and released', async () => {
  const lock = await ownership.lock('nightly', { lease: 1000, wait: 0, who: 'ann b' });
  assert.equal(lock.token, 17);
  await times('PUT', 3);
  assert.ok(lock.held);
  await lock.release();

  assert.equal(asked[0].url, '/namespaces/team-a/ownership/locks/nightly?lease=1000ms&wait=0ms&who=ann%20b');
  assert.equal(asked[0].authorization, 'Bearer of-the-instance');
  assert.equal(asked[1].url, '/namespaces/team-a/ownership/locks/nightly/17');
  assert.ok(asked[1].at - asked[0].at < 750);
  assert.equal(asked.at(-1).method, 'DELETE');
  assert.equal(lock.held, false);
});

test('what is not renewed is lost before others can own it', async () => {
  answer = ({ method }) => (method === 'POST' ? { body: held } : problem(503, 'ownership_unavailable', 'away'));
  let at;
  const lost = new Promise((told) => { at = told; });
  const lock = await ownership.lock('nightly', { lease: 1000, onLoss: () => at(performance.now()) });
  assert.ok((await lost) - asked[0].at < 1000);
  assert.ok(lock.signal.aborted);
  assert.throws(() => lock.token, { reason: 'lease_lost', message: /^'nightly' is not held any more with the token 17/ });
});

test('a gateway that answers nothing is not waited for longer than the lease allows', async () => {
  answer = ({ method }) => (method === 'POST' ? { body: held } : new Promise(() => {}));
  const lock = await ownership.lock('nightly', { lease: 1000 });
  await new Promise((lost) => lock.signal.addEventListener('abort', lost));
  assert.ok(performance.now() - asked[0].at < 1000);
});

test('a thread that stood still for longer than the lease learns it when it asks for the token', async () => {
  const lock = await ownership.lock('nightly', { lease: 1000 });
  const end = performance.now() + 800;
  while (performance.now() < end) {
    // Nothing else runs meanwhile.
  }
  assert.throws(() => lock.token, { reason: 'lease_lost' });
});

test('a renewal of a long lease is not waited for longer than an answer may take', async (t) => {
  const { timeout } = AbortSignal;
  const waited = t.mock.method(AbortSignal, 'timeout', (millis) => timeout.call(AbortSignal, millis));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const lock = await ownership.lock('nightly', { lease: 3_600_000, wait: 0 });
  t.mock.timers.tick(1_200_000);
  await times('PUT', 1);
  await lock.release();
  assert.deepEqual(waited.mock.calls.map((call) => call.arguments[0]), [20_000, 20_000, 20_000]);
});

test('who is told that others hold it has lost it at once', async () => {
  answer = ({ method }) => (method === 'POST' ? { body: held } : problem(409, 'lease_lost', 'others'));
  const lock = await ownership.lock('nightly', { lease: 3000 });
  await new Promise((lost) => lock.signal.addEventListener('abort', lost));
  assert.ok(performance.now() - asked[0].at < 2000);
});

test('who has waited long renews at once and counts from there', async () => {
  answer = async ({ method }) => {
    if (method === 'POST') {
      await new Promise((later) => setTimeout(later, 600));
    }
    return { body: held };
  };
  const lock = await ownership.lock('nightly', { lease: 1000 });
  assert.equal(asked[1].method, 'PUT');
  assert.ok(lock.held);
  await lock.release();
});

test('who does not get it is told why', async () => {
  answer = () => problem(409, 'held_by_others', 'The lock is held.');
  await assert.rejects(ownership.lock('nightly', { wait: 0 }), { reason: 'held_by_others', message: 'The lock is held.' });
  await assert.rejects(ownership.lock('nightly', { lease: 1 }), { message: 'lease is 1: allowed is 1000 to 3600000 milliseconds' });
});

test('permits and leaders are held like locks', async () => {
  await (await ownership.permit('pool', 3, { wait: 0 })).release();
  await (await ownership.lead('boss', 'host-1:9000', { wait: 0 })).release();
  assert.match(asked[0].url, /\/ownership\/semaphores\/pool\?permits=3&/);
  assert.match(asked[2].url, /\/ownership\/elections\/boss\?value=host-1%3A9000&/);

  answer = () => ({ body: { name: 'boss', holders: [{ who: 'ann', token: 9, lease: '1s', value: 'a:1' }] } });
  assert.deepEqual(await ownership.leader('boss'), { who: 'ann', value: 'a:1', token: 9 });
  answer = () => ({ body: { name: 'boss', holders: [] } });
  assert.equal(await ownership.nextLeader('boss', 9, 5000), undefined);
});

test('keys are read, written and waited for', async () => {
  answer = () => ({ body: { name: 'k', version: 5 } });
  assert.equal(await ownership.put('a/b', 'v', { ifVersion: 4, ttl: 30_000, token: 17 }), 5);
  assert.ok(asked[0].url.endsWith('/ownership/keys/a%2Fb?ifVersion=4&ttl=30000ms&token=17'), asked[0].url);
  assert.equal(asked[0].body, 'v');

  answer = () => ({ body: { name: 'k', value: 'v', version: 5, expiresAt: '2026-11-30T12:00:00Z', token: 17 } });
  assert.deepEqual(await ownership.nextValue('k', 4, 5000),
    { value: 'v', version: 5, expiresAt: new Date('2026-11-30T12:00:00Z'), token: 17 });

  answer = () => problem(404, 'no_such_key', 'There is none.');
  assert.equal(await ownership.get('k'), undefined);
  assert.equal(await ownership.remove('k'), false);
});

test('a barrier is come to in pieces, with the generation that was told', async () => {
  const stands = (open) => ({ body: { name: 'stage', open, generation: 4, parties: 3, arrived: open ? [] : ['a'] } });
  answer = () => stands(asked.length > 1);
  assert.deepEqual(await ownership.arrive('stage', 'a', 3, { wait: 60_000 }), { open: true, generation: 4, parties: 3, arrived: [] });
  assert.match(asked[0].url, /\/ownership\/barriers\/stage\?party=a&parties=3&wait=\d+ms$/);
  assert.match(asked[1].url, /\/ownership\/barriers\/stage\?party=a&parties=3&generation=4&wait=\d+ms$/);

  answer = () => stands(false);
  assert.equal((await ownership.arrive('stage', 'a', 3, { wait: 0, generation: 4 })).open, false);
  assert.match(asked[2].url, /generation=4&wait=0ms$/);
  assert.deepEqual(await ownership.barrier('stage'), { open: false, generation: 4, parties: 3, arrived: ['a'] });
  answer = () => problem(409, 'other_parties', 'Those who wait say parties=3.');
  await assert.rejects(ownership.arrive('stage', 'b', 2), { reason: 'other_parties' });
});

test('what cannot be asked is told in a sentence', async () => {
  await assert.rejects(ownershipOf({}).get('k'), { reason: 'no_platform', message: /^The environment has no SLUICE_URL/ });
  answer = () => ({ status: 502, body: '<html>' });
  await assert.rejects(ownership.get('k'), { message: 'What answered GET /ownership/keys/k with 502 is no gateway of the platform.' });
  await assert.rejects(ownershipOf({ SLUICE_URL: 'http://127.0.0.1:1' }).get('k'),
    { reason: 'unreachable', message: /did not answer GET \/ownership\/keys\/k, and whether it did it is not known/ });
});
