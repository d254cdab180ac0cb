package dev.sluice.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.store.storm.LockStorm;
import dev.sluice.testkit.state.Linearizability;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locks that gateways share by a real etcd, while that and they are killed, stopped and put to other times; skipped with the reason without one. */
@Timeout(1200)
class EtcdLockStormTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whatProcessesSawOfLocksUnderFaultsHasOneOrder() throws Exception {
        assumeTrue(EtcdServer.program().isPresent(), EtcdServer.MISSING);
        assumeTrue(LockStorm.clocks().isPresent(), LockStorm.NO_CLOCKS);
        long seed = Long.getLong("sluice.storm.seed", System.nanoTime());
        try (EtcdServer server = EtcdServer.start(folder);
                LockStorm storm = new LockStorm(
                        server.address(), server::crashAndRestart, folder.resolve("clock"), new Random(seed))) {
            storm.run(LockStorm.LENGTH);

            assertThat(storm.grants()).as("grants, seed " + seed).isGreaterThan(10);
            assertThat(storm.losses()).as("losses, seed " + seed).isPositive();
            assertThat(storm.clockWasPut()).as("the clock of one process").isTrue();
            assertThat(Linearizability.violation(storm.steps()))
                    .as("seed " + seed)
                    .isEmpty();
        }
    }
}
