package dev.sluice.core.decorator.chain;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** Hands on until the first end, and nothing after it. */
final class OneEnd implements CallListener {

    private final CallListener listener;
    private final AtomicBoolean over = new AtomicBoolean();

    OneEnd(CallListener listener) {
        this.listener = listener;
    }

    @Override
    public String parentSpan() {
        return listener.parentSpan();
    }

    @Override
    public void started(FunctionVersion version, String instance, Timings waited) {
        if (!over.get()) {
            listener.started(version, instance, waited);
        }
    }

    @Override
    public void credit(int bytes) {
        if (!over.get()) {
            listener.credit(bytes);
        }
    }

    @Override
    public void earlyHints(Headers fields) {
        if (!over.get()) {
            listener.earlyHints(fields);
        }
    }

    @Override
    public void head(int status, Headers headers) {
        if (!over.get()) {
            listener.head(status, headers);
        }
    }

    @Override
    public void data(ByteBuffer bytes) {
        if (!over.get()) {
            listener.data(bytes);
        }
    }

    @Override
    public void end(Headers trailers) {
        if (!over.get()) {
            listener.end(trailers);
        }
    }

    @Override
    public void progress(ByteBuffer bytes) {
        if (!over.get()) {
            listener.progress(bytes);
        }
    }

    @Override
    public void settled() {
        if (!over.get()) {
            listener.settled();
        }
    }

    @Override
    public void unanswered(Headers fields) {
        if (!over.get()) {
            listener.unanswered(fields);
        }
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        if (over.compareAndSet(false, true)) {
            listener.finished(outcome, timings);
        }
    }
}
