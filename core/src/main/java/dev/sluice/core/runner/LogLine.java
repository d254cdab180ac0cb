package dev.sluice.core.runner;

import dev.sluice.core.protocol.Frame;

/** A line that a function printed or logged. {@code invocation} is empty outside any. */
public record LogLine(
        String function,
        int version,
        RunnerId instance,
        String invocation,
        Frame.LogSource source,
        long epochMicros,
        String line) {}
