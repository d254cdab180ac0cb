package dev.sluice.examples.wordcount;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts as the text goes by, with memory that does not grow with the text. */
final class Tally {

    /** More different words than a long novel has. */
    static final int MOST_DIFFERENT = 50_000;

    /** A longer word is counted as its beginning. */
    private static final int LONGEST = 40;

    private final Map<String, long[]> seen = new HashMap<>();
    private final char[] word = new char[LONGEST];
    private int length;
    private char last = '\n';
    private long lines;
    private long words;
    private long characters;
    private boolean exact = true;

    void add(char[] piece, int size) {
        for (int i = 0; i < size; i++) {
            add(piece[i]);
        }
        characters += size;
    }

    long characters() {
        return characters;
    }

    Counts counts(int top) {
        finishWord();
        long unfinished = last == '\n' ? 0 : 1;
        List<Counts.Word> commonest = seen.entrySet().stream()
                .map(entry -> new Counts.Word(entry.getKey(), entry.getValue()[0]))
                .sorted(Comparator.comparingLong(Counts.Word::count).reversed().thenComparing(Counts.Word::word))
                .limit(top)
                .toList();
        return new Counts(lines + unfinished, words, characters, seen.size(), exact, commonest);
    }

    private void add(char c) {
        if (Character.isLetterOrDigit(c) || Character.isSurrogate(c) || (c == '\'' && length > 0)) {
            if (length < LONGEST) {
                word[length] = c;
            }
            length++;
        } else {
            finishWord();
        }
        if (c == '\n') {
            lines++;
        }
        last = c;
    }

    private void finishWord() {
        if (length == 0) {
            return;
        }
        words++;
        int kept = Math.min(length, LONGEST);
        while (word[kept - 1] == '\'') {
            kept--;
        }
        String key = new String(word, 0, kept).toLowerCase(Locale.ROOT);
        long[] count = seen.get(key);
        if (count != null) {
            count[0]++;
        } else if (seen.size() < MOST_DIFFERENT) {
            seen.put(key, new long[] {1});
        } else {
            exact = false;
        }
        length = 0;
    }
}
