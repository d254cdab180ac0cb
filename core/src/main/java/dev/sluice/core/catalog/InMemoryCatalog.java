package dev.sluice.core.catalog;

import dev.sluice.core.function.Namespace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A catalog that forgets everything with its process: the specification of the others. */
public final class InMemoryCatalog implements Catalog {

    /** The resources of one kind in one namespace, by name. */
    private record Shelf(ResourceKind<?, ?> kind, Namespace namespace) {}

    private final Map<Shelf, NavigableMap<String, Resource<?, ?>>> shelves = new HashMap<>();
    private final ChangeJournal journal = new ChangeJournal(Revision.NONE);

    @Override
    public synchronized <S, T> Listing<S, T> list(
            ResourceKind<S, T> kind, Namespace namespace, String after, int limit) {
        List<Resource<S, T>> page = shelf(kind, namespace).tailMap(after, false).values().stream()
                .limit(limit)
                .map(InMemoryCatalog::<S, T>typed)
                .toList();
        return new Listing<>(page, revision());
    }

    @Override
    public synchronized <S, T> List<ResourceId<S, T>> ids(ResourceKind<S, T> kind, Namespace namespace) {
        return shelf(kind, namespace).keySet().stream()
                .map(name -> new ResourceId<>(kind, namespace, name))
                .toList();
    }

    @Override
    public synchronized List<Namespace> namespaces(ResourceKind<?, ?> kind) {
        return shelves.entrySet().stream()
                .filter(shelf ->
                        shelf.getKey().kind() == kind && !shelf.getValue().isEmpty())
                .map(shelf -> shelf.getKey().namespace())
                .sorted()
                .toList();
    }

    @Override
    public synchronized <S, T> Optional<Resource<S, T>> get(ResourceId<S, T> id) {
        return Optional.ofNullable(shelf(id.kind(), id.namespace()).get(id.name()))
                .map(InMemoryCatalog::typed);
    }

    @Override
    public synchronized <S, T> Put put(ResourceId<S, T> id, S spec, T status, Revision expected) {
        Revision actual = get(id).map(Resource::revision).orElse(Revision.NONE);
        if (!actual.equals(expected)) {
            return new Put.Conflict(actual);
        }
        Resource<S, T> resource = new Resource<>(id, next(), spec, status);
        shelf(id.kind(), id.namespace()).put(id.name(), resource);
        journal.add(new CatalogEvent.Stored(resource));
        return new Put.Done(resource.revision());
    }

    @Override
    public synchronized boolean delete(ResourceId<?, ?> id) {
        boolean deleted = shelf(id.kind(), id.namespace()).remove(id.name()) != null;
        if (deleted) {
            journal.add(new CatalogEvent.Deleted(id, next()));
        }
        return deleted;
    }

    @Override
    public synchronized boolean delete(ResourceId<?, ?> id, Revision expected) {
        return get(id).filter(resource -> resource.revision().equals(expected)).isPresent() && delete(id);
    }

    @Override
    public Revision revision() {
        return journal.last();
    }

    @Override
    public boolean understandsAll() {
        return true;
    }

    @Override
    public synchronized Watching watch(Revision from, Consumer<CatalogEvent> watcher) {
        return journal.watch(from, watcher);
    }

    @Override
    public void close() {}

    private Revision next() {
        return new Revision(revision().value() + 1);
    }

    private NavigableMap<String, Resource<?, ?>> shelf(ResourceKind<?, ?> kind, Namespace namespace) {
        return shelves.computeIfAbsent(new Shelf(kind, namespace), fresh -> new TreeMap<>());
    }

    /** A resource lies on the shelf of its kind, and a kind has one type of specs and one of statuses. */
    @SuppressWarnings("unchecked")
    private static <S, T> Resource<S, T> typed(Resource<?, ?> resource) {
        return (Resource<S, T>) resource;
    }
}
