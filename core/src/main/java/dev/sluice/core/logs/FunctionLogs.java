package dev.sluice.core.logs;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.runner.LogLine;
import java.util.List;
import java.util.function.Consumer;

/**
 * The kept log lines of all functions. Bounded: old lines go when there are too many. Thread-safe. Extension point;
 * every implementation passes {@code FunctionLogsContract}.
 */
public interface FunctionLogs {

    /** The last lines that match, oldest first. May read from a disk. */
    List<LogLine> tail(LogQuery query);

    /**
     * Hands over the last lines that match, then each new one until the subscription is closed: in order, none twice,
     * none missing between the old and the new.
     *
     * @param reader called by one thread at a time, on the thread that brings the line: it must not block
     */
    Subscription follow(LogQuery query, Consumer<LogLine> reader);

    /** Forgets all lines of a function; those who follow it stay subscribed. */
    void remove(FunctionName function);

    /** Ends {@link #follow}. */
    interface Subscription extends AutoCloseable {

        /** After this returns no more lines come but the one that is being handed over. May be called twice. */
        @Override
        void close();
    }
}
