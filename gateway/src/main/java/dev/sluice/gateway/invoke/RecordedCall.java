package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One invocation between its caller and all that stands behind: hears what the caller is told, counts what goes both ways, and makes
 * the one record of it, however often decorators call on.
 */
final class RecordedCall implements ForwardingListener {

    private static final ByteBuffer NO_PROGRESS = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Invocation invocation;
    private final CallListener listener;
    private final Consumer<InvocationRecord> records;
    private final long enteredMillis = System.currentTimeMillis();
    private final long enteredNanos = System.nanoTime();

    private int version;
    private String instance = "";
    private int status;
    private long bytesIn;
    private long bytesOut;
    private ByteBuffer progress = NO_PROGRESS;

    RecordedCall(Invocation invocation, CallListener listener, Consumer<InvocationRecord> records) {
        this.invocation = invocation;
        this.listener = listener;
        this.records = records;
    }

    /** Sends it on its way, if there is one. */
    Call begin(Optional<Route> route) {
        if (route.isEmpty()) {
            finished(new Outcome.NoSuchFunction(), Timings.NONE);
            return EndedCall.INSTANCE;
        }
        version = route.get().version().number();
        return switch (invocation.body()) {
            case Body.Complete(ByteBuffer bytes) -> {
                bytesIn = bytes.remaining();
                yield route.get().entry().invoke(invocation, this);
            }
            case Body.Streamed _ -> new Counted(route.get().entry().invoke(invocation, this));
        };
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
    public CallListener listener() {
        return listener;
    }

    @Override
    public void started(FunctionVersion reached, String on, Timings waited) {
        version = reached.number();
        instance = on;
        listener.started(reached, on, waited);
    }

    @Override
    public void progress(ByteBuffer bytes) {
        progress = ByteBuffer.allocate(bytes.remaining())
                .put(bytes.duplicate())
                .flip()
                .asReadOnlyBuffer();
        listener.progress(bytes);
    }

    @Override
    public void head(int told, Headers headers) {
        status = told;
        listener.head(told, headers);
    }

    @Override
    public void data(ByteBuffer bytes) {
        bytesOut += bytes.remaining();
        listener.data(bytes);
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        listener.finished(outcome, timings);
        records.accept(new InvocationRecord(
                invocation,
                version,
                instance,
                outcome,
                timings,
                status,
                bytesIn,
                bytesOut,
                enteredMillis * 1000,
                System.nanoTime() - enteredNanos,
                invocation.head().headers().first("traceparent").orElse(""),
                listener.parentSpan(),
                progress));
    }
}
