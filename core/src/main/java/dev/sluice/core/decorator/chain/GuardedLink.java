package dev.sluice.core.decorator.chain;

import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Timings;

/** Around a decorator that may throw, or tell the end twice: neither reaches those before it. */
record GuardedLink(PlacedDecorator placed, Invoker next) implements Invoker {

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        OneEnd guard = new OneEnd(listener);
        try {
            return placed.decorator().around(invocation, guard, next);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            placed.site().fire(invocation.id(), new What.Failed(String.valueOf(e)));
            guard.finished(placed.site().failure(e), Timings.NONE);
            return EndedCall.INSTANCE;
        }
    }
}
