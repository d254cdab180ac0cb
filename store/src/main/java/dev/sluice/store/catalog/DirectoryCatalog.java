package dev.sluice.store.catalog;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.ChangeJournal;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.disk.FolderLock;
import dev.sluice.core.function.Namespace;
import dev.sluice.store.folder.FolderEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A catalog of files that a person can read, one for each resource: {@code functions/default/hello.yaml}. Any number of
 * gateways of this machine may share its folder. Changes happen one after the other, each one fsync or two long, and by the
 * {@link ChangeLog} each gateway learns of those of others: at the next question, or at once when it watches. Others' changes of
 * one resource that come quickly after each other may be told as one, the last.
 */
public final class DirectoryCatalog implements Catalog {

    /** Changes of one gateway wait for each other too, and for the disk. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final Map<String, ResourceShelf<?, ?>> shelves = new LinkedHashMap<>();
    private final FolderLock lock;
    private final ChangeLog changes;
    private final RevisionCounter revisions;
    private final ChangeJournal journal;
    private final FolderEvents events;

    /**
     * Loads a folder that exists. A file that cannot be understood is reported and moved aside, one of a newer build is left
     * alone, and the rest still loads.
     */
    public DirectoryCatalog(Path folder, List<ResourceKind<?, ?>> kinds) {
        this.folder = folder;
        this.lock = new FolderLock(folder, "lock", PATIENCE);
        this.changes = new ChangeLog(folder);
        this.revisions = new RevisionCounter(folder.resolve("revision"));
        alone(() -> {
            Disk.deleteUnfinished(folder);
            kinds.forEach(kind -> shelves.put(kind.plural(), new ResourceShelf<>(kind, folder)));
            // From here on all changes can be read that are made while the files are.
            return changes.unread(revisions::reserved);
        });
        shelves.values().forEach(ResourceShelf::load);
        this.journal = new ChangeJournal(alone(this::start));
        this.events = new FolderEvents(folder, "the catalog", this::catchUp);
    }

    /** Where the files are now that were moved aside when this was opened. */
    public List<Path> damaged() {
        return shelves.values().stream()
                .flatMap(shelf -> shelf.damaged().stream())
                .toList();
    }

    @Override
    public <S, T> Listing<S, T> list(ResourceKind<S, T> kind, Namespace namespace, String after, int limit) {
        return upToDate(() -> shelf(kind).list(namespace, after, limit, journal.last()));
    }

    @Override
    public <S, T> List<ResourceId<S, T>> ids(ResourceKind<S, T> kind, Namespace namespace) {
        catchUp();
        return shelf(kind).ids(namespace);
    }

    @Override
    public List<Namespace> namespaces(ResourceKind<?, ?> kind) {
        catchUp();
        return shelf(kind).namespaces();
    }

    @Override
    public <S, T> Optional<Resource<S, T>> get(ResourceId<S, T> id) {
        catchUp();
        return shelf(id.kind()).get(id);
    }

    @Override
    public <S, T> Put put(ResourceId<S, T> id, S spec, T status, Revision expected) {
        return upToDate(() -> {
            ResourceShelf<S, T> shelf = shelf(id.kind());
            Revision actual = shelf.revision(id);
            if (!actual.equals(expected)) {
                return new Put.Conflict(actual);
            }
            Resource<S, T> resource = new Resource<>(id, revisions.next(), spec, status);
            changes.append(new Change(resource.revision(), Change.Act.STORED, path(id)));
            shelf.put(resource);
            journal.add(new CatalogEvent.Stored(resource));
            return new Put.Done(resource.revision());
        });
    }

    @Override
    public boolean delete(ResourceId<?, ?> id) {
        return upToDate(() -> isThere(id) && deleted(id));
    }

    @Override
    public boolean delete(ResourceId<?, ?> id, Revision expected) {
        return upToDate(() -> isThere(id) && isStill(id, expected) && deleted(id));
    }

    @Override
    public Revision revision() {
        catchUp();
        return journal.last();
    }

    @Override
    public boolean understandsAll() {
        return shelves.values().stream().noneMatch(ResourceShelf::hasNewer);
    }

    @Override
    public Watching watch(Revision from, Consumer<CatalogEvent> watcher) {
        events.start();
        return upToDate(() -> journal.watch(from, watcher));
    }

    @Override
    public void close() {
        events.close();
        try {
            lock.locked(() -> {
                changes.close();
                return true;
            });
            lock.close();
        } catch (IOException e) {
            throw Disk.failure("cannot close the catalog in " + folder, e);
        }
    }

    /** Makes all that was loaded that of one instant; answers the revision from which on this can tell changes. */
    private Revision start() throws IOException {
        shelves.values().forEach(ResourceShelf::setDamagedAside);
        ChangeLog.Unread unread = changes.unread(revisions::reserved);
        if (!unread.complete()) {
            shelves.values().forEach(ResourceShelf::reload);
        }
        unread.changes().forEach(this::learn);
        revisions.atLeast(changes.last());
        shelves.values().stream().map(ResourceShelf::highest).forEach(revisions::atLeast);
        // After a crash of the machine what the change log says may be of long ago.
        revisions.atLeast(revisions.reserved());
        if (revisions.last().isAfter(changes.last())) {
            changes.append(new Change(revisions.last(), Change.Act.OPENED, ""));
        }
        return revisions.last();
    }

    /** Learns what others changed, if they did. */
    private void catchUp() {
        if (changes.isBehind()) {
            upToDate(() -> true);
        }
    }

    private <X> X upToDate(FolderLock.Work<X> work) {
        return alone(() -> {
            ChangeLog.Unread unread = changes.unread(revisions::reserved);
            revisions.atLeast(changes.last());
            if (!unread.complete()) {
                reload();
            }
            for (Change change : unread.changes()) {
                journal.reach(change.revision(), learn(change));
            }
            changes.learnt();
            return work.run();
        });
    }

    private Optional<CatalogEvent> learn(Change change) {
        String[] names = change.path().split("/", -1);
        ResourceShelf<?, ?> shelf = shelves.get(names[0]);
        // A newer gateway may have kinds that this one does not know.
        return shelf == null || names.length != 3 || !Namespace.isValid(names[1]) || !ResourceId.isValid(names[2])
                ? Optional.empty()
                : shelf.learn(change, new Namespace(names[1]), names[2]);
    }

    /** Finds by reading everything what changes were made that nobody told of. */
    private void reload() throws IOException {
        List<ResourceShelf.Differences> all =
                shelves.values().stream().map(ResourceShelf::reload).toList();
        all.stream()
                .flatMap(differences -> differences.stored().stream())
                .sorted(Comparator.comparing(Resource::revision))
                .forEach(resource -> {
                    revisions.atLeast(resource.revision());
                    journal.reach(resource.revision(), Optional.of(new CatalogEvent.Stored(resource)));
                });
        for (ResourceShelf.Differences differences : all) {
            for (ResourceId<?, ?> id : differences.gone()) {
                Revision revision = revisions.next();
                changes.append(new Change(revision, Change.Act.DELETED, path(id)));
                journal.add(new CatalogEvent.Deleted(id, revision));
            }
        }
    }

    private <S, T> boolean deleted(ResourceId<S, T> id) throws IOException {
        Change change = new Change(revisions.next(), Change.Act.DELETED, path(id));
        try {
            changes.append(change);
            shelf(id.kind()).delete(id);
        } catch (IOException noRoom) {
            // A disk that is full has room for the line once the file is gone.
            shelf(id.kind()).delete(id);
            changes.append(change);
        }
        journal.add(new CatalogEvent.Deleted(id, change.revision()));
        return true;
    }

    private <S, T> boolean isThere(ResourceId<S, T> id) {
        return shelf(id.kind()).isThere(id);
    }

    private <S, T> boolean isStill(ResourceId<S, T> id, Revision expected) {
        return shelf(id.kind()).revision(id).equals(expected);
    }

    private static String path(ResourceId<?, ?> id) {
        return id.kind().plural() + "/" + id.namespace() + "/" + id.name();
    }

    /** There is one shelf for each kind, made with that kind. */
    @SuppressWarnings("unchecked")
    private <S, T> ResourceShelf<S, T> shelf(ResourceKind<S, T> kind) {
        ResourceShelf<?, ?> shelf = shelves.get(kind.plural());
        if (shelf == null) {
            throw new IllegalArgumentException("this catalog was not opened for a " + kind);
        }
        return (ResourceShelf<S, T>) shelf;
    }

    private <X> X alone(FolderLock.Work<X> work) {
        try {
            return lock.locked(work);
        } catch (IOException e) {
            throw Disk.failure("cannot work with the catalog in " + folder, e);
        }
    }
}
