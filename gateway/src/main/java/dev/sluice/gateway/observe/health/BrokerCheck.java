package dev.sluice.gateway.observe.health;

import dev.sluice.gateway.observe.standing.Broker;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Always ready: tells how the platform's Kafka stands. */
@Readiness
@Singleton
public class BrokerCheck implements HealthCheck {

    private final Broker broker;

    @Inject
    BrokerCheck(Broker broker) {
        this.broker = broker;
    }

    @Override
    public HealthCheckResponse call() {
        return Answer.of("broker", broker.verdict());
    }
}
