package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.InvocationWatch;
import dev.sluice.events.payload.KeptPayloads;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells one reader how a call stands, as events: {@code state} when that changes, and {@code ended} with all there is when it is
 * over. A slow reader is told the newest state, and not those between.
 */
final class InvocationFeed implements Followers.Feed {

    private static final Duration STILL_HERE = Duration.ofSeconds(STILL_HERE_SECONDS);

    private final InvocationState first;
    private final InvocationWatch watch;
    private final KeptPayloads payloads;
    private final ObjectMapper json;
    private volatile boolean readerGone;

    /**
     * @param first how it stands
     * @param watch begun before that was looked up
     */
    InvocationFeed(InvocationState first, InvocationWatch watch, KeptPayloads payloads, ObjectMapper json) {
        this.first = first;
        this.watch = watch;
        this.payloads = payloads;
        this.json = json;
    }

    @Override
    public void readerGone() {
        readerGone = true;
        watch.close();
    }

    @Override
    public void run(Followers.Events out) throws IOException {
        try (watch) {
            out.following();
            InvocationState last = first;
            write(last, out);
            while (!readerGone && !last.standing().isOver()) {
                Optional<InvocationState> next = next();
                if (next.isEmpty() && !readerGone) {
                    out.stillHere();
                } else if (next.isPresent() && isNews(next.get(), last)) {
                    last = next.get();
                    write(last, out);
                }
            }
        }
    }

    /** What was followed can be behind what was read before. */
    private static boolean isNews(InvocationState next, InvocationState last) {
        return next.standing().isOver() || !next.equals(last) && !next.changed().isBefore(last.changed());
    }

    private Optional<InvocationState> next() {
        try {
            return watch.next(STILL_HERE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            readerGone = true;
            return Optional.empty();
        }
    }

    private void write(InvocationState state, Followers.Events out) throws IOException {
        out.state(state.standing().isOver(), json, InvocationAnswer.of(state, payloads));
    }
}
