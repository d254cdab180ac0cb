package dev.sluice.gateway.upstream.connections;

import dev.sluice.gateway.upstream.wire.Connection;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The places for connections to one origin, and who waits for one, first come first served. Connections are used again the most recent first, so that
 * those that a rush has left behind end. Thread-safe; nobody is told anything under its lock.
 */
final class OriginPool {

    /** How many of those at rest are asked whether they are on the caller's event loop. */
    private static final int CLOSE_BY = 16;

    private final int maxConnections;
    private final int maxWaiting;
    private final Consumer<OriginPool> whenUnused;
    private final Deque<ConnectionPermit> atRest = new ArrayDeque<>();
    private final Set<Waiter> waiting = new LinkedHashSet<>();
    private int places;
    private boolean retired;

    OriginPool(int maxConnections, int maxWaiting, Consumer<OriginPool> whenUnused) {
        this.maxConnections = maxConnections;
        this.maxWaiting = maxWaiting;
        this.whenUnused = whenUnused;
    }

    /** {@code fresh}: a place without a connection is wanted, if there is one; what has one is to be closed. */
    synchronized Grant take(EventLoop loop, boolean fresh, Waiter waiter) {
        if (retired) {
            return Grant.RETIRED;
        }
        ConnectionPermit kept = fresh ? null : closeBy(loop);
        if (kept != null) {
            atRest.remove(kept);
            return kept;
        }
        if (places < maxConnections) {
            places++;
            return new ConnectionPermit(this);
        }
        ConnectionPermit oldest = atRest.pollLast();
        if (oldest != null) {
            return oldest;
        }
        if (waiting.size() >= maxWaiting) {
            return Grant.FULL;
        }
        waiting.add(waiter);
        return Grant.WAITING;
    }

    private @Nullable ConnectionPermit closeBy(EventLoop loop) {
        Iterator<ConnectionPermit> places = atRest.iterator();
        for (int i = 0; i < CLOSE_BY && places.hasNext(); i++) {
            ConnectionPermit place = places.next();
            if (place.isOn(loop)) {
                return place;
            }
        }
        return atRest.peekFirst();
    }

    /** Whether it was waiting, and does not any more. */
    synchronized boolean leave(Waiter waiter) {
        return waiting.remove(waiter);
    }

    void keep(ConnectionPermit place) {
        if (!rest(place)) {
            free(place);
        }
    }

    private boolean rest(ConnectionPermit place) {
        Waiter next;
        synchronized (this) {
            if (!place.hasOpen()) {
                return false;
            }
            next = first();
            place.rest();
            if (next == null) {
                atRest.addFirst(place);
                return true;
            }
        }
        next.granted(place);
        return true;
    }

    void free(ConnectionPermit place) {
        Waiter next;
        synchronized (this) {
            place.empty();
            next = first();
            if (next == null) {
                places--;
                retireIfUnused();
                return;
            }
        }
        next.granted(place);
    }

    /** A connection was closed. Whoever has its place finds out by himself. */
    void closed(ConnectionPermit place, Connection connection) {
        boolean rested;
        synchronized (this) {
            rested = place.has(connection) && atRest.remove(place);
        }
        if (rested) {
            free(place);
        }
    }

    /** Takes a place out that nobody used for too long; false if somebody does now. */
    boolean evict(ConnectionPermit place) {
        synchronized (this) {
            if (!atRest.remove(place)) {
                return false;
            }
        }
        free(place);
        return true;
    }

    /** Under the lock. */
    boolean rests(ConnectionPermit place) {
        return atRest.contains(place);
    }

    private @Nullable Waiter first() {
        Iterator<Waiter> all = waiting.iterator();
        if (!all.hasNext()) {
            return null;
        }
        Waiter first = all.next();
        all.remove();
        return first;
    }

    private void retireIfUnused() {
        if (places == 0) {
            retired = true;
            whenUnused.accept(this);
        }
    }
}
