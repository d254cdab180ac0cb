package dev.sluice.gateway.observe.health;

import dev.sluice.gateway.observe.standing.HealthResult;
import java.util.TreeMap;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** A verdict in the words of MicroProfile Health. */
final class Answer {

    private Answer() {}

    static HealthCheckResponse of(String check, HealthResult verdict) {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named(check).status(verdict.well());
        new TreeMap<>(verdict.facts()).forEach(answer::withData);
        return answer.build();
    }
}
