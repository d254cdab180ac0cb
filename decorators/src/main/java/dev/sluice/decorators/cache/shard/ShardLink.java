package dev.sluice.decorators.cache.shard;

import dev.sluice.core.invocation.Headers;
import dev.sluice.decorators.cache.shard.LinkReport.Kept;
import dev.sluice.decorators.cache.shard.LinkReport.State;
import dev.sluice.decorators.cache.store.Changes;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The way to one shard, which is started when it is first needed, and again when it ends. Nobody waits for one that is away.
 * Thread-safe.
 */
final class ShardLink {

    private static final System.Logger LOG = System.getLogger(ShardLink.class.getName());

    /** How long a shard may take to say what it keeps; a call goes on without it after that. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Of several gateways that start it at once, all but one find it a moment later. */
    private static final int TRIES_UNTOLD = 3;

    /** Connected for so long, it counts as one that stays. */
    private static final long STEADY = Duration.ofMinutes(1).toNanos();

    private final Place place;
    private final ShardStart start;
    private final Changes changes;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();
    private final AtomicLong away = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    /** What is below changes under the lock of this. */
    private volatile @Nullable Connection connection;

    private long connectedAt;
    private boolean starting;

    /** Whether it is tried again after a pause, whoever needs it. */
    private boolean resting;

    private boolean closed;
    private Duration pause = FIRST_PAUSE;

    /** Tries since it was there last. */
    private int tries;

    /** Whether somebody was told that it is away. */
    private boolean told;

    /**
     * Which one it is.
     *
     * @param cache names the cache in sentences
     * @param shard from 0
     * @param replica from 0
     */
    record Place(String cache, int shard, int replica) {

        @Override
        public String toString() {
            return "Shard " + shard + (replica == 0 ? "" : ", replica " + replica + ",") + " of " + cache;
        }
    }

    /** {@code changes}: all that changed at this gateway. */
    ShardLink(Place place, ShardStart start, Changes changes) {
        this.place = place;
        this.start = start;
        this.changes = changes;
    }

    /** What is kept there; empty if that is nothing, or if the shard is away. */
    Optional<KeptBytes> find(ShardKey key, Headers request) throws InterruptedException {
        long id = ids.incrementAndGet();
        if (!(ask(id, new Request.Find(id, key, request), Duration.ZERO)
                instanceof Reply.Found(long _, Optional<KeptBytes> answer))) {
            away.incrementAndGet();
            return Optional.empty();
        }
        (answer.isPresent() ? hits : misses).incrementAndGet();
        return answer;
    }

    /** As {@link Request.Join}, under {@code id}; empty if the shard is away, or if nobody has answered within a lease. */
    Optional<Reply> join(long id, ShardKey key, Headers request, long known, Duration lease)
            throws InterruptedException {
        return Optional.ofNullable(ask(id, new Request.Join(id, key, request, known), lease));
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    boolean isConnected() {
        return connection != null;
    }

    /** Says something that is not answered, if the shard is there. Never waits. */
    void say(Request request) {
        Connection now = connection;
        if (now == null || !now.say(request)) {
            away.incrementAndGet();
        }
    }

    /** Something changed, and is in {@code changes} already: a shard that is away is told when it comes. Never waits. */
    synchronized void changed(int at, long moment) {
        Connection now = connection;
        if (now != null && !now.say(new Request.Change(at, moment))) {
            now.close();
        }
    }

    private @Nullable Reply ask(long id, Request request, Duration lease) throws InterruptedException {
        Connection now = connected();
        if (now == null) {
            return null;
        }
        Optional<Reply> reply = now.ask(id, request, PATIENCE, lease);
        if (reply.isEmpty() && now.isStuck()) {
            now.kill();
        }
        return reply.orElse(null);
    }

    private @Nullable Connection connected() {
        Connection now = connection;
        if (now == null) {
            begin();
        }
        return now;
    }

    private synchronized void begin() {
        if (!starting && !resting && !closed && connection == null) {
            starting = true;
            start.executor().execute(this::connect);
        }
    }

    private synchronized void again() {
        resting = false;
        begin();
    }

    private void connect() {
        try {
            made(start.connect(this::lost));
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private synchronized void made(Connection made) {
        starting = false;
        if (closed) {
            made.close();
            return;
        }
        changes.forEach((at, moment) -> made.say(new Request.Change(at, moment)));
        connection = made;
        connectedAt = System.nanoTime();
        if (told) {
            LOG.log(Level.INFO, "{0} is there again, as process {1}.", place, Long.toString(made.process()));
        }
        if (!made.isOpen()) {
            lost(made);
        }
    }

    private synchronized void lost(Connection gone) {
        if (connection != gone) {
            return;
        }
        connection = null;
        ended.incrementAndGet();
        if (System.nanoTime() - connectedAt > STEADY) {
            pause = FIRST_PAUSE;
            told = false;
        }
        tries = 0;
        tell("{0} has gone with what it kept, and is started again; calls go on without it.", "");
        later();
    }

    private synchronized void failed(Exception cause) {
        starting = false;
        tries++;
        if (tries > TRIES_UNTOLD) {
            tell(
                    "{0} cannot be reached, and calls whose answers it is to keep go to the function: {1}.",
                    String.valueOf(cause.getMessage()));
        }
        later();
    }

    /** Only under the lock; once until it has been there for a while. */
    private void tell(String sentence, String why) {
        if (!told && !closed) {
            told = true;
            LOG.log(Level.WARNING, sentence, place, why);
        }
    }

    /** Only under the lock. */
    private void later() {
        if (closed) {
            return;
        }
        resting = true;
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, start.executor())
                .execute(this::again);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }

    /** May wait, for as long as a call does. */
    LinkReport report() throws InterruptedException {
        Connection now = connection;
        long id = ids.incrementAndGet();
        Optional<Kept> kept = now != null
                        && ask(id, new Request.Count(id), Duration.ZERO)
                                instanceof Reply.Figures(long _, long keys, long bytes)
                ? Optional.of(new Kept(keys, bytes))
                : Optional.empty();
        return new LinkReport(
                place.shard(),
                place.replica(),
                now == null ? away() : State.CONNECTED,
                now == null ? OptionalLong.empty() : OptionalLong.of(now.process()),
                kept,
                hits.get(),
                misses.get(),
                away.get(),
                ended.get());
    }

    private synchronized State away() {
        return starting || resting ? State.STARTING : State.IDLE;
    }

    /** Its process ends when no gateway is connected any more. {@code lastly}: what it is told before. */
    void close(Optional<Request> lastly) {
        Connection now;
        synchronized (this) {
            closed = true;
            now = connection;
            connection = null;
        }
        if (now != null) {
            lastly.ifPresent(now::say);
            now.closeSoon();
        }
    }
}
