package dev.sluice.core.decorator.whole;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.BodyRoom;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call through a {@link WholeDecorator}. Everything that its listener hears is told by the call's own thread, one
 * thing after the other; the caller's thread only leaves pieces of body, grants and its wish to cancel.
 */
final class WholeCall implements Call, Next, Runnable {

    private final DecoratorSite site;
    private final WholeHandler handler;
    private final Invocation invocation;
    private final CallListener listener;
    private final Invoker next;
    private final BodyRoom.Share room;
    private final BodyCollector intake;
    private final Window window = new Window();
    private final AnswerSender delivery;

    /** Guards the four below. */
    private final Object lock = new Object();

    private final List<InnerCall> inners = new ArrayList<>();
    private @Nullable Thread thread;
    private boolean cancelled;
    private boolean over;

    WholeCall(
            DecoratorSite site,
            WholeLimits limits,
            WholeHandler handler,
            Invocation invocation,
            CallListener listener,
            Invoker next) {
        this.site = site;
        this.handler = handler;
        this.invocation = invocation;
        this.listener = listener;
        this.next = next;
        this.room = site.services().bodies().share();
        this.intake = new BodyCollector(site, limits, room);
        this.delivery = new AnswerSender(site, invocation, listener, window);
    }

    @Override
    public void run() {
        synchronized (lock) {
            thread = Thread.currentThread();
        }
        Reply.Ending ending;
        try {
            ending = ending();
        } catch (Throwable e) {
            // Whatever it was, somebody waits for the end.
            ending = cancelled() ? gone() : failed(e);
        }
        synchronized (lock) {
            thread = null;
            over = true;
        }
        inners().forEach(InnerCall::cancel);
        room.close();
        listener.finished(ending.outcome(), ending.timings());
    }

    private Reply.Ending ending() throws Exception {
        if (cancelled()) {
            return gone();
        }
        Reply reply = reply();
        return cancelled() ? gone() : delivery.deliver(reply);
    }

    private Reply reply() throws Exception {
        return switch (intake.take(invocation, listener)) {
            case BodyCollector.Taken.All(ByteBuffer body) -> {
                WholeRequest request = new WholeRequest(invocation.id(), invocation.head(), body);
                yield handler.handle(request, this);
            }
            case BodyCollector.Taken.Refused(var problem) ->
                new Reply.Own(
                        Answer.of(problem.during(invocation.id())),
                        problem.kind().reason());
        };
    }

    private Reply.Ending failed(Throwable cause) {
        site.fire(invocation.id(), new What.Failed(String.valueOf(cause)));
        return new Reply.Ending(site.failure(cause), Timings.NONE, new CallProgress.Nowhere());
    }

    private static Reply.Ending gone() {
        return new Reply.Ending(new Outcome.Cancelled(), Timings.NONE, new CallProgress.Nowhere());
    }

    @Override
    public Reply call(WholeRequest request) throws InterruptedException {
        return call(next, invocation.function(), request);
    }

    @Override
    public Reply call(FunctionName function, WholeRequest request) throws InterruptedException {
        return call(site.services().functions(), function, request);
    }

    private Reply call(Invoker invoker, FunctionName function, WholeRequest request) throws InterruptedException {
        InnerCall inner = new InnerCall(listener.parentSpan(), room);
        synchronized (lock) {
            if (cancelled || over) {
                throw new InterruptedException("nobody waits for the answer any more");
            }
            inners.add(inner);
        }
        inner.start(invoker, invocation.to(function), request);
        try {
            return inner.begun();
        } catch (InterruptedException e) {
            inner.cancel();
            throw e;
        }
    }

    private boolean cancelled() {
        synchronized (lock) {
            return cancelled;
        }
    }

    private List<InnerCall> inners() {
        synchronized (lock) {
            return List.copyOf(inners);
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        intake.write(bytes);
    }

    @Override
    public void end(Headers trailers) {
        intake.end();
    }

    @Override
    public void grant(int bytes) {
        window.add(bytes);
    }

    @Override
    public void cancel() {
        synchronized (lock) {
            cancelled = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
        inners().forEach(InnerCall::cancel);
    }
}
