package dev.sluice.core.catalog;

/** A change in a catalog. */
public sealed interface CatalogEvent {

    /** The revision that the change made. */
    Revision revision();

    /** What was changed. */
    ResourceId<?, ?> id();

    /** A resource was made or replaced. */
    record Stored(Resource<?, ?> resource) implements CatalogEvent {

        @Override
        public Revision revision() {
            return resource.revision();
        }

        @Override
        public ResourceId<?, ?> id() {
            return resource.id();
        }
    }

    /** A resource was deleted. */
    record Deleted(ResourceId<?, ?> id, Revision revision) implements CatalogEvent {}
}
