package dev.sluice.decorators.json;

import java.math.BigDecimal;

/** Which numbers are worked on: a few characters, such as 1e999999999, can stand for more digits than memory holds. */
public final class NumberRange {

    private static final int MOST = 1000;

    private NumberRange() {}

    /** Whether it has no more than 1,000 digits, and no more than 1,000 zeros or places beside them. */
    public static boolean holds(BigDecimal number) {
        return Math.abs((long) number.scale()) <= MOST && number.precision() <= MOST;
    }
}
