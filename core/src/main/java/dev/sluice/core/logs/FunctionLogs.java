package dev.sluice.core.logs;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The logs of all functions. Extension point; every implementation passes {@code FunctionLogsContract}.
 *
 * <p>It takes lines by {@link #accept}, from event loops: that never blocks and never fails. What is kept per function
 * is bounded, oldest lines go first; what waits to be kept is bounded too, and a line that finds no room is counted and
 * told as one line in its place. The other methods read and write disks: never call them on an event loop. Thread-safe.
 */
public interface FunctionLogs extends Consumer<LogLine>, AutoCloseable {

    /** Takes a line. One whose function has no valid name is dropped and counted. */
    @Override
    void accept(LogLine line);

    /**
     * The newest lines that the query wants, oldest first, all lines accepted before among them. Blocks for at most 5 s.
     *
     * @throws java.io.UncheckedIOException if they cannot be read; its message says why
     */
    List<LogLine> tail(LogQuery query);

    /**
     * The same, then each further line as it comes, none missing and none twice in between. Blocks for at most 5 s.
     */
    LogFollow follow(LogQuery query, LogFollower follower);

    /**
     * Forgets all lines of a function and ends those who follow it.
     *
     * @param leaving what still runs the function: nothing that they print from now on is taken
     */
    void remove(FunctionName function, Set<RunnerId> leaving);

    /** Keeps what was accepted, as far as that is done within 5 s, and ends those who follow. */
    @Override
    void close();
}
