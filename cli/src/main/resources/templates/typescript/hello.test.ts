import assert from 'node:assert/strict';
import { test } from 'node:test';
import hello from './hello.ts';

const context = { log: () => {} };
const call = (body: string) => hello(new Request('http://localhost/', { method: 'POST', body }), context);

test('greets whoever the body names', async () => {
  assert.equal(await call('Ada'), 'Hello, Ada!\n');
});

test('greets the world where nobody is named', async () => {
  assert.equal(await call(''), 'Hello, World!\n');
});
