package dev.sluice.core.problem;

import java.util.Locale;

/** Text for people, whoever wrote it, made to begin and end as a sentence does. */
public final class Sentence {

    private Sentence() {}

    /** {@code text} with its own end, or with a full stop if it has none; empty if there is none. */
    public static String ended(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return "";
        }
        boolean ends = ".!?…".indexOf(stripped.charAt(stripped.length() - 1)) >= 0;
        return ends ? stripped : stripped + ".";
    }

    /** The same with a capital letter at its beginning. */
    public static String of(String text) {
        String ended = ended(text);
        return ended.isEmpty() ? "" : ended.substring(0, 1).toUpperCase(Locale.ROOT) + ended.substring(1);
    }
}
