package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.ownership.Acquired;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.Waiting;
import java.io.IOException;
import java.time.Duration;

/**
 * Tells one who waits to hold something that it is his, as the event {@code ended}, or that it will not be, as {@code failed}. A
 * reader who is gone leaves the queue, and releases what was granted to him meanwhile.
 */
final class HoldFeed implements Followers.Feed {

    private static final Duration STILL_HERE = Duration.ofSeconds(STILL_HERE_SECONDS);

    private final Ownership ownership;
    private final OwnedName name;
    private final Waiting waiting;
    private final ObjectMapper json;
    private volatile boolean told;

    HoldFeed(Ownership ownership, OwnedName name, Waiting waiting, ObjectMapper json) {
        this.ownership = ownership;
        this.name = name;
        this.waiting = waiting;
        this.json = json;
    }

    @Override
    public void readerGone() {
        if (!told) {
            waiting.abandon();
        }
    }

    @Override
    public void run(Followers.Events out) throws IOException {
        try {
            out.following();
            while (!ownership.await(waiting.end(), STILL_HERE)) {
                if (ownership.isClosing()) {
                    return;
                }
                out.stillHere();
            }
            Acquired acquired = ownership.answer(waiting.end());
            HoldAnswer.Held held = HoldsResource.held(name, acquired);
            tell(held, out);
        } catch (ProblemException e) {
            out.write("event: failed\ndata: " + e.problem().toJson() + "\n\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            readerGone();
        }
    }

    /** A reader may be gone as soon as he has read it, and holds it then: so he counts as told from before on. */
    private void tell(HoldAnswer.Held held, Followers.Events out) throws IOException {
        told = true;
        try {
            out.state(true, json, held);
        } catch (IOException | RuntimeException e) {
            told = false;
            throw e;
        }
    }
}
