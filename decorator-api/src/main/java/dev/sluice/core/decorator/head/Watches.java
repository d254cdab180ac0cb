package dev.sluice.core.decorator.head;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import org.jspecify.annotations.Nullable;

/**
 * What the decorators of a row do with an answer: one of them, and those that stand around it. A list without any is null,
 * because most calls have none.
 */
record Watches(DecoratorSite site, Watch watch, @Nullable Watches outer) {

    /** Calls on, with these watching; without any, as if they were not there. */
    static Call listen(@Nullable Watches watches, Invocation invocation, CallListener listener, Invoker next) {
        if (watches == null) {
            return next.invoke(invocation, listener);
        }
        WatchedListener watched = new WatchedListener(invocation.id(), watches, listener);
        Call call = next.invoke(invocation, watched);
        watched.sent(call);
        return call;
    }
}
