package dev.sluice.events.call;

import java.util.concurrent.CompletionStage;

/** Where calls wait that nobody waits for. May be used from any thread. */
public interface CallQueue {

    /**
     * Puts a call behind those of its function. Never blocks. Completes when it is durable, or when it is known that it is
     * not; it completes exceptionally for a fault of the platform's own only, and then nobody knows whether the call will
     * run. A call whose id is known already, because it waits, runs, or its outcome is still kept, is not run a second
     * time: so whoever does not know may put it again.
     */
    CompletionStage<Acceptance> put(QueuedCall call);
}
