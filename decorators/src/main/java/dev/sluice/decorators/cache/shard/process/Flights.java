package dev.sluice.decorators.cache.shard.process;

import dev.sluice.decorators.cache.shard.ShardKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who asks the function for each key, and who waits for that: one asks at a time, for as long as a lease. Not thread-safe.
 *
 * @param <P> where one who asks or waits is
 */
final class Flights<P> {

    /** How long one may ask before whoever comes next asks too. Who waits looks after himself. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private final Map<ShardKey, Flight<P>> flights = new HashMap<>();

    /** One who asks or waits; {@code id} tells him from others at the same place. */
    record Seat<P>(P peer, long id) {}

    private static final class Flight<P> {
        private final Deque<Seat<P>> waiting = new ArrayDeque<>();
        private Seat<P> asking;
        private long since;

        Flight(Seat<P> asking, long since) {
            this.asking = asking;
            this.since = since;
        }
    }

    /** Whether this one is to ask; if not, it waits. {@code now} is in nanoseconds. */
    boolean join(ShardKey key, Seat<P> seat, long now) {
        Flight<P> flight = flights.get(key);
        if (flight == null) {
            flights.put(key, new Flight<>(seat, now));
            return true;
        }
        if (now - flight.since > LEASE.toNanos()) {
            flight.asking = seat;
            flight.since = now;
            return true;
        }
        flight.waiting.add(seat);
        return false;
    }

    boolean isFlying(ShardKey key) {
        return flights.containsKey(key);
    }

    /** Those who waited for this one, which nobody does any more; none if another one asks by now. */
    List<Seat<P>> land(ShardKey key, Seat<P> seat) {
        Flight<P> flight = flights.get(key);
        if (flight == null || !flight.asking.equals(seat)) {
            return List.of();
        }
        flights.remove(key);
        return List.copyOf(flight.waiting);
    }

    /** This one asks or waits no more; the one who is to ask in its place, if one waits. */
    Optional<Seat<P>> leave(ShardKey key, Seat<P> seat, long now) {
        Flight<P> flight = flights.get(key);
        if (flight == null || !flight.asking.equals(seat)) {
            if (flight != null) {
                flight.waiting.remove(seat);
            }
            return Optional.empty();
        }
        return next(key, flight, now);
    }

    private Optional<Seat<P>> next(ShardKey key, Flight<P> flight, long now) {
        Seat<P> next = flight.waiting.poll();
        if (next == null) {
            flights.remove(key);
            return Optional.empty();
        }
        flight.asking = next;
        flight.since = now;
        return Optional.of(next);
    }

    /** Nobody is there any more; those who are to ask in the place of those who were. */
    List<Seat<P>> gone(P peer, long now) {
        List<Seat<P>> next = new ArrayList<>();
        Map.copyOf(flights).forEach((key, flight) -> {
            flight.waiting.removeIf(seat -> seat.peer().equals(peer));
            if (flight.asking.peer().equals(peer)) {
                next(key, flight, now).ifPresent(next::add);
            }
        });
        return next;
    }
}
