package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.pool.FunctionPool;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The seats of all functions, and which of them have something going on. Thread-safe. */
final class Seats {

    private final Map<FunctionName, Seat> byName = new ConcurrentHashMap<>();
    private final Set<Seat> active = ConcurrentHashMap.newKeySet();

    /** The function's seat, made if need be; it may be gone from the table by the time it is locked. */
    Seat of(FunctionName function) {
        Seat seat = byName.get(function);
        return seat != null ? seat : byName.computeIfAbsent(function, Seat::new);
    }

    Optional<Seat> find(FunctionName function) {
        return Optional.ofNullable(byName.get(function));
    }

    /** Does something under the lock of the function's seat, which is made if need be. */
    Seat locked(FunctionName function, Consumer<Seat> what) {
        while (true) {
            Seat seat = of(function);
            synchronized (seat) {
                if (!seat.gone) {
                    what.accept(seat);
                    return seat;
                }
            }
        }
    }

    /** Under the seat's lock. */
    void occupy(Seat seat, FunctionPool pool) {
        seat.pool = pool;
        active.add(seat);
    }

    /** Under the seat's lock: its pool is forgotten, and the seat as well if the function has no live version. */
    void vacate(Seat seat) {
        seat.pool = null;
        seat.sleep();
        active.remove(seat);
        dropIfVacant(seat);
    }

    /** Under the seat's lock. */
    void dropIfVacant(Seat seat) {
        if (seat.live == null && seat.pool == null && !seat.gone) {
            seat.gone = true;
            byName.remove(seat.function, seat);
        }
    }

    /** Those with instances, queues or trouble; changes while it is looked at. */
    Collection<Seat> active() {
        return active;
    }

    /** The function whose idle instance has been idle longest, if that is since {@code latest} or before. */
    Optional<Seat> longestIdle(long latest) {
        Seat longest = null;
        long since = Long.MAX_VALUE;
        for (Seat seat : active) {
            long idle;
            synchronized (seat) {
                idle = seat.pool == null
                        ? Long.MAX_VALUE
                        : seat.pool.idleSince().orElse(Long.MAX_VALUE);
            }
            if (idle < since) {
                since = idle;
                longest = seat;
            }
        }
        return longest != null && since <= latest ? Optional.of(longest) : Optional.empty();
    }
}
