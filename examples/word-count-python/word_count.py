# /// script
# dependencies = ["regex>=2024.4.16"]
# ///
"""Counts a UTF-8 text while it arrives, and answers what is known of it as JSON; ``?top=`` words, 0 to 100, default 10."""

import codecs

import regex
import sluice

# More different words than a long novel has.
MOST_DIFFERENT = 50_000

# A longer word is counted as its beginning.
LONGEST = 40

# Letters, digits and inner apostrophes; signs beyond the first 65,536 are letters.
WORD = regex.compile(r"[\p{L}\p{Nd}\U00010000-\U0010FFFF][\p{L}\p{Nd}\U00010000-\U0010FFFF']*")


def handler(request, context):
    top = request.param("top", "10")
    if not (top.isascii() and top.isdigit() and len(top) <= 3 and int(top) <= 100):
        return refuse("The parameter 'top' must be a whole number from 0 to 100.")
    tally = Tally()
    utf8 = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in request:
            tally.add(utf8.decode(piece))
        tally.add(utf8.decode(b"", final=True))
    except UnicodeDecodeError:
        return refuse("The text is not UTF-8 somewhere after its first %d characters." % tally.characters)
    return tally.counts(int(top))


def refuse(sentence):
    return sluice.Response(sentence + "\n", 400)


class Tally:
    """Counts as the text goes by, with memory that does not grow with the text."""

    def __init__(self):
        self.characters = 0
        self._seen = {}
        self._unfinished = ""
        self._last = "\n"
        self._lines = 0
        self._words = 0
        self._exact = True

    def add(self, piece):
        if not piece:
            return
        # Units of UTF-16, so that the counts are those of the other languages.
        self.characters += len(piece.encode("utf-16-le")) // 2
        self._lines += piece.count("\n")
        self._last = piece[-1]
        text = self._unfinished + piece
        self._unfinished = ""
        for found in WORD.finditer(text):
            if found.end() == len(text):
                # The next piece may go on with it.
                self._unfinished = found.group()[:LONGEST]
            else:
                self._count(found.group())

    def counts(self, top):
        if self._unfinished:
            self._count(self._unfinished)
            self._unfinished = ""
        commonest = sorted(self._seen.items(), key=lambda seen: (-seen[1], seen[0].encode("utf-16-be")))
        return {
            "lines": self._lines + (self._last != "\n"),
            "words": self._words,
            "characters": self.characters,
            "differentWords": len(self._seen),
            "exact": self._exact,
            "top": [{"word": word, "count": count} for word, count in commonest[:top]],
        }

    def _count(self, word):
        self._words += 1
        key = word[:LONGEST].rstrip("'").lower()
        if key in self._seen:
            self._seen[key] += 1
        elif len(self._seen) < MOST_DIFFERENT:
            self._seen[key] = 1
        else:
            self._exact = False
