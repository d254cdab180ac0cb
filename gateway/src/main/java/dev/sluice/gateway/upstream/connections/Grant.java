package dev.sluice.gateway.upstream.connections;

/** What somebody gets who asks for a connection. */
public sealed interface Grant permits ConnectionPermit, Grant.Waiting, Grant.Full, Grant.Retired {

    /** All are taken: the waiter is told when one becomes free. */
    record Waiting() implements Grant {}

    /** All are taken, and too many wait. */
    record Full() implements Grant {}

    /** This pool is gone; there is another, or will be. Only inside of this package. */
    record Retired() implements Grant {}

    Grant WAITING = new Waiting();
    Grant FULL = new Full();
    Grant RETIRED = new Retired();
}
