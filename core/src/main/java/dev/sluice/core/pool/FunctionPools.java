package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The instances of all functions of one gateway. Thread-safe; nothing in it blocks. */
public interface FunctionPools {

    /**
     * For an entry point that keeps calls of a function itself, which are not to be refused because a queue is full: instances
     * are started and kept for what it says to have, within the function's scaling, as for background calls that wait. It
     * asks for slots for as many of them as it likes to have under way.
     */
    Backlog backlog(FunctionName function);

    /**
     * Specialises one instance of a version that is not live yet, so that what is wrong with its code is known before
     * it takes over. The instance of a passed trial is kept for {@link #activate} for a minute.
     */
    CompletionStage<Trial> trial(FunctionVersion version);

    /** Gives back the instance of a passed trial that will not be activated. */
    void abandonTrial(FunctionVersion version);

    /**
     * Makes a version the live one of its function: instances of other versions are drained, those of this one are kept
     * as its scaling says. Calls under way, and calls that come for the other version, are served to their end.
     *
     * @return the slots of its function, whichever version is live, until the function is removed
     */
    Slots activate(FunctionVersion version);

    /**
     * A pool that a version has of its own, for calls that only it may serve. Its instances come as calls wait for them, and end
     * without calls after {@code keepAlive}; it keeps none. What the function's other pool does changes nothing in it. There until
     * {@link #unbind}.
     *
     * @return its slots
     */
    Slots bind(FunctionVersion version);

    /** Drains all instances of the pool that a version has of its own; calls that wait there are refused. */
    void unbind(FunctionVersion version);

    /** As {@link #recycle(FunctionName)}, of the pool that a version has of its own. */
    void recycle(FunctionVersion version);

    /** Drains all instances of the live version of a function that was removed. */
    void remove(FunctionName function);

    /** Replaces all instances of the live version of a function by fresh ones without a failed call, as when a secret changed. */
    void recycle(FunctionName function);

    /** What {@code describe} shows, of all its versions; empty when the function has no instance, waits for none and has no crash to tell. */
    Optional<FunctionReport> report(FunctionName function);

    /** The processes of all instances of a function and of their sidecars, as they are now. Reads {@code /proc}. */
    default List<ProcessReport> processes(FunctionName function) {
        return List.of();
    }

    /** What {@code top} shows. */
    PoolReport report();

    /** Takes no more invocations, waits for those under way at most {@code grace}, then ends every runner. */
    CompletionStage<Void> shutdown(Duration grace);
}
