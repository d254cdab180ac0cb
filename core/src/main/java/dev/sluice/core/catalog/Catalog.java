package dev.sluice.core.catalog;

import dev.sluice.core.function.Namespace;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The resources of a platform, of all kinds. What a call that changes something has done is kept, also through a crash,
 * once the call has returned, and every call of anybody who shares the catalog sees it from then on. Calls may block on a disk or a network. Thread-safe. Extension point; every implementation
 * passes {@code CatalogContract}; {@link InMemoryCatalog} is the specification.
 *
 * <p>Every call may throw {@link StorageException} when the place where it keeps things fails.
 */
public interface Catalog extends AutoCloseable {

    /** How many resources {@link #each} reads at a time. */
    int PAGE = 1_000;

    /** Resources of one kind in order of their names: at most {@code limit}, those after the name {@code after}. */
    <S, T> Listing<S, T> list(ResourceKind<S, T> kind, Namespace namespace, String after, int limit);

    /** What there is of one kind, in order of the names, without reading it. */
    <S, T> List<ResourceId<S, T>> ids(ResourceKind<S, T> kind, Namespace namespace);

    /** Tells all resources of one kind in a namespace, in order of the names, read a thousand at a time. */
    default <S, T> void each(ResourceKind<S, T> kind, Namespace namespace, Consumer<Resource<S, T>> told) {
        List<Resource<S, T>> page = list(kind, namespace, "", PAGE).resources();
        while (!page.isEmpty()) {
            page.forEach(told);
            page = list(kind, namespace, page.getLast().id().name(), PAGE).resources();
        }
    }

    /** The namespaces that have resources of one kind, in order. */
    List<Namespace> namespaces(ResourceKind<?, ?> kind);

    /** One resource. Answers from memory if that is where its kind resides and nobody else has changed anything meanwhile. */
    <S, T> Optional<Resource<S, T>> get(ResourceId<S, T> id);

    /**
     * Puts a resource in the place of the one with the revision {@code expected}, or of nothing if that is {@link
     * Revision#NONE}.
     *
     * @return {@link Put.Done}, or {@link Put.Conflict} if somebody else changed it first
     */
    <S, T> Put put(ResourceId<S, T> id, S spec, T status, Revision expected);

    /** Deletes a resource, also one that cannot be read; false if there was none. */
    boolean delete(ResourceId<?, ?> id);

    /** Deletes a resource if it is still {@code expected}; false if it was another, or none. */
    boolean delete(ResourceId<?, ?> id, Revision expected);

    /** That of the last change of all. */
    Revision revision();

    /**
     * Whether all that is kept could be understood. If not, a newer build has left records here: they stay as they are,
     * and what they refer to is unknown.
     */
    boolean understandsAll();

    /**
     * Tells every change after the revision {@code from}, each once and in order of the revisions: first those that were
     * made already, before this returns, then each on the thread that makes it, before that knows of it. What somebody else
     * changes who shares the catalog is told soon, on any thread that works with the catalog or on one of its own, never on
     * two at a time; several of his changes of one resource may be told as one, the last. The watcher must not block and must
     * not ask the catalog back.
     */
    Watching watch(Revision from, Consumer<CatalogEvent> watcher);

    /** The same from now on. */
    default Watch watch(Consumer<CatalogEvent> watcher) {
        while (true) {
            // Very many changes between the two: once more.
            if (watch(revision(), watcher) instanceof Watching.Started(Watch started)) {
                return started;
            }
        }
    }

    @Override
    void close();

    /**
     * A part of what there is.
     *
     * @param revision what a watch starts from that misses nothing after this
     */
    record Listing<S, T>(List<Resource<S, T>> resources, Revision revision) {

        public Listing {
            resources = List.copyOf(resources);
        }
    }

    /** What came of a {@link #put}. */
    sealed interface Put {

        /** It is kept, under this revision. */
        record Done(Revision revision) implements Put {}

        /** It was changed since {@code expected}; {@code actual} is {@link Revision#NONE} if it is gone. */
        record Conflict(Revision actual) implements Put {}
    }

    /** What came of a {@link #watch}. */
    sealed interface Watching {

        /** It tells changes until {@code watch} is closed. */
        record Started(Watch watch) implements Watching {}

        /** The changes after {@code from} are not known any more, those after {@code oldest} are: list, and watch from there. */
        record TooOld(Revision oldest) implements Watching {}
    }

    /** Ends {@link #watch}. */
    interface Watch extends AutoCloseable {

        @Override
        void close();
    }
}
