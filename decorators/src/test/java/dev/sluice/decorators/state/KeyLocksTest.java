package dev.sluice.decorators.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.state.StateKey;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyLocksTest {

    private static final StateKey KEY = new StateKey("area", "key");

    private final KeyLocks locks = new KeyLocks();

    @Test
    void oneChangesARecordAtATime() {
        int[] record = {0};
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(50);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                threads.execute(() -> {
                    all.countDown();
                    await(all);
                    int _ = locks.alone(KEY, () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        inside.decrementAndGet();
                        return record[0]++;
                    });
                });
            }
        }
        assertThat(record[0]).isEqualTo(50);
        assertThat(most).hasValue(1);
    }

    @Test
    void aChangeThatFailsLetsTheNextOneIn() {
        IllegalStateException failure = new IllegalStateException("no");
        assertThatThrownBy(() -> locks.alone(KEY, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(locks.<String>alone(KEY, () -> "in")).isEqualTo("in");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
