package dev.sluice.gateway.observe.health;

import dev.sluice.gateway.observe.standing.EventLoops;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live: every event loop answers. */
@Liveness
@Singleton
public class EventLoopsCheck implements HealthCheck {

    private final EventLoops loops;

    @Inject
    EventLoopsCheck(EventLoops loops) {
        this.loops = loops;
    }

    @Override
    public HealthCheckResponse call() {
        return Answer.of("event loops", loops.verdict());
    }
}
