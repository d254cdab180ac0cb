package dev.sluice.gateway.observe.handover;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * Hands items from any threads to one background thread, in batches and in order. What finds no room is dropped and
 * counted. The thread costs nothing while there is nothing to do, and wakes at most once per {@code gather} under load.
 */
public final class BatchQueue<T> implements AutoCloseable {

    private static final Logger LOG = System.getLogger(BatchQueue.class.getName());
    private static final int MAX_BATCH = 4_096;
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    /** Takes a batch, on the background thread; may block. What it throws is logged, and the batch counts as dropped. */
    @FunctionalInterface
    public interface Receiver<T> {
        void receive(List<T> batch) throws Exception;
    }

    private final MpscAtomicArrayQueue<T> queue;
    private final ConcurrentLinkedQueue<Runnable> requests = new ConcurrentLinkedQueue<>();
    private final LongAdder dropped = new LongAdder();
    private final long gatherNanos;
    private final Receiver<T> receiver;
    private final Thread thread;
    private volatile boolean idle;
    private volatile boolean closed;

    /**
     * @param thread the name of the background thread
     * @param capacity how many items may wait, rounded up to a power of two
     * @param gather how long items may wait for others, so that few batches are made of many items
     */
    public BatchQueue(String thread, int capacity, Duration gather, Receiver<T> receiver) {
        this.queue = new MpscAtomicArrayQueue<>(capacity);
        this.gatherNanos = gather.toNanos();
        this.receiver = receiver;
        this.thread = Thread.ofPlatform().name(thread).daemon().unstarted(this::run);
    }

    /** Begins to hand over. To be called once, when the receiver is ready. */
    public BatchQueue<T> start() {
        thread.start();
        return this;
    }

    /** Never blocks. Returns whether there was room; if not, the item is counted as dropped. */
    public boolean offer(T item) {
        if (closed || !queue.offer(item)) {
            dropped.increment();
            return false;
        }
        // The queue's own compare-and-swap stands between the offer and this read: either this sees the thread idle, or
        // the thread sees the queue filled before it parks.
        if (idle) {
            LockSupport.unpark(thread);
        }
        return true;
    }

    /** How many items were dropped, for want of room or because the receiver failed. */
    public long dropped() {
        return dropped.sum();
    }

    /** How many items wait. */
    public int waiting() {
        return queue.size();
    }

    /** Runs {@code request} on the background thread, after every item that was offered before has been received. */
    public <V> CompletableFuture<V> call(Callable<V> request) {
        CompletableFuture<V> answer = new CompletableFuture<>();
        requests.add(() -> {
            try {
                answer.complete(request.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        if (!thread.isAlive()) {
            answer.completeExceptionally(new IllegalStateException(thread.getName() + " has ended"));
        }
        LockSupport.unpark(thread);
        return answer;
    }

    /** Takes nothing more, and waits until what waits has been received, at most 5 s. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            if (Thread.currentThread() != thread && !thread.join(LONGEST_CLOSE)) {
                LOG.log(
                        Level.WARNING,
                        "{0} did not end within 5 s: {1} items are lost",
                        thread.getName(),
                        queue.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<T> batch = new ArrayList<>();
        while (true) {
            boolean last = closed;
            Runnable request = requests.poll();
            receiveAll(batch);
            if (request != null) {
                request.run();
            } else if (last) {
                return;
            } else if (queue.isEmpty()) {
                awaitWork();
            }
        }
    }

    /** Receives at least all that wait now, and stops soon after even if more come. */
    private void receiveAll(List<T> batch) {
        int waiting = queue.size();
        while (waiting > 0) {
            int taken = queue.drain(batch::add, Math.min(waiting, MAX_BATCH));
            if (taken == 0) {
                return;
            }
            waiting -= taken;
            receive(batch);
            batch.clear();
        }
    }

    private void receive(List<T> batch) {
        try {
            receiver.receive(batch);
        } catch (Exception e) {
            dropped.add(batch.size());
            LOG.log(Level.ERROR, thread.getName() + " lost " + batch.size() + " items", e);
        }
    }

    private void awaitWork() {
        idle = true;
        while (queue.isEmpty() && requests.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        idle = false;
        if (requests.isEmpty() && !closed) {
            LockSupport.parkNanos(this, gatherNanos);
        }
    }
}
