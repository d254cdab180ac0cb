package dev.sluice.core.function;

import java.util.Optional;

/**
 * Calls that have something in common go to the same instance.
 *
 * @param by what they have in common
 * @param strategy what becomes of those whose own instance has much to do; {@link AffinityStrategy#CONSISTENT} with shards
 * @param shards into which the keys are cut; empty if they are spread over as many instances as there are
 */
public record Affinity(AffinityField by, AffinityStrategy strategy, Optional<Shards> shards) {

    public Affinity {
        if (shards.isPresent() && strategy != AffinityStrategy.CONSISTENT) {
            throw new IllegalArgumentException("a shard has one instance, for which its calls wait");
        }
    }

    /** One whose keys are spread over as many instances as there are. */
    public Affinity(AffinityField by, AffinityStrategy strategy) {
        this(by, strategy, Optional.empty());
    }
}
