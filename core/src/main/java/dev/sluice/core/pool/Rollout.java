package dev.sluice.core.pool;

import java.util.List;

/**
 * How a new generation of instances replaces the old ones without a failed call: nothing ends before the first new
 * instance serves; then old ones end as the new ones can carry the load, and a start budget later in any case.
 */
final class Rollout {

    private final long budget;
    private long until = ScalingPolicy.NEVER;

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
