import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stubContext, stubFunctions, stubOwnership } from 'sluice-function-doubles';

test('a context of which nothing is set is a first attempt with time', () => {
  const context = stubContext();
  assert.equal(context.attempt, 1);
  assert.equal(context.signal.aborted, false);
  assert.ok(context.remaining() > 0);
  assert.deepEqual(context.env, {});
});

test('the parts of a context are what the test sets', () => {
  const context = stubContext({ functionName: 'hello', attempt: 2, env: { KEY: 'k' }, deadline: new Date(0) });
  assert.equal(context.functionName, 'hello');
  assert.equal(context.attempt, 2);
  assert.equal(context.env.KEY, 'k');
  assert.equal(context.remaining(), 0);
});

test('a context keeps what is logged and told of progress, and is cancelled', () => {
  const context = stubContext();
  context.log('greeting %s', 'Ada');
  context.log.warn('careful');
  context.progress('half');
  assert.deepEqual(context.logged, [
    { level: 'info', text: 'greeting Ada' },
    { level: 'warn', text: 'careful' },
  ]);
  assert.deepEqual(context.told, [Buffer.from('half')]);
  assert.throws(() => context.progress(new Uint8Array(65_537)), /may have 65536 bytes/);
  context.cancel();
  assert.equal(context.signal.reason.name, 'AbortError');
});

test('other functions are answered for by the test', async () => {
  const functions = await stubFunctions({
    shout: async (request) => (await request.text()).toUpperCase() + new URL(request.url).search,
    price: { price: 42 },
    broken: () => {
      throw new Error('no');
    },
  });
  try {
    const { SLUICE_URL: url, SLUICE_TOKEN: token } = functions.env;
    const headers = { authorization: `Bearer ${token}` };
    const post = (path) => fetch(url + path, { method: 'POST', body: 'who', headers });

    assert.equal(await (await post('/function/shout/a?x=1')).text(), 'WHO?x=1');
    assert.equal((await post('/async-function/shout')).status, 202);
    assert.deepEqual(await (await fetch(`${url}/function/price`)).json(), { price: 42 });
    assert.equal(await (await post('/function/broken')).text(), 'the answer of the test failed: Error: no\n');
    const unknown = await post('/function/whisper');
    assert.equal(unknown.status, 404);
    assert.equal(await unknown.text(), "the test answers for no function 'whisper'\n");
    const [first, second] = functions.calls('shout');
    assert.equal(first.pathAndQuery, '/a?x=1');
    assert.equal(first.text, 'who');
    assert.equal(first.headers.authorization, 'Bearer token-of-the-test');
    assert.equal(first.later, false);
    assert.equal(second.later, true);
  } finally {
    await functions.close();
  }
});

test('contexts that share what is owned own in turn', async () => {
  const ownership = stubOwnership();
  const one = stubContext({ ownership });
  const other = stubContext({ ownership });
  const lock = await one.ownership.lock('nightly');
  const { token } = lock;
  await assert.rejects(other.ownership.lock('nightly', { wait: 0 }), { reason: 'held_by_others' });
  const next = other.ownership.lock('nightly', { wait: 5000 });
  await lock.release();
  assert.ok((await next).token > token);
  assert.ok((await stubContext().ownership.lock('nightly', { wait: 0 })).held);
});

test('a barrier opens for all who came', async () => {
  const ownership = stubOwnership();
  assert.deepEqual(await ownership.arrive('stage', 'a', 2, { wait: 0 }), { open: false, generation: 0, parties: 2, arrived: ['a'] });
  await assert.rejects(ownership.arrive('stage', 'b', 3, { wait: 0 }), { reason: 'other_parties' });
  assert.ok((await ownership.arrive('stage', 'b', 2)).open);
  assert.ok((await ownership.arrive('stage', 'a', 2, { wait: 0, generation: 0 })).open);
  assert.deepEqual(await ownership.barrier('stage'), { open: false, generation: 1, parties: 2, arrived: [] });
});

test('what the test takes away is lost', async () => {
  const ownership = stubOwnership();
  const told = [];
  const late = await ownership.lock('nightly', { onLoss: () => void told.push('lost') });
  const { token } = late;
  await ownership.lose('nightly');
  assert.deepEqual(told, ['lost']);
  assert.ok(late.signal.aborted);
  assert.throws(() => late.token, { reason: 'lease_lost' });
  await ownership.put('result', 'next', { token: (await ownership.lock('nightly')).token });
  await assert.rejects(ownership.put('result', 'late', { token }), { reason: 'token_stale' });
});

test('keys are compared and set, permits are as many, and a leader is found', async () => {
  const ownership = stubOwnership();
  const first = await ownership.put('k', 'a', { ifVersion: 0 });
  await assert.rejects(ownership.put('k', 'b', { ifVersion: 0 }), { reason: 'key_differs' });
  await ownership.put('k', 'b', { ifValue: 'a' });
  assert.equal((await ownership.nextValue('k', first, 5000)).value, 'b');
  assert.ok(await ownership.remove('k'));
  assert.equal(await ownership.get('k'), undefined);

  await ownership.permit('pool', 2);
  await ownership.permit('pool', 2);
  await assert.rejects(ownership.permit('pool', 2, { wait: 0 }), { reason: 'held_by_others' });
  const lead = await ownership.lead('boss', 'a:1', { who: 'ann' });
  assert.deepEqual(await ownership.leader('boss'), { who: 'ann', value: 'a:1', token: lead.token });
  await lead.release();
});
