package dev.sluice.runners.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemTimeTest {

    @Test
    void aTaskThatTakesLongMakesNoOtherLate() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        CountDownLatch both = new CountDownLatch(1);
        try (SystemTime time =
                new SystemTime("system-time-test", task -> Thread.ofVirtual().start(task))) {
            time.at(time.nanos(), () -> {
                try {
                    assertThat(other.await(30, TimeUnit.SECONDS)).isTrue();
                    both.countDown();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            time.at(time.nanos() + TimeUnit.MILLISECONDS.toNanos(50), other::countDown);

            assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aTaskThatFailsTakesNoOtherWithIt() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        try (SystemTime time = new SystemTime("system-time-test")) {
            time.at(time.nanos(), () -> {
                throw new AssertionError("this one fails, as it should");
            });
            time.at(time.nanos() + TimeUnit.MILLISECONDS.toNanos(50), other::countDown);

            assertThat(other.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
