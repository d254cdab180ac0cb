package dev.sluice.gateway.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Readers who follow something as server-sent events (HTML Living Standard, 9.2), no more than there may be. Thread-safe. */
public final class Followers {

    /** How many may follow at the same time. */
    private static final int MOST = 200;

    private final String what;
    private final Semaphore permits = new Semaphore(MOST);

    /** {@code what}: is followed, in plural. */
    public Followers(String what) {
        this.what = what;
    }

    /** What one reader is told. */
    public interface Feed {

        /** How long there may be nothing to tell before {@link Events#stillHere}. */
        long STILL_HERE_SECONDS = 15;

        /** Writes until there is no more to tell or the reader is gone. */
        void run(Events events) throws IOException;

        /** Ends {@link #run} soon. May be called from any thread; never blocks. */
        void readerGone();
    }

    /** The data of an event, without a line feed. */
    @FunctionalInterface
    public interface Data {

        void writeTo(OutputStream out) throws IOException;
    }

    /** Where a feed writes; each text leaves at once. */
    public record Events(OutputStream out) {

        /** Writes one event, with the empty line at its end. */
        public void write(String event) throws IOException {
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Writes one event whose data may be long: {@code beginning} stands before it, and the empty line is added. */
        public void write(String beginning, Data data) throws IOException {
            out.write(beginning.getBytes(StandardCharsets.UTF_8));
            data.writeTo(out);
            write("\n\n");
        }

        /** Writes how something stands, as the event {@code state}, or {@code ended} if it is over. */
        void state(boolean over, ObjectMapper json, Object told) throws IOException {
            write(
                    "event: " + (over ? "ended" : "state") + "\ndata: ",
                    to -> json.writer()
                            .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                            .writeValue(to, told));
        }

        /** Begins the answer, also when there is nothing to tell yet: what happens from now on is told. */
        public void following() throws IOException {
            write(": following\n\n");
        }

        public void stillHere() throws IOException {
            write(": still here\n\n");
        }
    }

    /** Whether a request is for events: it says so by {@code follow}, or by what it accepts. */
    static boolean wanted(@Nullable String follow, @Nullable String accept) {
        return Flags.query("follow", follow) || accept != null && accept.contains(MediaType.SERVER_SENT_EVENTS);
    }

    /** The answer to a reader; 429 if there are too many. */
    public Response follow(Feed feed, RoutingContext request) {
        if (!permits.tryAcquire()) {
            throw new ProblemException(Problems.of(
                    429,
                    "too_many_followers",
                    "Too many follow " + what,
                    "Already " + MOST + " readers follow " + what + ": close one of them, or read without follow."));
        }
        request.addEndHandler(gone -> {
            feed.readerGone();
            permits.release();
        });
        StreamingOutput body = out -> feed.run(new Events(out));
        return Response.ok(body, "text/event-stream")
                .header("Cache-Control", "no-store")
                .build();
    }
}
