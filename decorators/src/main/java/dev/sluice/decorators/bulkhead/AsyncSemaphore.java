package dev.sluice.decorators.bulkhead;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A number of places and a bounded queue for them, first come first served. Nobody blocks, as those who wait do in the
 * well-known libraries: whoever leaves learns who has his place now. Thread-safe.
 */
final class AsyncSemaphore<T> {

    /** What came of wanting a place. */
    enum Entry {
        ENTERED,
        WAITS,
        FULL
    }

    private final int mostWaiting;
    private final Set<T> waiting = new LinkedHashSet<>();
    private int free;

    AsyncSemaphore(int places, int mostWaiting) {
        this.free = places;
        this.mostWaiting = mostWaiting;
    }

    synchronized Entry enter(T guest) {
        if (free > 0) {
            free--;
            return Entry.ENTERED;
        }
        if (waiting.size() >= mostWaiting) {
            return Entry.FULL;
        }
        waiting.add(guest);
        return Entry.WAITS;
    }

    /** Gives a place back; whoever is returned has it. */
    synchronized Optional<T> leave() {
        Iterator<T> first = waiting.iterator();
        if (!first.hasNext()) {
            free++;
            return Optional.empty();
        }
        T next = first.next();
        first.remove();
        return Optional.of(next);
    }

    /** Stops waiting; false if it does not wait any more, because it has a place or has stopped already. */
    synchronized boolean giveUp(T guest) {
        return waiting.remove(guest);
    }
}
