package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionName;

/**
 * Who owns the shards of functions whose spec says {@code exclusive}: one among all gateways that share a home or a store. Thread-safe; nothing here
 * blocks.
 */
@FunctionalInterface
public interface ShardLeases {

    /** Wants to own a shard until the claim is ended. */
    Claim own(FunctionName function, int shard, Owner owner);

    /** That somebody here owns a shard, or waits to. */
    interface Claim {

        /** Whether it is owned, by the clock of this process and no other. */
        boolean stands();

        /** Gives it up, or waits no more: everything that was done by it has ended. */
        void end();
    }

    /** Is told what comes of a claim, on any thread; must not block. */
    interface Owner {

        /** It is owned from now on; {@code token} is greater than that of every owner before. */
        void owned(long token);

        /** Others own it for now; {@code sentence} says who, for people. It may yet be owned. */
        void elsewhere(String sentence);

        /** It is not owned any more, and others may own it soon. Nothing comes after that. */
        void lost(long token);
    }

    /** Those of a gateway on which nothing can be owned; {@code why} is a sentence for people. */
    static ShardLeases none(String why) {
        return (_, _, owner) -> {
            Thread.startVirtualThread(() -> owner.elsewhere(why));
            return new Claim() {
                @Override
                public boolean stands() {
                    return false;
                }

                @Override
                public void end() {}
            };
        };
    }
}
