package dev.sluice.gateway.shard;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.Owners;
import dev.sluice.core.time.Timers;
import dev.sluice.runners.pool.ShardLeases;
import java.time.Duration;

/**
 * Owns shards by leases of the ownership service: whoever has the lease of a shard is its owner, and the lease's token is that of the owner. The gateway renews
 * for its instances, so that they need know nothing of it. Thread-safe.
 *
 * @param address told to callers of other gateways, where the shard is then
 * @param lease how long a shard stays owned that nobody renews; 1 s to 1 h
 */
public record LeasedShards(Owners owners, Timers time, String address, Duration lease) implements ShardLeases {

    public LeasedShards {
        if (lease.compareTo(Owners.Wanted.SHORTEST_LEASE) < 0 || lease.compareTo(Owners.Wanted.LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException(
                    "The setting sluice.shard-lease is " + lease.toMillis() + " ms: allowed is 1s to 1h.");
        }
    }

    @Override
    public Claim own(FunctionName function, int shard, Owner owner) {
        ShardLease claim = new ShardLease(this, OwnedName.shard(function, shard), label(function, shard), owner);
        // Who claims may hold locks: what comes of it at once is told by another thread.
        time.at(time.nanos(), claim::begin);
        return claim;
    }

    private static String label(FunctionName function, int shard) {
        return "shard " + shard + " of " + function;
    }

    Owners.Wanted wanted(String label) {
        return new Owners.Wanted(1, label.length() <= 100 ? label : label.substring(0, 100), lease, address);
    }
}
