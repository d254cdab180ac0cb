package dev.sluice.testkit.catalog;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.Namespace;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Another catalog, of which a test changes what it wants to see go wrong. */
public class ForwardingCatalog implements Catalog {

    private final Catalog catalog;

    protected ForwardingCatalog(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public <S, T> Listing<S, T> list(ResourceKind<S, T> kind, Namespace namespace, String after, int limit) {
        return catalog.list(kind, namespace, after, limit);
    }

    @Override
    public <S, T> List<ResourceId<S, T>> ids(ResourceKind<S, T> kind, Namespace namespace) {
        return catalog.ids(kind, namespace);
    }

    @Override
    public List<Namespace> namespaces(ResourceKind<?, ?> kind) {
        return catalog.namespaces(kind);
    }

    @Override
    public <S, T> Optional<Resource<S, T>> get(ResourceId<S, T> id) {
        return catalog.get(id);
    }

    @Override
    public <S, T> Put put(ResourceId<S, T> id, S spec, T status, Revision expected) {
        return catalog.put(id, spec, status, expected);
    }

    @Override
    public boolean delete(ResourceId<?, ?> id) {
        return catalog.delete(id);
    }

    @Override
    public boolean delete(ResourceId<?, ?> id, Revision expected) {
        return catalog.delete(id, expected);
    }

    @Override
    public Revision revision() {
        return catalog.revision();
    }

    @Override
    public boolean understandsAll() {
        return catalog.understandsAll();
    }

    @Override
    public Watching watch(Revision from, Consumer<CatalogEvent> watcher) {
        return catalog.watch(from, watcher);
    }

    @Override
    public void close() {
        catalog.close();
    }
}
