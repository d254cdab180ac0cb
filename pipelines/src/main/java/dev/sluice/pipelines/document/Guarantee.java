package dev.sluice.pipelines.document;

import java.util.Locale;

/** How often what comes of an item can be seen. */
public enum Guarantee {
    /** Once: it is written in one transaction with the position of the item. */
    EXACTLY_ONCE,
    /** Once, and after a kill, a rebalance or a write that failed perhaps again, with the same id: it is written, and then the position is committed. */
    AT_LEAST_ONCE;

    /** As a document says it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
