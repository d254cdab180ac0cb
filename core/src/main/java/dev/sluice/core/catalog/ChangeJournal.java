package dev.sluice.core.catalog;

import dev.sluice.core.catalog.Catalog.Watching;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The latest changes of a catalog, and who is told of the next. Thread-safe. */
public final class ChangeJournal {

    /** How many changes are remembered. */
    public static final int CAPACITY = 1_000;

    private final ArrayDeque<CatalogEvent> events = new ArrayDeque<>();
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private Revision forgotten;
    private Revision last;

    /** Each has an identity of its own: one consumer may watch twice. */
    private static final class Watcher {
        final Consumer<CatalogEvent> consumer;

        Watcher(Consumer<CatalogEvent> consumer) {
            this.consumer = consumer;
        }
    }

    /** {@code start}: the revision that the catalog had when it was opened; what was before is not known. */
    public ChangeJournal(Revision start) {
        this.forgotten = start;
        this.last = start;
    }

    /** Notes a change and tells it; revisions must rise. */
    public synchronized void add(CatalogEvent event) {
        if (!event.revision().isAfter(last)) {
            throw new IllegalArgumentException(event + " is not after revision " + last);
        }
        events.add(event);
        last = event.revision();
        if (events.size() > CAPACITY) {
            forgotten = events.remove().revision();
        }
        List.copyOf(watchers).forEach(watcher -> watcher.consumer.accept(event));
    }

    /** As {@link #add}, for a change that others made; where none is left to tell, there is none up to this revision. */
    public synchronized void reach(Revision revision, Optional<CatalogEvent> event) {
        if (revision.isAfter(last)) {
            event.ifPresent(this::add);
            last = revision;
        }
    }

    /** The revision of the last change. */
    public synchronized Revision last() {
        return last;
    }

    /** As {@link Catalog#watch}. */
    public synchronized Watching watch(Revision from, Consumer<CatalogEvent> consumer) {
        if (forgotten.isAfter(from) || from.isAfter(last)) {
            return new Watching.TooOld(forgotten);
        }
        events.stream().filter(event -> event.revision().isAfter(from)).forEach(consumer);
        Watcher watcher = new Watcher(consumer);
        watchers.add(watcher);
        return new Watching.Started(() -> end(watcher));
    }

    private synchronized void end(Watcher watcher) {
        watchers.remove(watcher);
    }
}
