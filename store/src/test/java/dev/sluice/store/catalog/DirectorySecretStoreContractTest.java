package dev.sluice.store.catalog;

import dev.sluice.core.catalog.SecretStore;
import dev.sluice.testkit.catalog.SecretStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectorySecretStoreContractTest extends SecretStoreContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Override
    protected SecretStore open() {
        return openAgain();
    }

    @Override
    protected SecretStore openAgain() {
        return new DirectorySecretStore(folder);
    }
}
