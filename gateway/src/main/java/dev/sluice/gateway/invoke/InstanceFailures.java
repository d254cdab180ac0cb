package dev.sluice.gateway.invoke;

import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;

/**
 * Hears of each call of an instance that has no answer, before whoever made it does: of which decorators may make several for one
 * invocation, or none. On any thread; must not block.
 */
@FunctionalInterface
public interface InstanceFailures {

    /** Nobody hears of any. */
    InstanceFailures UNHEARD = (invocation, version, instance, outcome) -> {};

    /**
     * A call has failed.
     *
     * @param version the one that was reached, or asked for last
     * @param instance empty if none was reached
     */
    void failed(Invocation invocation, int version, String instance, Outcome outcome);
}
