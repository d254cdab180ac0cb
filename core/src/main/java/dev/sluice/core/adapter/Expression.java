package dev.sluice.core.adapter;

/** A regular expression in the syntax of RE2, as it was written; 1 to 512 characters. */
public record Expression(String text) {

    /** What it may be, for people. */
    public static final String RULE = "an expression of RE2, at most 512 characters";

    public Expression {
        if (text.isEmpty() || text.length() > 512) {
            throw new IllegalArgumentException("it has " + text.length() + " characters: an expression has 1 to 512");
        }
    }
}
