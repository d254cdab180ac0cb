package dev.sluice.runner.link;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.CancelCause;
import dev.sluice.core.protocol.Frame.InvokeFault;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One invocation at the runner's end. {@code run} is for a thread of its own, while the connection's thread brings the request's body,
 * window grants, and maybe a cancellation. Its lock guards who sends the last frame: after that nothing is sent.
 */
public abstract class RunnerCall implements Runnable {

    protected final Frame.Invoke invoke;
    protected final RequestBody body;
    protected final SendWindow window = new SendWindow();

    /** Guarded by this. */
    protected @Nullable CancelCause cancelled;

    /** Whether the last frame was sent. Guarded by this. */
    protected boolean over;

    private final Outbox outbox;

    protected RunnerCall(Outbox outbox, Frame.Invoke invoke) {
        this.outbox = outbox;
        this.invoke = invoke;
        body = new RequestBody(invoke.end(), bytes -> send(new Frame.Window(invoke.stream(), bytes), false));
    }

    public final int stream() {
        return invoke.stream();
    }

    // The connection's thread.

    final void data(ByteBuffer bytes, boolean end) {
        body.arrived(bytes, end);
    }

    final void trailers(Headers fields) {
        body.ended(fields);
    }

    final void grant(int bytes) {
        window.grant(bytes);
    }

    /** The answer is not wanted any more, or late. Must not wait; does nothing if the call is over, or was cancelled before. */
    protected abstract void cancel(CancelCause cause);

    // The invocation's thread.

    /** Has what the code has printed told before the end of the call. */
    protected abstract void settleOutput();

    /** Nothing more is read or sent. */
    protected final void close() {
        window.close();
        body.close("the call is over");
    }

    protected final Frame.Error error(InvokeFault fault, Exception e) {
        return new Frame.Error(stream(), fault, FunctionError.of(String.valueOf(e.getMessage())));
    }

    /** What ends a call that was cancelled. Who cancels one whose time is up ends it too, and this is for a call that notices before. */
    protected final synchronized Frame.Error cancellation() {
        return cancelled == CancelCause.TIMED_OUT
                ? new Frame.Error(stream(), InvokeFault.TIMED_OUT, FunctionError.of("the time of the call was up"))
                : new Frame.Error(
                        stream(), InvokeFault.CANCELLED, FunctionError.of("the caller went away before the answer"));
    }

    // Both.

    protected final synchronized boolean isCancelled() {
        return cancelled != null;
    }

    protected final synchronized boolean isOver() {
        return over;
    }

    /** Sends a frame, unless the last one was sent. */
    protected final synchronized boolean send(Frame frame, boolean last) {
        if (over) {
            return false;
        }
        outbox.send(frame);
        over = last;
        return true;
    }

    /** Sends the stream's last frame; one that answers gives way to a cancellation that came before it. */
    protected final void end(Frame frame) {
        settleOutput();
        boolean answers = !(frame instanceof Frame.Error);
        send(answers && isCancelled() ? cancellation() : frame, true);
    }
}
