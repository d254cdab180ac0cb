import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_DIFFERENT } from './tally.mjs';
import wordCount from './word-count.mjs';

const call = (query, body) =>
  wordCount(new Request(`http://localhost/${query}`, { method: 'POST', body, duplex: 'half' }));

/** A body that comes in pieces of so many bytes. */
const inPieces = (text, size) => {
  const bytes = new TextEncoder().encode(text);
  return ReadableStream.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size)),
  );
};

test('counts lines, words and characters', async () => {
  assert.deepEqual(await call('?top=2', 'One fish, two fish.\nRed fish!'), {
    lines: 2,
    words: 6,
    characters: 29,
    differentWords: 4,
    exact: true,
    top: [
      { word: 'fish', count: 3 },
      { word: 'one', count: 1 },
    ],
  });
});

test('counts the same however the text is cut into pieces', async () => {
  const text = "Straße straße don't 'quoted' Μπορώ 🚀";
  const whole = await call('', text);
  for (const size of [1, 2, 3, 7]) {
    assert.deepEqual(await call('', inPieces(text, size)), whole);
  }
  assert.deepEqual(
    whole.top.map(({ word }) => word),
    ['straße', "don't", 'quoted', 'μπορώ', '🚀'],
  );
});

test('keeps its memory when every word is new, and when one never ends', async () => {
  const counts = await call('?top=0', Array.from({ length: 70_000 }, (_, i) => i).join(' '));
  assert.equal(counts.words, 70_000);
  assert.equal(counts.differentWords, MOST_DIFFERENT);
  assert.equal(counts.exact, false);
  assert.deepEqual((await call('', inPieces('x'.repeat(100_000), 1000))).top, [{ word: 'x'.repeat(40), count: 1 }]);
});

test('says where a text is not UTF-8, and what top may be', async () => {
  const latin1 = await call('', new Uint8Array([0x63, 0xe9, 0x20]));
  assert.equal(latin1.status, 400);
  assert.match(await latin1.text(), /^The text is not UTF-8 somewhere after its first /);
  for (const top of ['-1', '101', 'many', '']) {
    assert.equal((await call(`?top=${top}`, '')).status, 400);
  }
});
