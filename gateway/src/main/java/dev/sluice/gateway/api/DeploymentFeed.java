package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.deployment.Deployment;
import dev.sluice.gateway.deployment.DeploymentEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Tells one reader what happens in a deployment, as events: {@code step} and {@code
 * log} as they come, then {@code ended} with the whole. Their ids are the numbers of the events, so that a reader who was cut
 * off goes on where it was. Nothing is kept for a reader: a slow one only makes its own thread wait.
 */
final class DeploymentFeed implements Followers.Feed {

    private static final Duration STILL_HERE = Duration.ofSeconds(STILL_HERE_SECONDS);

    private final Deployment deployment;
    private final ObjectMapper json;
    private final URI base;
    private final int last;
    private volatile boolean readerGone;

    /** {@code last}: the number of the event after which the reader goes on, 0 for all. */
    DeploymentFeed(Deployment deployment, ObjectMapper json, URI base, int last) {
        this.deployment = deployment;
        this.json = json;
        this.base = base;
        this.last = last;
    }

    /** Whether a reader that has seen this event has seen them all. */
    static boolean isLast(Deployment.Snapshot snapshot, int number) {
        return snapshot.ended() && number > snapshot.events().size();
    }

    @Override
    public void readerGone() {
        readerGone = true;
    }

    @Override
    public void run(Followers.Events out) throws IOException {
        out.following();
        int seen = last;
        while (!readerGone) {
            Deployment.Snapshot now = await(seen);
            List<DeploymentEvent> events = now.events();
            for (DeploymentEvent event : events.subList(Math.min(seen, events.size()), events.size())) {
                out.write(text(event));
            }
            if (now.ended()) {
                out.write(event(events.size() + 1, "ended", DeploymentAnswer.of(now, base)));
                return;
            }
            if (events.size() <= seen) {
                out.stillHere();
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
}
