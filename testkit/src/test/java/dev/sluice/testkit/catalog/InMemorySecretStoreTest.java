package dev.sluice.testkit.catalog;

import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.catalog.SecretStore;
import java.time.Clock;

class InMemorySecretStoreTest extends SecretStoreContract {

    @Override
    protected SecretStore open() {
        return new InMemorySecretStore(Clock.systemUTC());
    }
}
