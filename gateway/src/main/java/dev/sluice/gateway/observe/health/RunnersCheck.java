package dev.sluice.gateway.observe.health;

import dev.sluice.gateway.observe.standing.Runners;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: something can run a call. */
@Readiness
@Singleton
public class RunnersCheck implements HealthCheck {

    private final Runners runners;

    @Inject
    RunnersCheck(Runners runners) {
        this.runners = runners;
    }

    @Override
    public HealthCheckResponse call() {
        return Answer.of("runners", runners.verdict());
    }
}
