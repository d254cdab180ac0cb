package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.deployment.Deployment;
import dev.sluice.gateway.deployment.DeploymentEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Tells one reader what happens in a deployment, as server-sent events (HTML Living Standard, 9.2): {@code step} and {@code
 * log} as they come, then {@code ended} with the whole. Their ids are the numbers of the events, so that a reader who was cut
 * off goes on where it was. Nothing is kept for a reader: a slow one only makes its own thread wait.
 */
final class DeploymentFeed {

    private static final Duration STILL_HERE = Duration.ofSeconds(15);

    private final Deployment deployment;
    private final ObjectMapper json;
    private final URI base;
    private volatile boolean readerGone;

    DeploymentFeed(Deployment deployment, ObjectMapper json, URI base) {
        this.deployment = deployment;
        this.json = json;
        this.base = base;
    }

    /** Whether a reader that has seen this event has seen them all. */
    static boolean isLast(Deployment.Snapshot snapshot, int number) {
        return snapshot.ended() && number > snapshot.events().size();
    }

    /** Ends {@link #run} within 15 s. May be called from any thread; never blocks. */
    void readerGone() {
        readerGone = true;
    }

    /** Writes what comes after the event {@code last}, until the deployment has ended or the reader is gone. */
    void run(int last, OutputStream out) throws IOException {
        // The answer begins at once, also when there is nothing to tell yet.
        write(": following\n\n", out);
        int seen = last;
        while (!readerGone) {
            Deployment.Snapshot now = await(seen);
            List<DeploymentEvent> events = now.events();
            for (DeploymentEvent event : events.subList(Math.min(seen, events.size()), events.size())) {
                write(text(event), out);
            }
            if (now.ended()) {
                write(event(events.size() + 1, "ended", DeploymentAnswer.of(now, base)), out);
                return;
            }
            if (events.size() <= seen) {
                write(": still here\n\n", out);
            }
            seen = Math.max(seen, events.size());
        }
    }

    private Deployment.Snapshot await(int seen) {
        try {
            return deployment.awaitMoreThan(seen, STILL_HERE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            readerGone = true;
            return deployment.snapshot();
        }
    }

    private String text(DeploymentEvent event) throws IOException {
        return switch (event) {
            case DeploymentEvent.StepTaken taken -> event(taken.number(), "step", DeploymentStep.of(taken));
            case DeploymentEvent.Printed printed -> event(printed.number(), "log", DeploymentStep.Line.of(printed));
        };
    }

    private String event(int number, String name, Object data) throws IOException {
        return "id: " + number + "\nevent: " + name + "\ndata: " + json.writeValueAsString(data) + "\n\n";
    }

    private static void write(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
