package dev.sluice.pipeline;

import java.util.Locale;

/** What is made of many items. */
public enum Fold {
    /** How many there are. */
    COUNT,
    /** What their values come to, exact in decimals. */
    SUM,
    /** How many there are of each text that the value says. */
    HISTOGRAM,
    /** A list of those with the greatest values. */
    TOP,
    /** A list of all. */
    COLLECT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
