package dev.sluice.core.invocation;

/** The one entrance for invocations. */
public interface Invoker {

    /**
     * Starts an invocation. Never blocks and never throws for anything that the caller or the function did: every end,
     * also a rejection, reaches {@link CallListener#finished}. May be called from any thread.
     */
    Call invoke(Invocation invocation, CallListener listener);
}
