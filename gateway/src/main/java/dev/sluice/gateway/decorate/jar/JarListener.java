package dev.sluice.gateway.decorate.jar;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.loop.Serial;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener, on threads of its jar and in order, what any thread brings. What waits is bounded by the credit that the
 * listener gives.
 */
final class JarListener implements CallListener {

    private final CallListener listener;
    private final Serial serial;

    /** The last that was not told; what is not told in time is passed over. */
    private final AtomicReference<@Nullable ByteBuffer> progress = new AtomicReference<>();

    JarListener(CallListener listener, JarThreads threads) {
        this.listener = listener;
        this.serial = Serial.on(task -> begin(threads, task));
    }

    private static void begin(JarThreads threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            // All are in use, but the end of a call must be told.
            Thread.ofPlatform().daemon().start(task);
        }
    }

    @Override
    public String parentSpan() {
        return listener.parentSpan();
    }

    @Override
    public void started(FunctionVersion version, String instance, Timings waited) {
        serial.execute(() -> listener.started(version, instance, waited));
    }

    @Override
    public void credit(int bytes) {
        serial.execute(() -> listener.credit(bytes));
    }

    @Override
    public void head(int status, Headers headers) {
        serial.execute(() -> listener.head(status, headers));
    }

    @Override
    public void data(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        serial.execute(() -> listener.data(copy));
    }

    @Override
    public void progress(ByteBuffer bytes) {
        ByteBuffer copy =
                ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        if (progress.getAndSet(copy) == null) {
            serial.execute(() -> {
                ByteBuffer last = progress.getAndSet(null);
                if (last != null) {
                    listener.progress(last);
                }
            });
        }
    }

    @Override
    public void end(Headers trailers) {
        serial.execute(() -> listener.end(trailers));
    }

    @Override
    public void settled() {
        serial.execute(listener::settled);
    }

    @Override
    public void unanswered(Headers fields) {
        serial.execute(() -> listener.unanswered(fields));
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        serial.execute(() -> listener.finished(outcome, timings));
    }
}
