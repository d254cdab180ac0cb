package dev.sluice.store.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.Owners;
import dev.sluice.testkit.ownership.LockClient;
import dev.sluice.testkit.ownership.LockHistory;
import dev.sluice.testkit.state.History;
import dev.sluice.testkit.state.Linearizability;
import dev.sluice.testkit.time.SystemTimers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock that two gateways share by a folder, as two stores of one process. */
class DirectoryLocksTest {

    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final OwnedName LOCK = new OwnedName(OwnedName.Sort.LOCK, Namespace.DEFAULT, "nightly");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path earlier;

    @Test
    void whatAllSeeOfALockIsExplainedByOneLock() throws Exception {
        long seed = System.nanoTime();
        History history = new History();
        List<CompletableFuture<Integer>> runs = new ArrayList<>();
        try (SystemTimers time = new SystemTimers();
                ExecutorService effects = Executors.newVirtualThreadPerTaskExecutor();
                DirectoryKeyedState one = new DirectoryKeyedState(folder, earlier, InstantSource.system());
                DirectoryKeyedState two = new DirectoryKeyedState(folder, earlier, InstantSource.system())) {
            Loop loop = new Loop(time, effects);
            List<Owners> gateways = List.of(new Owners(loop, one, "g0"), new Owners(loop, two, "g1"));
            for (int i = 0; i < 6; i++) {
                LockClient client =
                        new LockClient("c" + i, gateways.get(i % 2), LOCK, time, seed + i, LEASE, history::add);
                runs.add(client.run(8));
            }
            for (CompletableFuture<Integer> run : runs) {
                assertThat(run.get(120, TimeUnit.SECONDS)).as("seed " + seed).isPositive();
            }
        }

        assertThat(Linearizability.violation(LockHistory.complete(history.steps(), LEASE)))
                .as("seed " + seed)
                .isEmpty();
    }
}
