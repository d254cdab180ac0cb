package dev.sluice.examples.wordcount;

import java.util.List;

/**
 * What is known of a text.
 *
 * @param lines line feeds, and a last line without one
 * @param words runs of letters, digits and inner apostrophes
 * @param characters UTF-16 units
 * @param differentWords without regard to case; at most {@link Tally#MOST_DIFFERENT}
 * @param exact false if there were more different words: those met too late are then not in {@code top}
 * @param top the commonest words, in lower case; equals by alphabet
 */
public record Counts(long lines, long words, long characters, int differentWords, boolean exact, List<Word> top) {

    /** A word and how often it came. */
    public record Word(String word, long count) {}
}
