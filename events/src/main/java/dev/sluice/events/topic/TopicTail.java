package dev.sluice.events.topic;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;

/**
 * Reads a topic for one reader, who takes as much as it likes: nothing is read ahead but what one fetch brings, about 1 MiB. {@link #next} is called by one thread
 * at a time, and {@link #close} by any. Kafka's client runs on a thread of its own, since it would hold up those that others share.
 */
public final class TopicTail implements AutoCloseable {

    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("topic-reader-", 1).factory();

    private final ExecutorService thread = Executors.newSingleThreadExecutor(THREADS);
    private final PartitionReader reader;
    private final Runnable closed;

    private TopicTail(PartitionReader reader, Runnable closed) {
        this.reader = reader;
        this.closed = closed;
    }

    /** Finds where to begin; {@code closed} runs when it is closed, or when this throws. */
    static TopicTail open(PartitionReader reader, Runnable closed) throws TopicException {
        TopicTail tail = new TopicTail(reader, closed);
        boolean open = false;
        try {
            tail.on(() -> {
                reader.begin();
                return new TailStep.Quiet();
            });
            open = true;
            return tail;
        } finally {
            if (!open) {
                tail.close();
            }
        }
    }

    /** Work of the reader's own thread. */
    private interface Work {
        TailStep run() throws TopicException;
    }

    /** What comes next; waits for it at most {@code longest}. After {@link TailStep.End} there is nothing more, nor after a fault. */
    public TailStep next(Duration longest) throws TopicException {
        return on(() -> reader.next(longest));
    }

    private TailStep on(Work work) throws TopicException {
        try {
            Future<TailStep> step = thread.submit(work::run);
            return step.get();
        } catch (RejectedExecutionException e) {
            return new TailStep.End();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new TailStep.End();
        } catch (ExecutionException e) {
            switch (Objects.requireNonNull(e.getCause())) {
                case TopicException fault -> throw fault;
                case RuntimeException failure -> throw failure;
                default -> throw new IllegalStateException("a topic could not be read", e.getCause());
            }
        }
    }

    /** Ends {@link #next} soon. Never blocks; may be called more than once. */
    @Override
    public void close() {
        synchronized (thread) {
            if (thread.isShutdown()) {
                return;
            }
            reader.wakeUp();
            thread.execute(() -> {
                reader.close();
                closed.run();
            });
            thread.shutdown();
        }
    }
}
