package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells one reader how something stands, as events: {@code state} now and when that has changed, at most once in each pause, and
 * {@code ended} when it is over. Ends without that where the thing is no more.
 */
final class StandingFeed implements Followers.Feed {

    /** Between two looks. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private final Supplier<Followed> begin;
    private final ObjectMapper json;
    private final Duration pause;
    private final CountDownLatch gone = new CountDownLatch(1);

    /** What is followed; asked and closed by one thread, which it may block. */
    interface Followed extends AutoCloseable {

        /**
         * How it stands; empty if nobody knows at the moment.
         *
         * @throws ProblemException if it is no more
         */
        Optional<Standing> now();

        @Override
        default void close() {}
    }

    /**
     * What is told of it.
     *
     * @param over whether nothing changes any more
     */
    record Standing(Map<String, Object> told, boolean over) {}

    /** {@code begin}: is asked once, by the thread that tells. */
    StandingFeed(Supplier<Followed> begin, ObjectMapper json, Duration pause) {
        this.begin = begin;
        this.json = json;
        this.pause = pause;
    }

    @Override
    public void readerGone() {
        gone.countDown();
    }

    @Override
    public void run(Followers.Events out) throws IOException {
        out.following();
        try (Followed followed = begin.get()) {
            @Nullable Standing last = null;
            long toldAt = System.nanoTime();
            while (true) {
                @Nullable Standing now = followed.now().orElse(null);
                if (now != null && !now.equals(last)) {
                    out.state(now.over(), json, now.told());
                    if (now.over()) {
                        return;
                    }
                    last = now;
                    toldAt = System.nanoTime();
                } else if (System.nanoTime() - toldAt >= TimeUnit.SECONDS.toNanos(STILL_HERE_SECONDS)) {
                    out.stillHere();
                    toldAt = System.nanoTime();
                }
                if (isGone()) {
                    return;
                }
            }
        } catch (ProblemException e) {
            // There is nothing more to tell: whoever asks again is told why.
        }
    }

    private boolean isGone() {
        try {
            return gone.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
