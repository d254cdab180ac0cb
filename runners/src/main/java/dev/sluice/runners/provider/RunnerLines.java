package dev.sluice.runners.provider;

import dev.sluice.core.runner.RunnerId;

/**
 * Takes what runners that belong to no function yet write to their own standard output and error, past the protocol: the
 * start script's complaints, the JVM's warnings. At most 1,000 characters a line and 100 lines in ten seconds from each runner; what was left out is
 * counted in a line of its own. Called on the runner's own reading thread, where it may block for a moment.
 */
@FunctionalInterface
public interface RunnerLines {

    void line(RunnerId runner, String line);
}
