package dev.sluice.testkit.catalog;

import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.catalog.SecretStore;
import java.time.Clock;

class InMemorySecretStoreTest extends SecretStoreContract {

    private final InMemorySecretStore store = new InMemorySecretStore(Clock.systemUTC());

    @Override
    protected SecretStore open() {
        return store;
    }

    @Override
    protected SecretStore openAgain() {
        return store;
    }
}
