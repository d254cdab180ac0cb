package dev.sluice.gateway.observe.standing;

import java.util.HashMap;
import java.util.Map;

/**
 * What a check found.
 *
 * @param well whether that which was looked at works
 * @param facts what stands in the answer, by name; {@code why} is a sentence, there whenever something is wrong
 */
public record HealthResult(boolean well, Map<String, String> facts) {

    public HealthResult {
        facts = Map.copyOf(facts);
    }

    static HealthResult good() {
        return new HealthResult(true, Map.of());
    }

    /** {@code why} says what is wrong and what happens next, or what to do. */
    static HealthResult bad(String why) {
        return new HealthResult(false, Map.of("why", why));
    }

    HealthResult with(String name, String fact) {
        Map<String, String> more = new HashMap<>(facts);
        more.put(name, fact);
        return new HealthResult(well, more);
    }
}
