package dev.sluice.testkit.catalog;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.InMemoryArtifactStore;

class InMemoryArtifactStoreTest extends ArtifactStoreContract {

    private final InMemoryArtifactStore store = new InMemoryArtifactStore();

    @Override
    protected ArtifactStore open() {
        return store;
    }

    @Override
    protected ArtifactStore openAgain() {
        return store;
    }
}
