package dev.sluice.events.broker;

import dev.sluice.events.broker.KafkaCluster.State;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How a cluster stands, and who waits for it: nobody begins to wait for what has happened. Thread-safe. */
final class Standing {

    private final Waiters waiters;
    private final String closing;
    private volatile State state = new State.NotStarted();
    private volatile boolean closed;

    /**
     * @param cluster what it is called at the beginning of a sentence
     * @param closing what those are told who need it after its end
     */
    Standing(String cluster, String closing) {
        this.waiters = new Waiters(cluster);
        this.closing = closing;
    }

    State state() {
        return state;
    }

    boolean isClosed() {
        return closed;
    }

    /** See {@link KafkaCluster#ready}; {@code start} is called the first time, and does not block. */
    synchronized CompletionStage<Void> ready(Duration patience, Runnable start) {
        return switch (state) {
            case State.Ready _ -> CompletableFuture.completedStage(null);
            case State.Away away -> Waiters.failed(away.why());
            case State.Starting _ -> waiters.add(patience);
            case State.NotStarted _ -> {
                state = new State.Starting();
                start.run();
                yield waiters.add(patience);
            }
        };
    }

    /** Tells those who wait; does nothing after the end. Returns how it stood before. */
    synchronized State become(State next) {
        State before = state;
        if (!closed) {
            state = next;
            switch (next) {
                case State.Ready _ -> waiters.ready();
                case State.Away away -> waiters.away(away.why());
                case State.Starting _, State.NotStarted _ -> {}
            }
        }
        return before;
    }

    /** It is away for good; false if it was before. */
    synchronized boolean close() {
        if (closed) {
            return false;
        }
        become(new State.Away(closing));
        closed = true;
        return true;
    }
}
