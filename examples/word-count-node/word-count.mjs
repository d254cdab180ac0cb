// Counts a UTF-8 text while it arrives, and answers what is known of it as JSON; `?top=` words, 0 to 100, default 10.
import { Tally } from './tally.mjs';

export default async function (request) {
  const top = new URL(request.url).searchParams.get('top') ?? '10';
  if (!/^\d{1,3}$/.test(top) || Number(top) > 100) {
    return refuse("The parameter 'top' must be a whole number from 0 to 100.");
  }
  const tally = new Tally();
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    for await (const piece of request.body ?? []) {
      tally.add(utf8.decode(piece, { stream: true }));
    }
    tally.add(utf8.decode());
  } catch (error) {
    if (error.code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw error;
    }
    return refuse(`The text is not UTF-8 somewhere after its first ${tally.characters} characters.`);
  }
  return tally.counts(Number(top));
}

function refuse(sentence) {
  return new Response(`${sentence}\n`, { status: 400 });
}
