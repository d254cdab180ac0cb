package dev.sluice.gateway.observe.health;

import dev.sluice.gateway.observe.standing.Lifecycle;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the gateway has started and does not drain. */
@Readiness
@Singleton
public class LifecycleCheck implements HealthCheck {

    private final Lifecycle course;

    @Inject
    LifecycleCheck(Lifecycle course) {
        this.course = course;
    }

    @Override
    public HealthCheckResponse call() {
        return Answer.of("gateway", course.verdict());
    }
}
