package dev.sluice.core.decorator.head;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * Looks at heads like a {@link HeadDecorator}, but may wait: what is not clear at once is decided on a virtual thread of its
 * own. The body stays with the caller, who has no credit to send it, until the decision is made, and then streams through.
 */
public final class WaitingHead implements Decorator {

    private final DecoratorSite site;
    private final WaitingLook look;

    public WaitingHead(DecoratorSite site, WaitingLook look) {
        this.site = site;
        this.look = look;
    }

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        Optional<HeadStep> clear = look.atOnce(invocation);
        if (clear.isPresent()) {
            return new HeadDecorator(site, same -> clear.get()).around(invocation, listener, next);
        }
        LateCall call = new LateCall();
        try {
            site.services().executor().execute(() -> call.become(decide(call, invocation, listener, next)));
        } catch (RejectedExecutionException e) {
            site.fire(invocation.id(), new What.Failed("no thread could be started"));
            listener.finished(site.failure(e), Timings.NONE);
            return EndedCall.INSTANCE;
        }
        return call;
    }

    private Call decide(LateCall call, Invocation invocation, CallListener listener, Invoker next) {
        return new HeadDecorator(site, look::look).around(invocation, listener, (passed, told) -> {
            if (call.cancelled()) {
                told.finished(new Outcome.Cancelled(), Timings.NONE);
                return EndedCall.INSTANCE;
            }
            return next.invoke(passed, told);
        });
    }
}
