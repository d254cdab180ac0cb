package dev.sluice.runners.pool;

import dev.sluice.core.loop.Cell;
import dev.sluice.core.pool.FunctionEffect;
import dev.sluice.core.pool.FunctionPool;
import dev.sluice.core.pool.Shard;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The shards that one pool of a function owns or wants to, by their numbers: of each number at most one at a time. Guarded by the cell. */
final class CellClaims {

    private final FunctionCell cell;
    private final ShardLeases leases;
    private final Map<Integer, Claimed> claims = new HashMap<>();

    private record Claimed(ShardLeases.Claim claim, Told told) {}

    CellClaims(FunctionCell cell, ShardLeases leases) {
        this.cell = cell;
        this.leases = leases;
    }

    /** Asks for one; what comes of it is told to the pool. */
    void own(int shard) {
        Told told = new Told(shard);
        claims.put(shard, new Claimed(leases.own(cell.name.function(), shard, told), told));
    }

    void end(int shard) {
        Claimed claimed = claims.remove(shard);
        if (claimed != null) {
            claimed.claim().end();
        }
    }

    /** That of an instance which owns its shard. */
    Optional<ShardLeases.Claim> of(Optional<Shard> shard) {
        return shard.filter(each -> each.token().isPresent())
                .map(each -> claims.get(each.number()))
                .map(Claimed::claim);
    }

    /** What is told of a claim that has been ended is no news of the one that followed it. */
    private final class Told implements ShardLeases.Owner {

        private final int shard;

        Told(int shard) {
            this.shard = shard;
        }

        @Override
        public void owned(long token) {
            tell((pool, now, out) -> pool.shards().owned(shard, token, now, out));
        }

        @Override
        public void elsewhere(String sentence) {
            tell((pool, now, out) -> pool.shards().elsewhere(shard, sentence, now, out));
        }

        @Override
        public void lost(long token) {
            tell((pool, now, out) -> pool.shards().lost(shard, token, now, out));
        }

        private void tell(Cell.Change<FunctionPool, FunctionEffect> change) {
            cell.tell((pool, now, out) -> {
                Claimed claimed = claims.get(shard);
                if (claimed != null && claimed.told() == this) {
                    change.apply(pool, now, out);
                }
            });
        }
    }
}
