package dev.sluice.core.decorator;

import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.loop.Serial;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A call that is answered from memory, without any thread: at once as far as the first window goes, and then as its
 * caller grants. The listener is told by one thread at a time, that of the caller who grants or cancels.
 */
public final class SentAnswer implements Call {

    private final Answer answer;
    private final CallListener listener;
    private final Outcome outcome;
    private final ByteBuffer rest;
    private final Serial serial = Serial.direct();
    private final Runnable step = this::step;
    private final AtomicInteger granted = new AtomicInteger(Body.MAX_COMPLETE);
    private volatile boolean cancelled;
    private boolean begun;
    private boolean over;

    private SentAnswer(Answer answer, CallListener listener, Outcome outcome) {
        this.answer = answer;
        this.listener = listener;
        this.outcome = outcome;
        this.rest = answer.body().duplicate();
    }

    /** Tells {@code listener} the answer and then {@code outcome}. */
    public static Call send(Answer answer, CallListener listener, Outcome outcome) {
        SentAnswer call = new SentAnswer(answer, listener, outcome);
        call.tell();
        return call;
    }

    private void tell() {
        serial.execute(step);
    }

    private void step() {
        if (over) {
            return;
        }
        if (cancelled) {
            over = true;
            listener.finished(new Outcome.Cancelled(), Timings.NONE);
            return;
        }
        if (!begun) {
            begun = true;
            listener.head(answer.status(), answer.headers());
        }
        body();
        if (rest.hasRemaining()) {
            listener.settled();
        } else {
            over = true;
            listener.end(answer.trailers());
            listener.finished(outcome, Timings.NONE);
        }
    }

    private void body() {
        int length = Math.min(granted.get(), rest.remaining());
        if (length > 0) {
            granted.addAndGet(-length);
            ByteBuffer piece = rest.slice(rest.position(), length);
            rest.position(rest.position() + length);
            listener.data(piece);
        }
    }

    /** Nothing of the request is asked for, so nothing comes. */
    @Override
    public void write(ByteBuffer bytes) {}

    @Override
    public void end(Headers trailers) {}

    @Override
    public void grant(int bytes) {
        granted.addAndGet(bytes);
        tell();
    }

    @Override
    public void cancel() {
        cancelled = true;
        tell();
    }
}
