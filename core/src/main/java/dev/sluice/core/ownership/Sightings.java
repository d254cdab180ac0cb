package dev.sluice.core.ownership;

import dev.sluice.core.loop.StateMachine;
import dev.sluice.core.state.Version;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Since when one gateway has seen each hold unchanged, by its own clock that never runs backwards. What holders or other gateways
 * write about time counts for nothing. Times are nanoseconds.
 */
final class Sightings {

    /** How much longer one waits for the first renewal of what another gateway was granted, which looks after it itself. */
    private static final long COURTESY = Duration.ofSeconds(1).toNanos();

    private final String gateway;
    private final Map<Version, Sighting> sightings = new HashMap<>();

    private record Sighting(Hold hold, long since) {}

    Sightings(String gateway) {
        this.gateway = gateway;
    }

    /** The record stands so at {@code now}. */
    void see(Holdings holdings, long now) {
        Map<Version, Sighting> seen = new HashMap<>();
        for (Hold hold : holdings.holds()) {
            Sighting before = sightings.get(hold.token());
            boolean stands = before != null && before.hold().beat() == hold.beat();
            seen.put(hold.token(), stands ? before : new Sighting(hold, now));
        }
        sightings.clear();
        sightings.putAll(seen);
    }

    void forget() {
        sightings.clear();
    }

    boolean isEmpty() {
        return sightings.isEmpty();
    }

    /** The holds that have stood unchanged for their lease. */
    List<Hold> expired(long now) {
        return sightings.values().stream()
                .filter(sighting -> expiry(sighting) <= now)
                .map(Sighting::hold)
                .toList();
    }

    /**
     * The gateways of holds that expired although they were never renewed: they did not even tell who waited there, so nobody
     * waits there any more.
     */
    Set<String> silent(List<Hold> expired) {
        return expired.stream()
                .filter(this::isOthersUntold)
                .map(hold -> hold.claim().gateway())
                .collect(Collectors.toSet());
    }

    /** All holds, and when each ends unless it is renewed. */
    List<Tended.By> by(long now) {
        return sightings.values().stream()
                .sorted(Comparator.comparing(sighting -> sighting.hold().token()))
                .map(sighting -> new Tended.By(
                        sighting.hold().claim().who(),
                        sighting.hold().token(),
                        Duration.ofNanos(Math.max(0, expiry(sighting) - now))))
                .toList();
    }

    long nextExpiry() {
        return sightings.values().stream().mapToLong(this::expiry).min().orElse(StateMachine.NEVER);
    }

    private long expiry(Sighting sighting) {
        Hold hold = sighting.hold();
        return sighting.since() + hold.claim().lease().toNanos() + (isOthersUntold(hold) ? COURTESY : 0);
    }

    private boolean isOthersUntold(Hold hold) {
        return hold.beat() == 0 && !hold.claim().gateway().equals(gateway);
    }
}
