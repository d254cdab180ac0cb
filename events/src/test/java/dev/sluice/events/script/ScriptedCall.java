package dev.sluice.events.script;

import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A call of a function that a test writes: gathers its body, and reacts to that on a thread of its own. */
public abstract class ScriptedCall implements Call {

    private final Invocation invocation;
    private final CallListener listener;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean hangs;

    protected ScriptedCall(Invocation invocation, CallListener listener) {
        this.invocation = invocation;
        this.listener = listener;
    }

    /** Takes the body that it has, or asks for all of it. */
    public final Call begin() {
        if (invocation.body() instanceof Body.Complete(ByteBuffer bytes)) {
            write(bytes);
            end(Headers.EMPTY);
        } else {
            Thread.ofVirtual().start(() -> listener.credit(Integer.MAX_VALUE));
        }
        return this;
    }

    /** The whole body has come. */
    protected abstract void react(String whole);

    protected final Invocation invocation() {
        return invocation;
    }

    protected final CallListener listener() {
        return listener;
    }

    protected final void answer(int status, Headers headers, String text) {
        listener.head(status, headers);
        listener.data(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        listener.end(Headers.EMPTY);
        listener.finished(new Outcome.Succeeded(status), Timings.NONE);
    }

    /** From now on it does nothing, until it is cancelled. */
    protected final synchronized void hang() {
        hangs = true;
    }

    /** It hangs no more; tells whether it did. */
    protected final synchronized boolean goOn() {
        boolean did = hangs;
        hangs = false;
        return did;
    }

    @Override
    public final void write(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        body.writeBytes(copy);
    }

    @Override
    public final void end(Headers trailers) {
        Thread.ofVirtual().start(this::react);
    }

    private synchronized void react() {
        react(body.toString(StandardCharsets.UTF_8));
    }

    @Override
    public final void grant(int bytes) {}

    @Override
    public final synchronized void cancel() {
        if (goOn()) {
            listener.finished(new Outcome.Cancelled(), Timings.NONE);
        }
    }
}
