package dev.sluice.decorators.repeat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Calls on threads of their own, until this is closed: that interrupts those under way, and none begins any more. Thread-safe. */
public final class OpenCalls implements AutoCloseable {

    private final Executor threads;

    /** Both guarded by this. */
    private final Set<Thread> running = new HashSet<>();

    private boolean closed;

    /** A call, with what is done with its answer. */
    @FunctionalInterface
    public interface Call {
        void run() throws InterruptedException;
    }

    /** {@code threads}: one for each call. */
    public OpenCalls(Executor threads) {
        this.threads = threads;
    }

    /** Makes a call; {@code broke} is told of what it throws, on its thread. */
    public void begin(Call call, Consumer<RuntimeException> broke) {
        threads.execute(() -> run(call, broke));
    }

    private void run(Call call, Consumer<RuntimeException> broke) {
        synchronized (this) {
            if (closed) {
                return;
            }
            running.add(Thread.currentThread());
        }
        try {
            call.run();
        } catch (InterruptedException e) {
            // It is not needed any more, or its caller has gone: nobody waits for it.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            broke.accept(e);
        } finally {
            synchronized (this) {
                running.remove(Thread.currentThread());
            }
        }
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        running.forEach(Thread::interrupt);
    }
}
