package dev.sluice.testkit.catalog;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.InMemoryArtifactStore;

class InMemoryArtifactStoreTest extends ArtifactStoreContract {

    @Override
    protected ArtifactStore open() {
        return new InMemoryArtifactStore();
    }
}
