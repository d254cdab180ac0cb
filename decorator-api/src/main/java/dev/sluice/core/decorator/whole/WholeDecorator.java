package dev.sluice.core.decorator.whole;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/**
 * A decorator that has the whole request before it and may wait, as blocking code on a virtual thread. Bodies stay within
 * {@link WholeLimits}; answers stream through unless the handler gathers them; a caller that leaves interrupts the
 * handler and cancels its calls.
 */
public final class WholeDecorator implements Decorator {

    private final DecoratorSite site;
    private final WholeLimits limits;
    private final WholeHandler handler;
    private final Predicate<RequestHead> concerned;

    public WholeDecorator(DecoratorSite site, WholeHandler handler) {
        this(site, WholeLimits.DEFAULT, handler);
    }

    public WholeDecorator(DecoratorSite site, WholeLimits limits, WholeHandler handler) {
        this(site, limits, handler, head -> true);
    }

    private WholeDecorator(
            DecoratorSite site, WholeLimits limits, WholeHandler handler, Predicate<RequestHead> concerned) {
        this.site = site;
        this.limits = limits;
        this.handler = handler;
        this.concerned = concerned;
    }

    /** The same for those requests only whose head is such; all others pass as if it were not there. */
    public WholeDecorator onlyFor(Predicate<RequestHead> such) {
        return new WholeDecorator(site, limits, handler, concerned.and(such));
    }

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        boolean mine;
        try {
            mine = concerned.test(invocation.head());
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            return failed(invocation, listener, e);
        }
        if (!mine) {
            return next.invoke(invocation, listener);
        }
        WholeCall call = new WholeCall(site, limits, handler, invocation, listener, next);
        try {
            site.services().executor().execute(call);
        } catch (RejectedExecutionException e) {
            return failed(invocation, listener, e);
        }
        return call;
    }

    private Call failed(Invocation invocation, CallListener listener, Throwable cause) {
        site.fire(invocation.id(), new What.Failed(String.valueOf(cause)));
        listener.finished(site.failure(cause), Timings.NONE);
        return EndedCall.INSTANCE;
    }
}
