package dev.sluice.core.decorator.whole;

import dev.sluice.core.function.FunctionName;

/** What stands behind a decorator. May be used by several threads at the same time. */
public interface Next {

    /**
     * Calls on, and waits until the answer begins or the call has ended without one. An interrupted thread cancels its
     * call.
     */
    Reply call(WholeRequest request) throws InterruptedException;

    /** Calls another deployed function by name, with its own decorators, in the same way. */
    Reply call(FunctionName function, WholeRequest request) throws InterruptedException;
}
