package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A catalog that forgets everything with its process: the specification of the others. */
public final class InMemoryCatalog implements Catalog {

    private final NavigableMap<String, Stored> functions = new TreeMap<>();
    private final List<Consumer<CatalogEvent>> watchers = new CopyOnWriteArrayList<>();
    private long lastRevision;

    @Override
    public synchronized List<FunctionVersion> live(String after, int limit) {
        return functions.tailMap(after, false).values().stream()
                .limit(limit)
                .map(stored -> stored.history().liveVersion())
                .toList();
    }

    @Override
    public Optional<FunctionVersion> live(FunctionName name) {
        return get(name).map(stored -> stored.history().liveVersion());
    }

    @Override
    public synchronized Optional<Stored> get(FunctionName name) {
        return Optional.ofNullable(functions.get(name.value()));
    }

    @Override
    public synchronized Put put(FunctionHistory history, Revision expected) {
        Revision actual = get(history.name()).map(Stored::revision).orElse(Revision.NONE);
        if (!actual.equals(expected)) {
            return new Put.Conflict(actual);
        }
        Revision revision = new Revision(Long.toString(++lastRevision));
        functions.put(history.name().value(), new Stored(history, revision));
        tell(new CatalogEvent.Live(history.liveVersion()));
        return new Put.Done(revision);
    }

    @Override
    public synchronized boolean delete(FunctionName name) {
        boolean removed = functions.remove(name.value()) != null;
        if (removed) {
            tell(new CatalogEvent.Removed(name));
        }
        return removed;
    }

    @Override
    public synchronized boolean refersTo(Digest artifact) {
        return functions.values().stream()
                .anyMatch(stored -> stored.history().artifacts().contains(artifact));
    }

    @Override
    public Watch watch(Consumer<CatalogEvent> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public void close() {}

    private void tell(CatalogEvent event) {
        watchers.forEach(watcher -> watcher.accept(event));
    }
}
