package dev.sluice.core.runner;

import dev.sluice.core.protocol.Frame.LogSource;

/**
 * Takes what a runner's process, or one that it started, writes to its standard output and error past the protocol: what
 * native code and child processes print, and the runtime's own words. Called on the runner's own reading threads.
 */
@FunctionalInterface
public interface RunnerOutput {

    /** One line, {@link LogSource#STDOUT} or {@link LogSource#STDERR}, at most 8,192 characters. */
    void line(LogSource source, String line);
}
