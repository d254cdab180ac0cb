package dev.sluice.core.decorator.head;

import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Shows the head and the end of an answer to a watch; if that fails, the call ends with the decorator's failure. */
final class WatchedListener implements CallListener {

    private final DecoratorSite site;
    private final InvocationId id;
    private final Watch watch;
    private final CallListener listener;

    /** Both are written before the other is read, so that a failure before the call is known cancels it too. */
    private volatile @Nullable Outcome failure;

    private volatile @Nullable Call call;

    WatchedListener(DecoratorSite site, InvocationId id, Watch watch, CallListener listener) {
        this.site = site;
        this.id = id;
        this.watch = watch;
        this.listener = listener;
    }

    void sent(Call sent) {
        call = sent;
        if (failure != null) {
            sent.cancel();
        }
    }

    private void failed(Throwable cause) {
        site.fire(id, new What.Failed(String.valueOf(cause)));
        failure = site.failure(cause);
        Call sent = call;
        if (sent != null) {
            sent.cancel();
        }
    }

    @Override
    public String parentSpan() {
        return listener.parentSpan();
    }

    @Override
    public void started(FunctionVersion version, String instance, Timings waited) {
        listener.started(version, instance, waited);
    }

    @Override
    public void credit(int bytes) {
        listener.credit(bytes);
    }

    @Override
    public void head(int status, Headers headers) {
        Headers changed;
        try {
            changed = watch.answered(status, headers);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            failed(e);
            return;
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
    public void settled() {
        listener.settled();
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        Outcome failed = failure;
        Outcome told = failed == null ? outcome : failed;
        try {
            watch.finished(told, timings);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            site.fire(id, new What.Failed(String.valueOf(e)));
        }
        listener.finished(told, timings);
    }
}
