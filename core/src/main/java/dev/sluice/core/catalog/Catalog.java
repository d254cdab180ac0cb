package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The functions of a platform. What a call that changes something has done is kept, also through a crash, once the call
 * has returned. Calls may block on a disk or a network. Thread-safe. Extension point; every implementation passes {@code
 * CatalogContract}; {@link InMemoryCatalog} is the specification.
 *
 * <p>Every call may throw {@link StorageException} when the place where it keeps things fails.
 */
public interface Catalog extends AutoCloseable {

    /** The live versions of functions in order of their names: at most {@code limit}, those after the name {@code after}. */
    List<FunctionVersion> live(String after, int limit);

    /** The live version of one function. Answers from memory. */
    Optional<FunctionVersion> live(FunctionName name);

    /** All that is kept of one function. */
    Optional<Stored> get(FunctionName name);

    /**
     * Puts a function in the place of what {@code expected} names, or of nothing if it is {@link Revision#NONE}.
     *
     * @return {@link Put.Done}, or {@link Put.Conflict} if somebody else changed it first
     */
    Put put(FunctionHistory history, Revision expected);

    /** Removes a function and all its versions; false if there was none. */
    boolean delete(FunctionName name);

    /**
     * Whether a version of any function has this artifact. Answers from memory, and may by a rare accident say yes for an
     * artifact that none has; never the other way round.
     */
    boolean refersTo(Digest artifact);

    /**
     * Tells every change from now on, after it was made, in order for each function, on the thread that made it: the
     * watcher must not block.
     */
    Watch watch(Consumer<CatalogEvent> watcher);

    @Override
    void close();

    /** A function as it is kept. */
    record Stored(FunctionHistory history, Revision revision) {}

    /** What came of a {@link #put}. */
    sealed interface Put {

        /** It is kept, under this revision. */
        record Done(Revision revision) implements Put {}

        /** It was changed since {@code expected}; {@code actual} is {@link Revision#NONE} if it is gone. */
        record Conflict(Revision actual) implements Put {}
    }

    /** Ends {@link #watch}. */
    interface Watch extends AutoCloseable {

        @Override
        void close();
    }
}
