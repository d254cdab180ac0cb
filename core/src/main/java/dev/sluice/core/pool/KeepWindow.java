package dev.sluice.core.pool;

import java.time.Duration;

/**
 * When a function's next call is expected, counted from the end of its last one: an instance is to be there from {@code from} until
 * {@code until}. Empty ({@code from} equal to {@code until}) if none is worth it.
 *
 * @param from 0 for at once
 */
public record KeepWindow(Duration from, Duration until) {

    public KeepWindow {
        if (from.isNegative() || until.compareTo(from) < 0) {
            throw new IllegalArgumentException("a window from " + from + " until " + until);
        }
    }
}
