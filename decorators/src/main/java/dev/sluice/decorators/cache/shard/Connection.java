package dev.sluice.decorators.cache.shard;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A gateway's end of a connection to a shard. One virtual thread reads and one writes, so that nobody else ever waits for the socket:
 * what is said waits in a queue that is bounded by number and memory. Thread-safe.
 */
final class Connection {

    /** What a shard that is there takes at most to say so. */
    private static final Duration HELLO = Duration.ofSeconds(2);

    private static final Duration PONG = Duration.ofSeconds(1);

    /** Below 0, where nobody else's are. */
    private static final AtomicLong PINGS = new AtomicLong();

    /** More than there are changes to tell at once. */
    private static final int MOST_WAITING = 16_384;

    private static final long MOST_BYTES = 64L * 1024 * 1024;

    /** Without a word for so long while somebody waits for one, it is stuck. */
    private static final long STUCK = Duration.ofSeconds(3).toNanos();

    /** No true moment has this value within any time that matters. */
    private static final long HEARD = Long.MIN_VALUE;

    private final Frames frames;
    private final Consumer<Connection> lost;
    private final BlockingQueue<Request> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Map<Long, Asked> asked = new ConcurrentHashMap<>();
    private final CompletableFuture<Reply.Ready> ready = new CompletableFuture<>();

    /** Told apart by the kernel from one that gets its number later. */
    private volatile Optional<ProcessHandle> process = Optional.empty();

    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Thread writer = Thread.ofVirtual().name("sluice-cache-writer").unstarted(this::write);

    /** Since when somebody has waited in vain for a word; {@link #HEARD} if there was one since. */
    private final AtomicLong silentSince = new AtomicLong(HEARD);

    private Connection(Frames frames, Consumer<Connection> lost) {
        this.frames = frames;
        this.lost = lost;
    }

    /**
     * Connects, and waits until the shard says that it is there.
     *
     * @param lost called once when the connection is over, also if it is closed here
     * @throws IOException if nobody listens there, or nobody speaks
     */
    static Connection open(Path socket, int longestFrame, Consumer<Connection> lost) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        Connection connection = new Connection(new Frames(channel, longestFrame), lost);
        connection.writer.start();
        Thread.ofVirtual().name("sluice-cache-reader").start(connection::read);
        try {
            connection.ready.get(HELLO.toMillis(), TimeUnit.MILLISECONDS);
            return connection;
        } catch (TimeoutException | ExecutionException e) {
            connection.close();
            throw new IOException("the shard at " + socket + " does not speak", e);
        } catch (InterruptedException e) {
            connection.close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("nobody waits for the shard any more");
        }
    }

    /** The number of its process. */
    long process() {
        return ready.join().process();
    }

    /** Ends the process, which is stuck: whoever finds that first does. */
    void kill() {
        process.ifPresent(ProcessHandle::destroyForcibly);
        close();
    }

    boolean isOpen() {
        return open.get();
    }

    /** Sends it soon; false, if it will not be sent. Never waits. */
    boolean say(Request request) {
        long bytes = waitingBytes.addAndGet(request.weight());
        if (bytes <= MOST_BYTES && open.get() && waiting.offer(request)) {
            return true;
        }
        waitingBytes.addAndGet(-request.weight());
        return false;
    }

    /**
     * What the shard answers; empty if that is nothing within {@code patience}. As long as it owes somebody a word, nobody else waits for
     * one.
     *
     * @param lease how long to wait where the answer is to wait, as long as the shard is there
     */
    Optional<Reply> ask(long id, Request request, Duration patience, Duration lease) throws InterruptedException {
        if (silentSince.get() != HEARD) {
            return Optional.empty();
        }
        long from = System.nanoTime();
        Asked waits = new Asked();
        asked.put(id, waits);
        try {
            if (!say(request)) {
                return Optional.empty();
            }
            Reply reply = waits.first.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return reply instanceof Reply.Wait ? waits.last(from + lease.toNanos()) : Optional.of(reply);
        } catch (TimeoutException e) {
            silentSince.compareAndSet(HEARD, from);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.empty();
        } finally {
            asked.remove(id);
        }
    }

    /** Somebody who waits for a word. */
    private final class Asked {

        private final CompletableFuture<Reply> first = new CompletableFuture<>();
        private final CompletableFuture<Reply> last = new CompletableFuture<>();

        void hear(Reply reply) {
            first.complete(reply);
            if (!(reply instanceof Reply.Wait)) {
                last.complete(reply);
            }
        }

        void end(IOException why) {
            first.completeExceptionally(why);
            last.completeExceptionally(why);
        }

        /** Looks now and then whether the shard is there still. */
        Optional<Reply> last(long until) throws InterruptedException, ExecutionException {
            while (System.nanoTime() - until < 0) {
                try {
                    return Optional.of(last.get(1, TimeUnit.SECONDS));
                } catch (TimeoutException e) {
                    long id = PINGS.decrementAndGet();
                    if (ask(id, new Request.Count(id), PONG, Duration.ZERO).isEmpty()) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.empty();
        }
    }

    /** Whether it owes a word for so long that it will say none. */
    boolean isStuck() {
        long since = silentSince.get();
        return since != HEARD && System.nanoTime() - since > STUCK;
    }

    private void write() {
        try {
            while (open.get()) {
                Request request = waiting.take();
                waitingBytes.addAndGet(-request.weight());
                frames.write(request.toBytes());
            }
        } catch (IOException | InterruptedException e) {
            // It is over.
        } finally {
            close();
        }
    }

    private void read() {
        try {
            while (true) {
                Reply reply = Reply.of(frames.next());
                silentSince.set(HEARD);
                switch (reply) {
                    case Reply.Ready here -> {
                        process = ProcessHandle.of(here.process());
                        ready.complete(here);
                    }
                    case Reply.Found found -> answer(found.id(), found);
                    case Reply.Wait wait -> answer(wait.id(), wait);
                    case Reply.Ask ask -> answer(ask.id(), ask);
                    case Reply.Landed landed -> answer(landed.id(), landed);
                    case Reply.Figures figures -> answer(figures.id(), figures);
                }
            }
        } catch (IOException e) {
            // It is over.
        } finally {
            close();
        }
    }

    private void answer(long id, Reply reply) {
        Asked waits = asked.get(id);
        if (waits != null) {
            waits.hear(reply);
        }
    }

    /** Closes it when what was said so far has had a second to be sent. */
    void closeSoon() {
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(this::close);
    }

    /** Whoever waits gets nothing. From any thread; does nothing the second time. */
    void close() {
        if (!open.getAndSet(false)) {
            return;
        }
        IOException gone = new IOException("the shard has gone");
        try {
            frames.close();
        } catch (IOException e) {
            gone.addSuppressed(e);
        }
        writer.interrupt();
        ready.completeExceptionally(gone);
        asked.values().forEach(waits -> waits.end(gone));
        lost.accept(this);
    }
}
