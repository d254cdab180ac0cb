package dev.sluice.runner.program.connection;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The connections to one program that carry no request, the one last used first. Thread-safe; at most as many as there were calls at once. */
public final class Connections {

    /** Programs close what is idle, many after a few seconds: a request that meets this would be lost. */
    private static final long MOST_IDLE_NANOS = 1_000_000_000;

    private final int port;
    private final LongSupplier nanos;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();

    public Connections(int port, LongSupplier nanos) {
        this.port = port;
        this.nanos = nanos;
    }

    public int port() {
        return port;
    }

    /** One that was kept and can be used, or one that is not connected yet. */
    public Connection take() throws IOException {
        for (Connection kept = poll(); kept != null; kept = poll()) {
            if (nanos.getAsLong() - kept.keptSince() < MOST_IDLE_NANOS && kept.isQuiet()) {
                return kept;
            }
            kept.close();
        }
        return fresh();
    }

    /** One that is not connected yet. */
    public Connection fresh() throws IOException {
        return new Connection(port);
    }

    private synchronized @Nullable Connection poll() {
        return idle.pollFirst();
    }

    /** Its request has been written and its answer read, both to their ends. */
    public synchronized void keep(Connection connection) {
        connection.kept(nanos.getAsLong());
        idle.addFirst(connection);
    }

    /** Lets go of those that have been idle for too long. */
    public synchronized void tidy() {
        while (!idle.isEmpty() && nanos.getAsLong() - idle.getLast().keptSince() >= MOST_IDLE_NANOS) {
            idle.removeLast().close();
        }
    }
}
