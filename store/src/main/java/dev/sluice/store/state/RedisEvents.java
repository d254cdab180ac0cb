package dev.sluice.store.state;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens on the channel of changes with a connection of its own, from the first {@link #start} on. A connection that broke
 * is made again, and then it is told that anything may have changed. Thread-safe.
 */
final class RedisEvents implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Redis redis;
    private final Vertx vertx;
    private final Consumer<String> changed;
    private final Runnable anyChanged;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Future<RedisConnection> subscribed;
    private boolean closed;

    RedisEvents(Redis redis, Vertx vertx, Consumer<String> changed, Runnable anyChanged) {
        this.redis = redis;
        this.vertx = vertx;
        this.changed = changed;
        this.anyChanged = anyChanged;
    }

    /** Succeeds when every change from now on is told. */
    Future<RedisConnection> start() {
        lock.lock();
        try {
            if (subscribed == null || subscribed.failed()) {
                subscribed = subscribe();
            }
            return subscribed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** A connection that breaks before its channel is open fails; one that breaks later, with an end or with a fault, is made again. */
    private Future<RedisConnection> subscribe() {
        return redis.connect().compose(connection -> {
            AtomicBoolean open = new AtomicBoolean();
            connection.handler(this::heard);
            connection.exceptionHandler(_ -> lost(connection, open));
            connection.endHandler(_ -> lost(connection, open));
            return connection
                    .send(Request.cmd(Command.SUBSCRIBE).arg(RedisKeyedState.CHANNEL))
                    .map(connection)
                    .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .onSuccess(_ -> open.set(true))
                    .onFailure(_ -> connection.close());
        });
    }

    private void lost(RedisConnection connection, AtomicBoolean open) {
        if (open.compareAndSet(true, false)) {
            connection.close();
            again();
        }
    }

    private void again() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            subscribed = subscribe();
            subscribed.onSuccess(_ -> anyChanged.run()).onFailure(_ -> vertx.setTimer(PAUSE.toMillis(), _ -> again()));
        } finally {
            lock.unlock();
        }
    }

    private void heard(Response message) {
        if (message.size() == 3 && message.get(0).toString().equals("message")) {
            changed.accept(message.get(2).toString());
        }
    }
}
