package dev.sluice.testkit.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.core.time.Timers;
import dev.sluice.testkit.state.ForwardingKeyedState;
import dev.sluice.testkit.state.History;
import dev.sluice.testkit.state.Linearizability;
import dev.sluice.testkit.state.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Many who want one lock at several gateways, in virtual time. */
class LockStormTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final int CLIENTS = 6;
    private static final int TIMES = 15;

    @Test
    void whatAllSeeOfALockIsExplainedByOneLock() {
        long seed = System.nanoTime();
        for (int i = 0; i < 40; i++) {
            List<Step> history = storm(seed + i, state -> state, time -> time);

            assertThat(Linearizability.violation(history))
                    .as("seed " + (seed + i))
                    .isEmpty();
        }
    }

    @Test
    void aStoreThatWritesWithoutComparingIsFound() {
        assertThat(Linearizability.violation(storm(1, NotComparing::new, time -> time)))
                .isPresent();
    }

    @Test
    void aGatewayWhoseClockRunsTooFastIsFoundToCutLeasesShort() {
        assertThat(Linearizability.violation(storm(1, state -> state, FastTimers::new)))
                .isPresent();
    }

    /** {@code clock}: of the second gateway. */
    private static List<Step> storm(long seed, UnaryOperator<KeyedState> planted, UnaryOperator<Timers> clock) {
        PlayedOwners played = new PlayedOwners(seed, 2, planted, clock);
        History history = new History();
        List<CompletableFuture<Integer>> runs = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            LockClient client = new LockClient(
                    "c" + i,
                    played.gateway(i % 2),
                    PlayedOwners.LOCK,
                    played.loop.time(),
                    seed + i,
                    LEASE,
                    history::add);
            runs.add(client.run(TIMES));
        }
        played.pass(Duration.ofHours(1));

        assertThat(runs).as("seed " + seed).allMatch(run -> run.state() == CompletableFuture.State.SUCCESS);
        assertThat(runs.stream().mapToInt(CompletableFuture::resultNow).sum()).isGreaterThan(CLIENTS * TIMES / 2);
        return LockHistory.complete(history.steps(), LEASE);
    }

    /** Three times as fast as all others. */
    private record FastTimers(Timers timers) implements Timers {

        @Override
        public long nanos() {
            return timers.nanos() * 3;
        }

        @Override
        public Instant instant() {
            return timers.instant();
        }

        @Override
        public Alarm at(long nanos, Runnable task) {
            return timers.at((nanos + 2) / 3, task);
        }
    }

    /** Writes and removes whatever stands there. */
    private record NotComparing(KeyedState state) implements ForwardingKeyedState {

        @Override
        public Optional<Version> put(StateKey key, String value, Version expected, Instant expiry) {
            return state.put(key, value, state.get(key).map(Entry::version).orElse(Version.NONE), expiry);
        }

        @Override
        public boolean delete(StateKey key, Version expected) {
            boolean _ = state.delete(key);
            return true;
        }
    }
}
