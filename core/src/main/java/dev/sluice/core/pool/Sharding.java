package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionVersion;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which shards of a function are to have an instance: those that are always kept, those for which a call waits, and while a version takes over those
 * whose keys the one before has at an instance. A shard that nobody calls has none. Guarded as its pool is.
 */
final class Sharding {

    private final FunctionState state;
    private final int count;

    Sharding(FunctionState state) {
        this.state = state;
        this.count = state.version.spec().scaling().shards();
    }

    /** The shard that a version is tried as; null if it has none. */
    static @Nullable Shard tried(FunctionVersion version) {
        int shards = version.spec().scaling().shards();
        return shards == 0 ? null : new Shard(0, shards);
    }

    /** Whether the instance of a passed trial may become one of those that serve: nobody else is the shard that it was tried as. */
    boolean mayAdopt() {
        return !state.isExclusive() && !there().get(0);
    }

    /** Runners to wait for now, where calls wait in {@code queues}, besides those that are being specialised. */
    int claims(List<WaitQueue> queues, long now) {
        if (state.crashes.holdsBack(now)) {
            return 0;
        }
        int room = state.rules.settings().caps().claims() - state.count().specialising();
        return Math.max(0, Math.min(startable(queues).size(), room));
    }

    /** Those that are to have an instance and have none. */
    SequencedSet<Integer> wanted() {
        return missing(state.queue.all());
    }

    /** Of these, those that may be started now: where each has one owner, only what is owned. */
    private SequencedSet<Integer> startable(List<WaitQueue> queues) {
        SequencedSet<Integer> missing = missing(queues);
        if (state.isExclusive()) {
            BitSet granted = state.owned().granted();
            missing.removeIf(number -> !granted.get(number));
        }
        return missing;
    }

    /** The shard whose turn it is to have an instance; there is one when {@link #claims} tells so. */
    Shard next() {
        int number = startable(state.queue.all()).getFirst();
        return new Shard(number, count, state.isExclusive() ? state.owned().take(number) : OptionalLong.empty());
    }

    /** What to do now, as {@link ScalingPolicy#decide} tells it. */
    List<Action> decide(long now) {
        List<Action> plan = new ArrayList<>(2);
        int claims = state.claims(now);
        if (claims > 0) {
            plan.add(new Action.Claim(claims));
        }
        long keepAlive = state.keeping(now).keepAlive();
        long look = ScalingPolicy.NEVER;
        for (Instance idle : mayEnd()) {
            long due = state.waitingWork() > 0 ? now + keepAlive : idle.idleSince() + keepAlive;
            if (due > now) {
                look = Math.min(look, due);
            } else {
                plan.add(new Action.Stop(idle.id(), "idle"));
            }
        }
        plan.add(new Action.Keep(look));
        return plan;
    }

    /** The longest idle instance of a shard that is not always kept. */
    @Nullable
    Instance mayLose() {
        List<Instance> idle = state.queue.isEmpty() ? mayEnd() : List.of();
        return idle.isEmpty() ? null : idle.getFirst();
    }

    /** Whether each shard that takes over keys of an instance of the version before serves. */
    boolean isTakenOver() {
        List<Instance> old = state.instances.replaced(state.generation);
        BitSet serving = numbers(Instance::serves);
        for (int number = serving.nextClearBit(0); number < count; number = serving.nextClearBit(number + 1)) {
            if (takesOver(number, old)) {
                return false;
            }
        }
        return true;
    }

    private List<Instance> mayEnd() {
        List<Instance> idle = new ArrayList<>();
        for (ScalingPolicy.Idle each : state.instances.idle(state.generation)) {
            Instance instance = state.instances.find(each.id());
            if (instance != null && !isKept(instance)) {
                idle.add(instance);
            }
        }
        return idle;
    }

    private boolean isKept(Instance instance) {
        int kept = state.scaling().minInstances();
        return instance.shard().filter(shard -> shard.number() < kept).isPresent();
    }

    /** Those that are to have an instance and have none, in their turn. */
    private SequencedSet<Integer> missing(List<WaitQueue> queues) {
        SequencedSet<Integer> missing = new LinkedHashSet<>();
        BitSet there = there();
        if (there.cardinality() == count) {
            return missing;
        }
        for (WaitQueue queue : queues) {
            queue.each(waiting -> {
                int number = Shard.numberOf(waiting.waiter.key(), count);
                if (!there.get(number)) {
                    missing.add(number);
                }
            });
        }
        List<Instance> old = state.instances.replaced(state.generation);
        int kept = state.scaling().minInstances();
        for (int number = there.nextClearBit(0); number < count; number = there.nextClearBit(number + 1)) {
            if (number < kept || takesOver(number, old)) {
                missing.add(number);
            }
        }
        return missing;
    }

    private BitSet there() {
        return numbers(each -> each.serves() || each.isComing());
    }

    /** Of the shards whose instance is of the newest generation and so. */
    private BitSet numbers(Predicate<Instance> so) {
        BitSet numbers = new BitSet(count);
        for (int i = 0; i < state.instances.size(); i++) {
            Instance each = state.instances.get(i);
            if (each.generation() == state.generation && so.test(each)) {
                each.shard().ifPresent(shard -> numbers.set(shard.number()));
            }
        }
        return numbers;
    }

    private boolean takesOver(int number, List<Instance> old) {
        Shard shard = new Shard(number, count);
        return old.stream().anyMatch(each -> each.shard().map(shard::overlaps).orElse(true));
    }
}
