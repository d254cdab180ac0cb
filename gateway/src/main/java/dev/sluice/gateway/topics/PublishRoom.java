package dev.sluice.gateway.topics;

import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicSettings;
import dev.sluice.gateway.api.ProblemException;
import dev.sluice.gateway.api.Problems;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Memory for what is being published: as much as one record may have at the same time, for which each request waits its turn. Thread-safe. */
@Singleton
public class PublishRoom {

    /** As much as one record may have. */
    private static final int MOST_BYTES = TopicSettings.MOST_BYTES;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Semaphore bytes = new Semaphore(MOST_BYTES, true);

    /** What is done with a body. */
    @FunctionalInterface
    interface Publishing<T> {

        T of(byte[] body) throws TopicException;
    }

    /**
     * Reads a body when there is room for it, and has it published before the room is given back.
     *
     * @param told its length, if that was told
     * @param most the bytes that it may have
     * @param tooLarge what is answered of one that has as many bytes, or more
     */
    <T> T read(
            InputStream body,
            @Nullable Long told,
            int most,
            LongFunction<ProblemException> tooLarge,
            Publishing<T> publishing)
            throws TopicException {
        long length = told == null ? most : told;
        if (length > most) {
            throw tooLarge.apply(length);
        }
        try (Held _ = take(length)) {
            byte[] bytes = read(body, most);
            if (bytes.length > most) {
                throw tooLarge.apply(bytes.length);
            }
            return publishing.of(bytes);
        }
    }

    /** All of it, or one byte more than {@code most}. */
    private static byte[] read(InputStream body, int most) {
        try {
            return body.readNBytes(most + 1);
        } catch (IOException e) {
            throw new ProblemException(Problems.of(
                    400,
                    "truncated_upload",
                    "The upload broke off",
                    "The body broke off before its end, and nothing was published: send it again."));
        }
    }

    /** Room that is given back by closing it. */
    private interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for room for a body of {@code size} bytes; 429 if there is none within 10 s. */
    private Held take(long size) {
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
