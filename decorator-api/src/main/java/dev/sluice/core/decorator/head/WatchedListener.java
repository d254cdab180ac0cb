package dev.sluice.core.decorator.head;

import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Shows the head and the end of an answer to watches; if one fails, the call ends with its decorator's failure. */
final class WatchedListener implements ForwardingListener {

    private final InvocationId id;
    private final Watches watches;
    private final CallListener listener;

    /** Both are written before the other is read, so that a failure before the call is known cancels it too. */
    private volatile @Nullable Failure failure;

    private volatile @Nullable Call call;

    /** The one that failed, and how the call ends for it and those around it. */
    private record Failure(Watches where, Outcome outcome) {}

    WatchedListener(InvocationId id, Watches watches, CallListener listener) {
        this.id = id;
        this.watches = watches;
        this.listener = listener;
    }

    @Override
    public CallListener listener() {
        return listener;
    }

    void sent(Call sent) {
        call = sent;
        if (failure != null) {
            sent.cancel();
        }
    }

    private void failed(Watches where, Throwable cause) {
        where.site().fire(id, new What.Failed(String.valueOf(cause)));
        failure = new Failure(where, where.site().failure(cause));
        Call sent = call;
        if (sent != null) {
            sent.cancel();
        }
    }

    @Override
    public void head(int status, Headers headers) {
        Headers changed = headers;
        for (@Nullable Watches at = watches; at != null; at = at.outer()) {
            try {
                changed = at.watch().answered(status, changed);
            } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
                failed(at, e);
                return;
            }
        }
        listener.head(status, changed);
    }

    @Override
    public void data(ByteBuffer bytes) {
        if (failure == null) {
            listener.data(bytes);
        }
    }

    @Override
    public void end(Headers trailers) {
        if (failure == null) {
            listener.end(trailers);
        }
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        Failure failed = failure;
        Outcome told = outcome;
        for (@Nullable Watches at = watches; at != null; at = at.outer()) {
            if (failed != null && at == failed.where()) {
                told = failed.outcome();
            }
            try {
                Headers fields = told.isAnswer() ? Headers.EMPTY : at.watch().unanswered();
                if (fields.size() > 0) {
                    listener.unanswered(fields);
                }
                at.watch().finished(told, timings);
            } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
                at.site().fire(id, new What.Failed(String.valueOf(e)));
            }
        }
        listener.finished(told, timings);
    }
}
