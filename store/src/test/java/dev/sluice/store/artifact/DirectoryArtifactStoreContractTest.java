package dev.sluice.store.artifact;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.testkit.catalog.ArtifactStoreContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class DirectoryArtifactStoreContractTest extends ArtifactStoreContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<DirectoryArtifactStore> opened = new ArrayList<>();

    @Override
    protected ArtifactStore open() {
        return openAgain();
    }

    @Override
    protected ArtifactStore openAgain() {
        DirectoryArtifactStore store = new DirectoryArtifactStore(folder);
        opened.add(store);
        return store;
    }

    @AfterEach
    void close() {
        opened.forEach(DirectoryArtifactStore::close);
    }
}
