/** More different words than a long novel has. */
export const MOST_DIFFERENT = 50_000;

/** A longer word is counted as its beginning. */
const LONGEST = 40;

/** Letters, digits and inner apostrophes; signs beyond the first 65,536 are letters. */
const WORD = /[\p{L}\p{Nd}\u{10000}-\u{10ffff}][\p{L}\p{Nd}\u{10000}-\u{10ffff}']*/gu;

/** Counts as the text goes by, with memory that does not grow with the text. */
export class Tally {
  characters = 0;
  #seen = new Map();
  #unfinished = '';
  #last = '\n';
  #lines = 0;
  #words = 0;
  #exact = true;

  add(piece) {
    if (piece === '') {
      return;
    }
    this.characters += piece.length;
    this.#lines += piece.split('\n').length - 1;
    this.#last = piece.at(-1);
    const text = this.#unfinished + piece;
    this.#unfinished = '';
    for (const { 0: word, index } of text.matchAll(WORD)) {
      if (index + word.length === text.length) {
        // The next piece may go on with it.
        this.#unfinished = word.slice(0, LONGEST);
      } else {
        this.#count(word);
      }
    }
  }

  counts(top) {
    if (this.#unfinished !== '') {
      this.#count(this.#unfinished);
      this.#unfinished = '';
    }
    return {
      lines: this.#lines + (this.#last === '\n' ? 0 : 1),
      words: this.#words,
      characters: this.characters,
      differentWords: this.#seen.size,
      exact: this.#exact,
      top: [...this.#seen]
        .sort(([one, often], [other, less]) => less - often || (one < other ? -1 : 1))
        .slice(0, top)
        .map(([word, count]) => ({ word, count })),
    };
  }

  #count(word) {
    this.#words++;
    const key = word.slice(0, LONGEST).replace(/'+$/, '').toLowerCase();
    const count = this.#seen.get(key);
    if (count !== undefined || this.#seen.size < MOST_DIFFERENT) {
      this.#seen.set(key, (count ?? 0) + 1);
    } else {
      this.#exact = false;
    }
  }
}
