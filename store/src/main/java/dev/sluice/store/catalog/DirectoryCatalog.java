package dev.sluice.store.catalog;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.ChangeJournal;
import dev.sluice.core.catalog.Namespace;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.disk.Disk;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A catalog of files that a person can read, one for each resource: {@code functions/default/hello.yaml}. Changes happen one
 * after the other, each one fsync or two long. The folder belongs to one process.
 */
public final class DirectoryCatalog implements Catalog {

    private final Map<ResourceKind<?, ?>, ResourceShelf<?, ?>> shelves = new LinkedHashMap<>();
    private final RevisionCounter revisions;
    private final ChangeJournal journal;
    private final ReentrantLock changing = new ReentrantLock();

    /**
     * Loads a folder that exists. A file that cannot be understood is reported and moved aside, one of a newer build is left
     * alone, and the rest still loads.
     */
    public DirectoryCatalog(Path folder, List<ResourceKind<?, ?>> kinds) {
        Disk.deleteUnfinished(folder);
        kinds.forEach(kind -> shelves.put(kind, new ResourceShelf<>(kind, folder)));
        Revision used = shelves.values().stream()
                .map(ResourceShelf::highest)
                .max(Revision::compareTo)
                .orElse(Revision.NONE);
        revisions = new RevisionCounter(folder.resolve("revision"), used);
        journal = new ChangeJournal(revisions.last());
    }

    /** Where the files are now that were moved aside when this was opened. */
    public List<Path> damaged() {
        return shelves.values().stream()
                .flatMap(shelf -> shelf.damaged().stream())
                .toList();
    }

    @Override
    public <S, T> Listing<S, T> list(ResourceKind<S, T> kind, Namespace namespace, String after, int limit) {
        return alone(() -> shelf(kind).list(namespace, after, limit, journal.last()));
    }

    @Override
    public <S, T> List<ResourceId<S, T>> ids(ResourceKind<S, T> kind, Namespace namespace) {
        return shelf(kind).ids(namespace);
    }

    @Override
    public <S, T> Optional<Resource<S, T>> get(ResourceId<S, T> id) {
        return shelf(id.kind()).get(id);
    }

    @Override
    public <S, T> Put put(ResourceId<S, T> id, S spec, T status, Revision expected) {
        return alone(() -> {
            ResourceShelf<S, T> shelf = shelf(id.kind());
            Revision actual = shelf.revision(id);
            if (!actual.equals(expected)) {
                return new Put.Conflict(actual);
            }
            Resource<S, T> resource = new Resource<>(id, revisions.next(), spec, status);
            shelf.put(resource);
            journal.add(new CatalogEvent.Stored(resource));
            return new Put.Done(resource.revision());
        });
    }

    @Override
    public boolean delete(ResourceId<?, ?> id) {
        return alone(() -> deleted(id));
    }

    @Override
    public Revision revision() {
        return journal.last();
    }

    @Override
    public boolean understandsAll() {
        return shelves.values().stream().noneMatch(ResourceShelf::hasNewer);
    }

    @Override
    public Watching watch(Revision from, Consumer<CatalogEvent> watcher) {
        return journal.watch(from, watcher);
    }

    @Override
    public void close() {}

    private <S, T> boolean deleted(ResourceId<S, T> id) {
        boolean deleted = shelf(id.kind()).delete(id);
        if (deleted) {
            journal.add(new CatalogEvent.Deleted(id, revisions.next()));
        }
        return deleted;
    }

    /** There is one shelf for each kind, made with that kind. */
    @SuppressWarnings("unchecked")
    private <S, T> ResourceShelf<S, T> shelf(ResourceKind<S, T> kind) {
        ResourceShelf<?, ?> shelf = shelves.get(kind);
        if (shelf == null) {
            throw new IllegalArgumentException("this catalog was not opened for a " + kind);
        }
        return (ResourceShelf<S, T>) shelf;
    }

    private <X> X alone(Supplier<X> action) {
        changing.lock();
        try {
            return action.get();
        } finally {
            changing.unlock();
        }
    }
}
