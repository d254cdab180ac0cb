package dev.sluice.gateway.twofactor;

import dev.sluice.core.twofactor.TwoFactorStore;
import dev.sluice.testkit.twofactor.TwoFactorStoreContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTwoFactorStoreContractTest extends TwoFactorStoreContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TwoFactorStore store;

    @Override
    protected TwoFactorStore open() {
        store = new DirectoryTwoFactorStore(folder, InstantSource.system());
        return store;
    }

    /** A folder belongs to one store at a time: gateways that share one have Redis. */
    @Override
    protected TwoFactorStore openAgain() {
        return store;
    }
}
