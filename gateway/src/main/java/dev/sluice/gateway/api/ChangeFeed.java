package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.ownership.RecordWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells one reader how a record stands, as the event {@code state}: now, and whenever that has changed, when the store says so. */
final class ChangeFeed implements Followers.Feed {

    private static final Duration STILL_HERE = Duration.ofSeconds(STILL_HERE_SECONDS);

    private final Ownership ownership;
    private final RecordWatch watch;
    private final Supplier<Seen> look;
    private final ObjectMapper json;
    private volatile boolean readerGone;

    /**
     * What is told.
     *
     * @param stands how long it stays so if nobody changes it
     */
    record Seen(Object told, Duration stands) {

        Seen(Object told) {
            this(told, STILL_HERE);
        }
    }

    /** {@code watch}: is closed at the end. */
    ChangeFeed(Ownership ownership, RecordWatch watch, Supplier<Seen> look, ObjectMapper json) {
        this.ownership = ownership;
        this.watch = watch;
        this.look = look;
        this.json = json;
    }

    @Override
    public void readerGone() {
        readerGone = true;
        ownership.close(watch);
    }

    @Override
    public void run(Followers.Events out) throws IOException {
        try {
            out.following();
            @Nullable Object last = null;
            while (!readerGone && !ownership.isClosing()) {
                Seen seen = look.get();
                if (!seen.told().equals(last)) {
                    out.state(false, json, seen.told());
                    last = seen.told();
                }
                if (!watch.await(seen.stands().compareTo(STILL_HERE) < 0 ? seen.stands() : STILL_HERE)) {
                    out.stillHere();
                }
            }
        } catch (ProblemException e) {
            out.write("event: failed\ndata: " + e.problem().toJson() + "\n\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ownership.close(watch);
        }
    }
}
