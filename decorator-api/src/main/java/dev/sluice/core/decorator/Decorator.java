package dev.sluice.core.decorator;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;

/**
 * Stands around the calls of one function. Made once when a version goes live, and then used by many threads at the same
 * time. Extension point: every kind passes {@code DecoratorContract}.
 *
 * <p>Few implement it themselves: {@link dev.sluice.core.decorator.head.HeadDecorator} is for all that looks only at
 * heads, and {@link dev.sluice.core.decorator.whole.WholeDecorator} for what needs bodies, or waits.
 */
@FunctionalInterface
public interface Decorator {

    /**
     * Takes a call on its way in. It may call {@code next} with this invocation or another one, once, several times or
     * never; it may listen in the place of {@code listener}.
     *
     * <p>As {@link Invoker#invoke}: never blocks, never throws, may be called from any thread, and every end reaches
     * {@link CallListener#finished} exactly once. What an invoker tells, it must tell too: credit before body,
     * {@link CallListener#parentSpan} asked of {@code listener}, never more data than was granted.
     */
    Call around(Invocation invocation, CallListener listener, Invoker next);

    /**
     * No new call comes to it any more: another version is live, or its function is gone. What it keeps outside of the heap may go; calls
     * that are under way may still use it. Never blocks, never throws, and may be called more than once.
     */
    default void retire() {}
}
