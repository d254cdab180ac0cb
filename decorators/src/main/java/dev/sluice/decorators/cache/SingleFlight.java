package dev.sluice.decorators.cache;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The answers that are being fetched, one for each key. As many as there are calls under way. */
final class SingleFlight {

    private final ConcurrentHashMap<Key, Flight> flights = new ConcurrentHashMap<>();

    /** Empty if the answer cannot be shared: each fetches its own. */
    static final class Flight extends CompletableFuture<Optional<Stored>> {}

    /** Whether {@code mine} is the one that fetches; if not, the one that does. */
    Optional<Flight> join(Key key, Flight mine) {
        return Optional.ofNullable(flights.putIfAbsent(key, mine));
    }

    boolean isFlying(Key key) {
        return flights.containsKey(key);
    }

    void land(Key key, Flight flight, Optional<Stored> result) {
        flights.remove(key, flight);
        flight.complete(result);
    }

    /** Its caller has gone or the call broke off: the next one fetches. */
    void crash(Key key, Flight flight) {
        flights.remove(key, flight);
        flight.cancel(false);
    }
}
