package dev.sluice.gateway.topics;

import dev.sluice.events.topic.TopicSettings;
import dev.sluice.gateway.api.ProblemException;
import dev.sluice.gateway.api.Problems;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Memory for what is being published: {@link #MOST_BYTES} at the same time, for which each request waits its turn. Thread-safe. */
final class PublishRoom {

    /** As much as one record may have. */
    private static final int MOST_BYTES = TopicSettings.MOST_BYTES;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Semaphore bytes = new Semaphore(MOST_BYTES, true);

    /** Room that is given back by closing it. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for room for a body of {@code size} bytes; 429 if there is none within 10 s. */
    Held take(long size) {
        int taken = Math.clamp(size, 1, MOST_BYTES);
        try {
            if (bytes.tryAcquire(taken, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return () -> bytes.release(taken);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ProblemException(Problems.of(
                429,
                "too_many_publications",
                "Too much is being published",
                "What is being published has " + MOST_BYTES / (1 << 20)
                        + " MiB, the most that this gateway holds, and for " + PATIENCE.toSeconds()
                        + " s there was no room: send less at the same time, and this again."));
    }
}
