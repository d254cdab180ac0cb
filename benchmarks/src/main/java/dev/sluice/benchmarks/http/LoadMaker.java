package dev.sluice.benchmarks.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Loads of many connections to one path, each on a virtual thread of its own. All connections are open before it begins. */
public final class LoadMaker {

    private static final int READ_MILLIS = 60_000;
    private static final Map<String, String> TYPE = Map.of("Content-Type", "application/octet-stream");

    private final int port;
    private final String method;
    private final String path;
    private final byte[] body;
    private final Map<String, String> headers;

    /** Posts {@code body}. */
    public LoadMaker(int port, String path, byte[] body) {
        this(port, "POST", path, body, TYPE);
    }

    public static LoadMaker getting(int port, String path) {
        return new LoadMaker(port, "GET", path, new byte[0], TYPE);
    }

    private LoadMaker(int port, String method, String path, byte[] body, Map<String, String> headers) {
        this.port = port;
        this.method = method;
        this.path = path;
        this.body = body;
        this.headers = headers;
    }

    /** The same as background calls. */
    public LoadMaker inBackground() {
        Map<String, String> more = new HashMap<>(headers);
        more.put("Priority", "u=7");
        return new LoadMaker(port, method, path, body, Map.copyOf(more));
    }

    /** Open loop: {@code perSecond} requests whatever becomes of them; one that starts late is timed from when it was due. */
    public Load open(int connections, double perSecond, Duration length) throws Exception {
        int total = (int) (perSecond * length.toNanos() / 1e9);
        return run(connections, (connection, index, begin) -> {
            Tally tally = new Tally();
            for (int i = index; i < total; i += connections) {
                long due = begin + (long) (i / perSecond * 1e9);
                waitUntil(due);
                tally.send(connection, due);
            }
            return tally;
        });
    }

    /** Closed loop: each connection sends its next request when the last was answered. */
    public Load closed(int connections, Duration length) throws Exception {
        return run(connections, (connection, index, begin) -> {
            Tally tally = new Tally();
            long end = begin + length.toNanos();
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                tally.send(connection, now);
            }
            return tally;
        });
    }

    /** One request on each connection, all at the same moment. */
    public Load atOnce(int connections) throws Exception {
        return run(connections, (connection, index, begin) -> {
            Tally tally = new Tally();
            tally.send(connection, begin);
            return tally;
        });
    }

    private interface Script {
        Tally play(Connection connection, int index, long begin) throws IOException;
    }

    private Load run(int connections, Script script) throws Exception {
        List<Connection> open = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                open.add(new Connection(port, READ_MILLIS));
            }
            List<Future<Load>> parts = new ArrayList<>();
            long[] begin = new long[1];
            for (int i = 0; i < connections; i++) {
                int index = i;
                Callable<Load> task = () -> {
                    start.await();
                    return script.play(open.get(index), index, begin[0]).load();
                };
                parts.add(threads.submit(task));
            }
            begin[0] = System.nanoTime();
            start.countDown();
            List<Load> loads = new ArrayList<>();
            for (Future<Load> part : parts) {
                loads.add(part.get());
            }
            return Load.joined(loads, (System.nanoTime() - begin[0]) / 1e9);
        } finally {
            open.forEach(Connection::close);
        }
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** What one connection saw. */
    private final class Tally {

        private final Map<Integer, Integer> statuses = new HashMap<>();
        private final List<Double> accepted = new ArrayList<>();
        private boolean broken;

        void send(Connection connection, long due) {
            if (broken) {
                return;
            }
            int status;
            try {
                status = connection.exchange(method, path, headers, body).status();
            } catch (IOException e) {
                broken = true;
                status = 0;
            }
            statuses.merge(status, 1, Integer::sum);
            if (status == 200) {
                accepted.add((System.nanoTime() - due) / 1e6);
            }
        }

        Load load() {
            return new Load(statuses, accepted, 0);
        }
    }
}
