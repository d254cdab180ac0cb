package dev.sluice.core.pool;

import dev.sluice.core.function.Affinity;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which instance takes a call of a function with shards: the one whose shard has the key in its range, and no other one of its version. While a
 * version takes over, a shard that does not serve yet leaves its keys to the instance of the version before.
 */
final class ShardRouting implements Routing {

    private final Affinity affinity;
    private final int count;
    private long own;

    ShardRouting(Affinity affinity, int count) {
        this.affinity = affinity;
        this.count = count;
    }

    @Override
    public Affinity affinity() {
        return affinity;
    }

    @Override
    public @Nullable Instance choose(Instances instances, long key) {
        Instance owner = owner(instances, key);
        if (owner == null || !owner.hasRoom()) {
            return null;
        }
        own++;
        return owner;
    }

    private @Nullable Instance owner(Instances instances, long key) {
        Instance owner = null;
        for (int i = 0; i < instances.size(); i++) {
            Instance each = instances.get(i);
            if (each.serves() && each.holds(key, affinity.by()) && (owner == null || isBetter(each, owner))) {
                owner = each;
            }
        }
        return owner;
    }

    /** Of one generation only those can both have a key that have no shards. */
    private static boolean isBetter(Instance each, Instance other) {
        return each.generation() == other.generation()
                ? each.inFlight() < other.inFlight()
                : each.generation() > other.generation();
    }

    @Override
    public boolean haveRoom(Instances instances) {
        for (int i = 0; i < instances.size(); i++) {
            if (instances.get(i).hasRoom()) {
                return true;
            }
        }
        return false;
    }

    /** The owners in the newest generation are looked for once, so that a look at a long queue is a short one. */
    @Override
    public Predicate<Waiting> servable(Instances instances) {
        @Nullable Instance[] owners = new Instance[count];
        int newest = instances.newest();
        for (int i = 0; i < instances.size(); i++) {
            Instance each = instances.get(i);
            Shard shard =
                    each.serves() && each.generation() == newest ? each.shard().orElse(null) : null;
            if (shard != null && shard.count() == count) {
                owners[shard.number()] = each;
            }
        }
        return waiting -> {
            long key = waiting.waiter.key();
            Instance known = owners[Shard.numberOf(key, count)];
            Instance owner = known == null ? owner(instances, key) : known;
            return owner != null && owner.hasRoom();
        };
    }

    @Override
    public FunctionReport.Keyed report() {
        return new FunctionReport.Keyed(own, 0, 0, 0, 0, 0);
    }
}
