package dev.sluice.runner.output;

import dev.sluice.core.protocol.Frame;

/** Takes finished lines. Called by any thread, also by the function's own; must not block. */
@FunctionalInterface
public interface LogSink {

    /** {@code line} has no line break and at most {@code MAX_LOG_LINE_CHARS} characters. */
    void line(Frame.LogSource source, String line);
}
