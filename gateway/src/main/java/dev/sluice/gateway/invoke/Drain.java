package dev.sluice.gateway.invoke;

import dev.sluice.gateway.framing.OpenConnections;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The end of a gateway that serves: waits until what it has let in is answered, and until the answers are sent. */
public final class Drain {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final HttpDoor door;
    private final OpenConnections connections;

    public Drain(HttpDoor door, OpenConnections connections) {
        this.door = door;
        this.connections = connections;
    }

    /**
     * Closes the door and blocks until all calls inside have ended and their answers have left, at most for {@code grace}.
     * Callers who come meanwhile are told; who comes later is not let in: some clients send a call that was cut once more.
     */
    public void await(Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        door.close()
                .toCompletableFuture()
                .completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        while (end - System.nanoTime() > 0
                && !connections.areWritten()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        connections.stopListening();
    }
}
