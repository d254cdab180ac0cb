package dev.sluice.gateway.upstream.connections;

/** Somebody who waits for a connection. */
public interface Waiter {

    /** Told once, on any thread: it must not block, and gives the place back when it needs it no more. */
    void granted(ConnectionPermit place);
}
