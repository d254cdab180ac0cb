package dev.sluice.gateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.time.Timers;
import dev.sluice.testkit.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final FunctionName HELLO = new FunctionName("hello");
    private static final Unserved WHY = new Unserved(Unserved.DECORATOR_MISSING, "there is no decorator 'stamp'");

    private final VirtualTime time = new VirtualTime();

    /** Looks at a function while its next attempt is being set. */
    private final class LookingTimers implements Timers {

        private final List<Boolean> seen = new ArrayList<>();
        private @Nullable Retries retries;

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public Instant instant() {
            return time.instant();
        }

        @Override
        public Alarm at(long nanos, Runnable task) {
            if (retries != null) {
                seen.add(retries.of(HELLO).isPresent());
            }
            return time.at(nanos, task);
        }
    }

    @Test
    void aFunctionThatFailsAgainIsNeverTakenForOneThatServes() {
        LookingTimers looking = new LookingTimers();
        Retries retries = new Retries(looking, _ -> {});
        retries.failed(HELLO, WHY);
        looking.retries = retries;

        retries.failed(HELLO, WHY);
        retries.failed(HELLO, new Unserved(Unserved.NOT_IN_SERVICE, "another reason"));

        assertThat(looking.seen).containsExactly(true, true);
    }

    @Test
    void aFunctionIsTriedAgainLaterAndLaterAndOnlyOnceAtATime() {
        List<Long> tried = new ArrayList<>();
        Retries retries = new Retries(
                time, _ -> tried.add(time.nanos() / Duration.ofSeconds(1).toNanos()));
        retries.failed(HELLO, WHY);
        retries.failed(HELLO, WHY);

        time.pass(Duration.ofMinutes(1));
        retries.failed(HELLO, WHY);
        time.pass(Duration.ofMinutes(1));

        assertThat(tried).containsExactly(2L, 64L);
    }
}
