package dev.sluice.testkit.twofactor;

import dev.sluice.core.twofactor.InMemoryTwoFactorStore;
import dev.sluice.core.twofactor.TwoFactorStore;
import java.time.InstantSource;

class InMemoryTwoFactorStoreTest extends TwoFactorStoreContract {

    private final TwoFactorStore store = new InMemoryTwoFactorStore(InstantSource.system());

    @Override
    protected TwoFactorStore open() {
        return store;
    }

    @Override
    protected TwoFactorStore openAgain() {
        return store;
    }
}
