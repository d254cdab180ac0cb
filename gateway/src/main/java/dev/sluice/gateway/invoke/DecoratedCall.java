package dev.sluice.gateway.invoke;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One call of a decorated function, as its caller sees it: makes the one record of it, however often the decorators call
 * on, and checks that what comes out of them can be sent.
 */
final class DecoratedCall implements ForwardingListener {

    private final PooledInvoker invoker;
    private final Invocation invocation;
    private final CallListener listener;
    private final AnswerCheck check;
    private final long enteredMillis = System.currentTimeMillis();
    private final long enteredNanos = System.nanoTime();

    /** Each is written before the other is read, so that a fault before the call is known cancels it too. */
    private volatile @Nullable Call decorated;

    private volatile boolean faulty;
    private FunctionVersion version;
    private String instance = "";
    private int toldStatus;
    private long bytesIn;
    private long bytesOut;
    private ByteBuffer progress = PooledCall.NO_PROGRESS;

    DecoratedCall(PooledInvoker invoker, FunctionVersion version, Invocation invocation, CallListener listener) {
        this.invoker = invoker;
        this.version = version;
        this.invocation = invocation;
        this.listener = listener;
        this.check = new AnswerCheck(invocation.head().method());
        if (invocation.body() instanceof Body.Complete(ByteBuffer bytes)) {
            bytesIn = bytes.remaining();
        }
    }

    @Override
    public CallListener listener() {
        return listener;
    }

    Call begin(Invoker decorators) {
        Call call = decorators.invoke(invocation, this);
        decorated = call;
        if (faulty) {
            call.cancel();
        }
        return invocation.body() instanceof Body.Streamed ? new Counted(call) : call;
    }

    /** Counts what the caller sends. */
    private final class Counted implements Call {

        private final Call call;

        Counted(Call call) {
            this.call = call;
        }

        @Override
        public void write(ByteBuffer bytes) {
            bytesIn += bytes.remaining();
            call.write(bytes);
        }

        @Override
        public void end(Headers trailers) {
            call.end(trailers);
        }

        @Override
        public void grant(int bytes) {
            call.grant(bytes);
        }

        @Override
        public void cancel() {
            call.cancel();
        }
    }

    @Override
    public void started(FunctionVersion reached, String on, Timings waited) {
        version = reached;
        instance = on;
        listener.started(reached, on, waited);
    }

    @Override
    public void progress(ByteBuffer bytes) {
        progress = PooledCall.kept(bytes);
        listener.progress(bytes);
    }

    @Override
    public void head(int status, Headers headers) {
        if (check.head(status, headers)) {
            toldStatus = status;
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
            bytesOut += bytes.remaining();
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

    private void stop() {
        faulty = true;
        Call call = decorated;
        if (call != null) {
            call.cancel();
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
        Outcome told = check.fault().isEmpty() ? outcome : unsendable();
        listener.finished(told, timings);
        invoker.record(new InvocationRecord(
                invocation,
                version.number(),
                instance,
                told,
                timings,
                toldStatus,
                bytesIn,
                bytesOut,
                enteredMillis * 1000,
                System.nanoTime() - enteredNanos,
                invocation.head().headers().first("traceparent").orElse(""),
                listener.parentSpan(),
                progress));
    }

    private Outcome unsendable() {
        return new Outcome.PlatformFault(
                Component.DECORATOR,
                "decorator_bad_answer",
                "The decorators of '" + invocation.function() + "' made an answer that cannot be sent: "
                        + check.fault());
    }
}
