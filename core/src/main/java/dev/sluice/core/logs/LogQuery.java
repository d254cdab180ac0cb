package dev.sluice.core.logs;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.runner.LogLine;
import java.util.Optional;

/**
 * Which lines are wanted.
 *
 * @param invocation only lines of this one; empty for all lines
 * @param tail how many lines of the past at most, 0 to {@link #MAX_TAIL}
 */
public record LogQuery(FunctionName function, Optional<InvocationId> invocation, int tail) {

    public static final int MAX_TAIL = 10_000;

    public LogQuery {
        if (tail < 0 || tail > MAX_TAIL) {
            throw new IllegalArgumentException("tail must be 0 to " + MAX_TAIL + ", not " + tail);
        }
    }

    /** All lines of a function, {@code tail} of them from the past. */
    public static LogQuery of(FunctionName function, int tail) {
        return new LogQuery(function, Optional.empty(), tail);
    }

    /** Whether a line is one of those wanted. */
    public boolean matches(LogLine line) {
        return line.function().equals(function.value())
                && (invocation.isEmpty()
                        || line.invocation().equals(invocation.get().value()));
    }
}
