package dev.sluice.core.pool;

import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.Scaling;
import org.jspecify.annotations.Nullable;

/**
 * Which background call gives its slot up to an interactive one, where a function has one slot and its spec says so. One that was told so is not
 * told again; and of {@value #MOST} and one that begin one after the other at least one runs to its end, so background work is never
 * kept from its end for ever. Guarded as its pool is.
 */
final class Preemption {

    /** After as many in a row a background call runs to its end. */
    static final int MOST = 3;

    /** Whose background call is to end, and has not given its slot back yet. */
    private @Nullable Instance underWay;

    private int inARow;

    /** The instance whose background call is to be cancelled now, if one is. Asked while an interactive call waits. */
    @Nullable
    Instance next(Scaling scaling, Instances instances) {
        if (scaling.background() != BackgroundPolicy.PREEMPT || !scaling.isOneSlot() || inARow >= MOST) {
            return null;
        }
        Instance only = instances.only();
        if (only == null || only == underWay || only.inBackground() != 1 || only.abandoned() > 0) {
            return null;
        }
        underWay = only;
        return only;
    }

    /** A background call has given its slot back; {@code answered}: by an answer of its own. */
    void ended(Instance instance, boolean answered) {
        boolean preempted = instance == underWay && !answered;
        inARow = preempted ? inARow + 1 : 0;
        if (instance == underWay) {
            underWay = null;
        }
    }
}
