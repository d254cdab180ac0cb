package dev.sluice.testkit.interleaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The explorer finds what it is there to find, and says so. */
class InterleavingsTest {

    static final class LostUpdate implements Scenario {
        private volatile int count;

        private void add() {
            int seen = count;
            count = seen + 1;
        }

        @Override
        public List<Runnable> threads() {
            return List.of(this::add, this::add);
        }

        @Override
        public void check() {
            assertThat(count).isEqualTo(2);
        }
    }

    static final class AtomicUpdate implements Scenario {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public List<Runnable> threads() {
            return List.of(count::incrementAndGet, count::incrementAndGet, count::incrementAndGet);
        }

        @Override
        public void check() {
            assertThat(count.get()).isEqualTo(3);
        }
    }

    /** The waker looks whether somebody waits before anybody does. */
    static final class LostWakeUp implements Scenario {
        private volatile boolean waiting;
        private volatile boolean woken;

        @Override
        public List<Runnable> threads() {
            return List.of(
                    () -> {
                        waiting = true;
                        Schedule.await(() -> woken);
                    },
                    () -> {
                        if (waiting) {
                            woken = true;
                        }
                    });
        }

        @Override
        public void check() {}
    }

    static final class Guarded implements Scenario {
        private int count;

        private synchronized void add() {
            count++;
        }

        @Override
        public List<Runnable> threads() {
            return List.of(this::add, this::add);
        }

        @Override
        public void check() {
            assertThat(count).isEqualTo(2);
        }
    }

    @Test
    void anUpdateThatCanGetLostIsFoundWithOnePreemptionAndNotWithNone() {
        assertThat(Interleavings.upTo(0, InterleavingsTest.class).explore(LostUpdate.class))
                .isEqualTo(2);
        assertThatThrownBy(() -> Interleavings.upTo(1, InterleavingsTest.class).explore(LostUpdate.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("choices [");
    }

    @Test
    void whatIsAtomicHoldsInEveryInterleaving() {
        assertThat(Interleavings.upTo(2, InterleavingsTest.class).explore(AtomicUpdate.class))
                .isGreaterThan(5);
    }

    @Test
    void threadsThatWaitForEverAreFound() {
        assertThatThrownBy(() -> Interleavings.upTo(1, InterleavingsTest.class).explore(LostWakeUp.class))
                .hasMessageContaining("the threads that have not ended wait for ever");
    }

    @Test
    void monitorsAreRefusedBecauseTheirWaitingIsNotSeen() {
        assertThatThrownBy(() -> Interleavings.upTo(1, InterleavingsTest.class).explore(Guarded.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev/sluice/testkit/interleaving/InterleavingsTest$Guarded uses monitors, in which a thread"
                        + " would wait unseen by the schedule");
    }
}
