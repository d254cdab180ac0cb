package dev.sluice.core.logs;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.runner.LogLine;

/**
 * Which lines somebody wants to see.
 *
 * @param tail how many of the last kept lines that match, 0 to 10,000
 * @param invocation the id of the one invocation to show; empty for all lines of the function
 */
public record LogQuery(FunctionName function, int tail, String invocation) {

    public static final int MAX_TAIL = 10_000;

    public LogQuery {
        if (tail < 0 || tail > MAX_TAIL) {
            throw new IllegalArgumentException("tail is " + tail + ": allowed is 0 to " + MAX_TAIL);
        }
    }

    /** Whether {@code line} is one of them, but for {@code tail}. */
    public boolean matches(LogLine line) {
        return line.function().equals(function.value())
                && (invocation.isEmpty() || line.invocation().equals(invocation));
    }
}
