package dev.sluice.store.artifact;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.testkit.catalog.ArtifactStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryArtifactStoreContractTest extends ArtifactStoreContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Override
    protected ArtifactStore open() {
        return new DirectoryArtifactStore(folder);
    }
}
