package dev.sluice.store.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.state.Watches;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one watch of all records, on a thread of its own from the first {@link #start} on. A stream that broke is opened again,
 * and then it is told that anything may have changed. One that is silent may be dead without anybody having said so: so each
 * has a short life, and the next goes on where it ended. Thread-safe.
 */
final class EtcdWatch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(EtcdWatch.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final EtcdClient etcd;
    private final Watches watches;
    private final Duration life;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable CompletableFuture<Boolean> open;
    private volatile @Nullable InputStream stream;

    EtcdWatch(EtcdClient etcd, Watches watches, Duration life) {
        this.etcd = etcd;
        this.watches = watches;
        this.life = life;
    }

    /** Completes when every change from now on is told; fails when this try to get there has failed, and others follow. */
    synchronized CompletableFuture<Boolean> start() {
        if (open == null) {
            open = new CompletableFuture<>();
            Thread.ofVirtual().name("state-watch etcd").start(this::run);
        }
        return open;
    }

    @Override
    public void close() {
        closed.countDown();
        end(stream);
    }

    private void run() {
        long from = 0;
        boolean missed = false;
        while (closed.getCount() > 0) {
            try {
                from = listen(from, missed);
                missed = false;
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.DEBUG, "The watch of keyed state is opened again", e);
                failed(e);
                from = 0;
                missed = true;
                pause();
            }
        }
    }

    /** Listens until the stream's time is over; answers the revision at which the next one begins. */
    private long listen(long from, boolean missed) throws IOException {
        try (InputStream lines = etcd.stream("/v3/watch", question(from))) {
            stream = lines;
            long ends = System.nanoTime() + life.toNanos();
            CompletableFuture.delayedExecutor(life.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(() -> end(lines));
            return listen(new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8)), from, missed, ends);
        }
    }

    private long listen(BufferedReader lines, long from, boolean missed, long ends) throws IOException {
        long next = from;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode result = EtcdClient.parsed(line).path("result");
                if (result.path("canceled").asBoolean() || result.isMissingNode()) {
                    throw new EtcdFault("the watch was ended: " + line);
                }
                if (result.path("created").asBoolean()) {
                    opened(missed);
                    next = next == 0 ? result.path("header").path("revision").asLong() + 1 : next;
                }
                for (JsonNode event : result.path("events")) {
                    next = Math.max(next, told(event) + 1);
                }
            }
        } catch (IOException e) {
            if (System.nanoTime() - ends < 0) {
                throw e;
            }
        }
        if (System.nanoTime() - ends < 0) {
            throw new IOException("the stream ended");
        }
        return next;
    }

    private long told(JsonNode event) {
        JsonNode record = event.path("kv");
        EtcdKeyedState.key(EtcdClient.decoded(record.path("key"))).ifPresent(watches::changed);
        return record.path("mod_revision").asLong();
    }

    private synchronized void opened(boolean missed) {
        if (missed) {
            watches.anyChanged();
        }
        if (open != null) {
            open.complete(true);
        }
    }

    private synchronized void failed(Exception cause) {
        if (cause instanceof EtcdFault) {
            // A watch with a token of a server before a restart is refused like one that may not watch.
            etcd.forgetLogin();
        }
        if (open != null) {
            open.completeExceptionally(cause);
        }
        open = new CompletableFuture<>();
    }

    private void pause() {
        try {
            boolean _ = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ObjectNode question(long from) {
        ObjectNode create = EtcdKeyedState.range(EtcdKeyedState.PREFIX).put("start_revision", Long.toString(from));
        return EtcdClient.object().set("create_request", create);
    }

    private static void end(@Nullable InputStream lines) {
        try {
            if (lines != null) {
                lines.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A stream of changes was over already", e);
        }
    }
}
