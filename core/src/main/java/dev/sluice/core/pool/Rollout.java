package dev.sluice.core.pool;

import java.util.List;

/**
 * How a new generation of instances replaces the old ones without a failed call: nothing ends before the first new
 * instance serves; then old ones end as the new ones can carry the load, and a start budget later in any case.
 */
final class Rollout {

    private final long budget;
    private long until = ScalingPolicy.NEVER;
    private long nothingNewSince = ScalingPolicy.NEVER;

    Rollout(long budget) {
        this.budget = budget;
    }

    boolean underWay() {
        return until != ScalingPolicy.NEVER;
    }

    /** When the remaining old instances end whatever the load is. */
    long until() {
        return until;
    }

    /**
     * Since when there are old instances, and none of the new generation serves or comes, or since the last that ended for that
     * reason; {@link ScalingPolicy#NEVER} if it is not so.
     */
    long nothingNewSince(Instances.Count count, long now) {
        if (count.replaced() == 0 || count.ready() > 0 || count.specialising() > 0) {
            nothingNewSince = ScalingPolicy.NEVER;
        } else if (nothingNewSince == ScalingPolicy.NEVER) {
            nothingNewSince = now;
        }
        return nothingNewSince;
    }

    /** An old instance ends so that a new one finds room: the next waits as long again. */
    void madeRoom(long now) {
        nothingNewSince = now;
    }

    /** The old instances that can go; {@code needed} instances hold the load of now. */
    List<Instance> expendable(Instances instances, int generation, int needed, long now) {
        Instances.Count count = instances.count(generation);
        if (count.replaced() == 0 || count.ready() == 0) {
            until = ScalingPolicy.NEVER;
            return List.of();
        }
        if (until == ScalingPolicy.NEVER) {
            until = now + budget;
        }
        int stay = now >= until ? 0 : Math.max(0, needed - count.ready());
        List<Instance> old = instances.replaced(generation);
        int go = Math.max(0, old.size() - stay);
        if (go == old.size()) {
            until = ScalingPolicy.NEVER;
        }
        return old.subList(0, go);
    }
}
