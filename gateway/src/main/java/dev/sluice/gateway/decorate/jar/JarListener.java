package dev.sluice.gateway.decorate.jar;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells a listener, on threads of its jar and in order, what any thread brings. What waits is bounded by the credit that the
 * listener gives.
 */
final class JarListener implements CallListener {

    private final CallListener listener;
    private final JarThreads threads;
    private final Queue<Runnable> news = new ConcurrentLinkedQueue<>();

    /** How much was brought that is not told; whoever makes it more than 0 has it told. */
    private final AtomicInteger untold = new AtomicInteger();

    JarListener(CallListener listener, JarThreads threads) {
        this.listener = listener;
        this.threads = threads;
    }

    private void bring(Runnable what) {
        news.add(what);
        if (untold.getAndIncrement() == 0) {
            try {
                threads.execute(this::tell);
            } catch (RejectedExecutionException e) {
                // All are in use, but the end of a call must be told.
                Thread.ofPlatform().daemon().start(this::tell);
            }
        }
    }

    private void tell() {
        int seen = untold.get();
        while (seen != 0) {
            for (Runnable next = news.poll(); next != null; next = news.poll()) {
                next.run();
            }
            seen = untold.addAndGet(-seen);
        }
    }

    @Override
    public String parentSpan() {
        return listener.parentSpan();
    }

    @Override
    public void started(FunctionVersion version, String instance, Timings waited) {
        bring(() -> listener.started(version, instance, waited));
    }

    @Override
    public void credit(int bytes) {
        bring(() -> listener.credit(bytes));
    }

    @Override
    public void head(int status, Headers headers) {
        bring(() -> listener.head(status, headers));
    }

    @Override
    public void data(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        bring(() -> listener.data(copy));
    }

    @Override
    public void end(Headers trailers) {
        bring(() -> listener.end(trailers));
    }

    @Override
    public void settled() {
        bring(listener::settled);
    }

    @Override
    public void unanswered(Headers fields) {
        bring(() -> listener.unanswered(fields));
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        bring(() -> listener.finished(outcome, timings));
    }
}
