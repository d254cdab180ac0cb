package dev.sluice.store.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.storm.LockStorm;
import dev.sluice.testkit.state.Linearizability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locks that gateways share by a folder, while they are killed, stopped and put to other times. */
@Timeout(1200)
class DirectoryLockStormTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whatProcessesSawOfLocksUnderFaultsHasOneOrder() throws Exception {
        long seed = Long.getLong("sluice.storm.seed", System.nanoTime());
        Path store = Files.createDirectory(folder.resolve("state"));
        try (LockStorm storm = new LockStorm(store.toString(), () -> {}, folder.resolve("clock"), new Random(seed))) {
            storm.run(LockStorm.LENGTH);

            assertThat(storm.grants()).as("grants, seed " + seed).isGreaterThan(10);
            assertThat(storm.losses()).as("losses, seed " + seed).isPositive();
            assertThat(storm.clockWasPut())
                    .as("the clock of one process")
                    .isEqualTo(LockStorm.clocks().isPresent());
            assertThat(Linearizability.violation(storm.steps()))
                    .as("seed " + seed)
                    .isEmpty();
        }
    }
}
