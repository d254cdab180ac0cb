package dev.sluice.gateway.observe.health;

import dev.sluice.gateway.observe.standing.HomeDisk;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Always ready: tells whether the home folder has room. */
@Readiness
@Singleton
public class DiskCheck implements HealthCheck {

    private final HomeDisk disk;

    @Inject
    DiskCheck(HomeDisk disk) {
        this.disk = disk;
    }

    @Override
    public HealthCheckResponse call() {
        return Answer.of("disk", disk.verdict());
    }
}
