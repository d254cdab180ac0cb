package dev.sluice.runner.session;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.core.runner.RunnerLink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The notices of one session that are not handled yet; handled in order, one at a time, on a thread of their own. */
final class Notices {

    private final ThreadFactory threads;
    private final Consumer<Frame.Notice> handler;
    private final ArrayDeque<Frame.Notice> waiting = new ArrayDeque<>(0);
    private boolean handling;

    Notices(ThreadFactory threads, Consumer<Frame.Notice> handler) {
        this.threads = threads;
        this.handler = handler;
    }

    /**
     * Has it handled soon; never waits.
     *
     * @throws ProtocolException if too many wait
     */
    synchronized void take(Frame.Notice notice) {
        if (waiting.size() == RunnerLink.MAX_NOTICES) {
            throw new ProtocolException("NOTICE came on top of " + RunnerLink.MAX_NOTICES + " that wait");
        }
        ByteBuffer kept = ByteBuffer.allocate(notice.body().remaining());
        kept.put(notice.body().duplicate()).flip();
        waiting.add(new Frame.Notice(notice.number(), notice.name(), kept));
        if (!handling) {
            handling = true;
            threads.newThread(this::handleAll).start();
        }
    }

    private void handleAll() {
        for (Frame.Notice next = next(); next != null; next = next()) {
            handler.accept(next);
        }
    }

    private synchronized Frame.@Nullable Notice next() {
        Frame.Notice next = waiting.poll();
        handling = next != null;
        if (next == null) {
            notifyAll();
        }
        return next;
    }

    /** Waits until all are handled, but no longer than {@code most}, and says how long that took. */
    synchronized Duration awaitHandled(Duration most) throws InterruptedException {
        long begin = System.nanoTime();
        long left = most.toNanos();
        while (handling && left > 0) {
            wait(left / 1_000_000 + 1);
            left = most.toNanos() - (System.nanoTime() - begin);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
