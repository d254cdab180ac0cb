package dev.sluice.gateway.http;

import dev.sluice.gateway.framing.OpenConnections;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** The end of a gateway that serves: waits until what it has let in is answered, and until the answers are sent. */
public final class Drain {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** How long answers may take to leave that were given when the grace was over. */
    private static final long LAST_ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final HttpEntryPoint entryPoint;
    private final Function<Duration, CompletionStage<Void>> changes;
    private final OpenConnections connections;

    /** {@code changes}: lets no change of a function begin any more, and waits for those under way for little more than a grace. */
    public Drain(
            HttpEntryPoint entryPoint, Function<Duration, CompletionStage<Void>> changes, OpenConnections connections) {
        this.entryPoint = entryPoint;
        this.changes = changes;
        this.connections = connections;
    }

    /**
     * Closes the entry point and blocks until all calls and changes inside have ended and their answers have left, at most for
     * {@code grace} and what changes need to be told. Callers who come meanwhile are told; who comes later is not let in:
     * some clients send a call that was cut once more.
     */
    public void await(Duration grace) {
        long begin = System.nanoTime();
        CompletableFuture<Void> changed = changes.apply(grace).toCompletableFuture();
        entryPoint
                .close()
                .toCompletableFuture()
                .completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        changed.join();
        long end = Math.max(begin + grace.toNanos(), System.nanoTime() + LAST_ANSWERS_NANOS);
        while (end - System.nanoTime() > 0
                && !connections.areWritten()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        connections.stopListening();
    }
}
