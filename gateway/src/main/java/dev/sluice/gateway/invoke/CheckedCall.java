package dev.sluice.gateway.invoke;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One call through decorators: checks that what comes out of them can be sent. What cannot be is the end of the call. */
final class CheckedCall implements ForwardingListener {

    private final Invocation invocation;
    private final CallListener listener;
    private final AnswerCheck check;

    /** Each is written before the other is read, so that a fault before the call is known cancels it too. */
    private volatile @Nullable Call decorated;

    private volatile boolean faulty;

    private CheckedCall(Invocation invocation, CallListener listener) {
        this.invocation = invocation;
        this.listener = listener;
        this.check = new AnswerCheck(invocation.head().method());
    }

    /** Calls through these decorators. */
    static Invoker around(Invoker decorators) {
        return (invocation, listener) -> new CheckedCall(invocation, listener).begin(decorators);
    }

    private Call begin(Invoker decorators) {
        Call call = decorators.invoke(invocation, this);
        decorated = call;
        if (faulty) {
            call.cancel();
        }
        return call;
    }

    private void stop() {
        faulty = true;
        Call call = decorated;
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    public CallListener listener() {
        return listener;
    }

    @Override
    public void head(int status, Headers headers) {
        if (check.head(status, headers)) {
            listener.head(status, headers);
        } else {
            stop();
        }
    }

    @Override
    public void data(ByteBuffer bytes) {
        if (faulty) {
            return;
        }
        if (check.body(bytes.remaining())) {
            listener.data(bytes);
        } else {
            stop();
        }
    }

    @Override
    public void end(Headers trailers) {
        if (!faulty && check.end(trailers)) {
            listener.end(trailers);
        }
    }

    @Override
    public void unanswered(Headers fields) {
        if (check.fields(fields)) {
            listener.unanswered(fields);
        }
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        listener.finished(check.fault().isEmpty() ? outcome : unsendable(), timings);
    }

    private Outcome unsendable() {
        return new Outcome.PlatformFault(
                Component.DECORATOR,
                "decorator_bad_answer",
                "The decorators of '" + invocation.function() + "' made an answer that cannot be sent: "
                        + check.fault());
    }
}
