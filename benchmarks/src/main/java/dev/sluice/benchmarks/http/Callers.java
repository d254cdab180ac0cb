package dev.sluice.benchmarks.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Connections to one server that are kept open; whoever calls waits for a free one. Thread-safe. */
public final class Callers implements AutoCloseable {

    private static final int READ_MILLIS = 120_000;

    private final List<Connection> all = new ArrayList<>();
    private final BlockingQueue<Connection> free;

    /** What is done with a connection. */
    @FunctionalInterface
    public interface Exchange<T> {
        T with(Connection connection) throws IOException;
    }

    public Callers(int port, int connections) throws IOException {
        free = new ArrayBlockingQueue<>(connections);
        for (int i = 0; i < connections; i++) {
            all.add(new Connection(port, READ_MILLIS));
        }
        free.addAll(all);
    }

    public int count() {
        return all.size();
    }

    public <T> T call(Exchange<T> exchange) throws IOException, InterruptedException {
        Connection connection = free.take();
        try {
            return exchange.with(connection);
        } finally {
            free.add(connection);
        }
    }

    /** Posts a body; answers that of a 2xx. */
    public byte[] post(String path, byte[] body) throws IOException, InterruptedException {
        return call(connection -> connection.post(path, body).orThrow(path).body());
    }

    @Override
    public void close() {
        all.forEach(Connection::close);
    }
}
