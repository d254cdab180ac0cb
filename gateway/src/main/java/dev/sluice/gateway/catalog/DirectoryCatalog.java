package dev.sluice.gateway.catalog;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.gateway.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A catalog of files, {@code <name>.yaml}, one for each function with all its versions. The live versions are held in
 * memory, the others are read when somebody asks. The folder belongs to one process.
 */
public final class DirectoryCatalog implements Catalog {

    static final String SUFFIX = ".yaml";

    private final Path folder;
    private final ConcurrentSkipListMap<String, Held> functions;
    private final ArtifactReferences references = new ArtifactReferences();
    private final List<Path> damaged;
    private final List<Consumer<CatalogEvent>> watchers = new CopyOnWriteArrayList<>();
    private final ReentrantLock[] locks = new ReentrantLock[64];

    /** Loads a folder that exists. A file that cannot be understood is reported and moved aside, and the rest still loads. */
    public DirectoryCatalog(Path folder) {
        this.folder = folder;
        Arrays.setAll(locks, i -> new ReentrantLock());
        Disk.deleteUnfinished(folder);
        CatalogLoad load = new CatalogLoad(folder);
        functions = load.functions();
        functions.values().forEach(held -> references.add(held.artifacts()));
        damaged = load.damaged();
    }

    /** Where the files are now that were moved aside when this was opened. */
    public List<Path> damaged() {
        return damaged;
    }

    @Override
    public List<FunctionVersion> live(String after, int limit) {
        return functions.tailMap(after, false).values().stream()
                .limit(limit)
                .map(Held::live)
                .toList();
    }

    @Override
    public Optional<FunctionVersion> live(FunctionName name) {
        return Optional.ofNullable(functions.get(name.value())).map(Held::live);
    }

    @Override
    public Optional<Stored> get(FunctionName name) {
        if (!functions.containsKey(name.value())) {
            return Optional.empty();
        }
        try {
            return Optional.of(CatalogLoad.read(file(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file(name), e);
        }
    }

    @Override
    public Put put(FunctionHistory history, Revision expected) {
        return locked(history.name(), () -> {
            Held held = functions.get(history.name().value());
            Revision actual = held == null ? Revision.NONE : held.revisionAsTold();
            if (!actual.equals(expected)) {
                return new Put.Conflict(actual);
            }
            Held next = Held.of(history, held == null ? 1 : held.revision() + 1);
            write(history, next);
            functions.put(history.name().value(), next);
            if (held != null) {
                references.remove(held.artifacts());
            }
            tell(new CatalogEvent.Live(next.live()));
            return new Put.Done(next.revisionAsTold());
        });
    }

    @Override
    public boolean delete(FunctionName name) {
        return locked(name, () -> {
            Held held = functions.get(name.value());
            if (held == null) {
                return false;
            }
            Disk.delete(file(name));
            functions.remove(name.value());
            references.remove(held.artifacts());
            tell(new CatalogEvent.Removed(name));
            return true;
        });
    }

    @Override
    public boolean refersTo(Digest artifact) {
        return references.contains(artifact);
    }

    @Override
    public Watch watch(Consumer<CatalogEvent> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public void close() {}

    /** Writes the file; what it refers to counts from before, so that nobody deletes it meanwhile. */
    private void write(FunctionHistory history, Held next) {
        references.add(next.artifacts());
        boolean written = false;
        try {
            String text = FunctionDocument.write(history, next.revisionAsTold());
            Disk.replace(file(history.name()), text.getBytes(StandardCharsets.UTF_8));
            written = true;
        } finally {
            if (!written) {
                references.remove(next.artifacts());
            }
        }
    }

    private Path file(FunctionName name) {
        return folder.resolve(name + SUFFIX);
    }

    private void tell(CatalogEvent event) {
        watchers.forEach(watcher -> watcher.accept(event));
    }

    private <T> T locked(FunctionName name, Supplier<T> action) {
        ReentrantLock lock = locks[Math.floorMod(name.hashCode(), locks.length)];
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is held in memory of a function.
     *
     * @param artifacts the first 64 bits of the digests of all its versions
     */
    record Held(FunctionVersion live, long revision, long[] artifacts) {

        static Held of(FunctionHistory history, long revision) {
            return of(history.liveVersion(), revision, history.artifacts());
        }

        static Held of(FunctionVersion live, long revision, Collection<Digest> artifacts) {
            return new Held(live, revision, ArtifactReferences.starts(artifacts));
        }

        Revision revisionAsTold() {
            return new Revision(Long.toString(revision));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Held held && live.equals(held.live) && revision == held.revision;
        }

        @Override
        public int hashCode() {
            return live.hashCode();
        }
    }
}
