package dev.sluice.core.decorator.head;

import dev.sluice.core.invocation.Invocation;

/** What a decorator does with the head of a request. */
@FunctionalInterface
public interface HeadLook {

    /** Decides, from any thread, without blocking and without touching the body. What it throws ends the call. */
    HeadStep look(Invocation invocation);
}
