package dev.sluice.core.decorator.head;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;

/** What a decorator does with the answer to one call. Called by whichever thread brings it: it must not block. */
public interface Watch {

    /** Leaves the answer alone, and costs nothing. */
    Watch NOTHING = new Watch() {};

    /** The headers to go on with; the very object that came if nothing changes. Not called if there is no answer. */
    default Headers answered(int status, Headers headers) {
        return headers;
    }

    /** Header fields for the problem that a call without an answer becomes; asked for before {@link #finished}. */
    default Headers unanswered() {
        return Headers.EMPTY;
    }

    /** The call is over; told exactly once, before its caller is told. */
    default void finished(Outcome outcome, Timings timings) {}
}
