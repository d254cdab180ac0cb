package dev.sluice.core.pool;

import dev.sluice.core.invocation.Outcome;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which shards of a function this gateway owns, or wants to, where each may have one owner. A shard is asked for when it is wanted, and only while no
 * instance of it or of a part of its keys is here; who is granted it begins one instance with the token, and gives both back when that has ended. A shard that
 * others own stays asked for some time after the last call, so that it is taken over when they end. Guarded as its pool is.
 */
public final class OwnedShards {

    /** How long it stays asked for after it was wanted last: longer than a lease may be left over from a gateway that died. */
    static final long ASKED = 60_000_000_000L;

    private final FunctionState state;
    private final Decisions decisions;

    /** By their numbers those that are asked for and have no instance. */
    private final Map<Integer, Asked> asked = new TreeMap<>();

    private static final class Asked {
        long wanted;
        OptionalLong token = OptionalLong.empty();

        /** What callers are told of who owns it; empty if that is not known. */
        String elsewhere = "";

        Asked(long wanted) {
            this.wanted = wanted;
        }
    }

    OwnedShards(FunctionState state, Decisions decisions) {
        this.state = state;
        this.decisions = decisions;
    }

    // ---- what came of asking

    /** It is owned from now on. */
    public void owned(int shard, long token, long now, Consumer<FunctionEffect> out) {
        Asked one = asked.get(shard);
        if (one != null) {
            one.token = OptionalLong.of(token);
            one.elsewhere = "";
            decisions.settle(now, out);
        }
    }

    /** Others own it; {@code sentence} says who. Calls for it are refused until that changes. */
    public void elsewhere(int shard, String sentence, long now, Consumer<FunctionEffect> out) {
        Asked one = asked.get(shard);
        if (one != null && one.token.isEmpty()) {
            one.elsewhere = sentence;
            for (WaitQueue queue : state.queue.all()) {
                queue.each(waiting -> {
                    if (state.shardOf(waiting.waiter.key()) == shard) {
                        decisions.refuse(waiting, Refusals.shardElsewhere(sentence), now, out);
                    }
                });
            }
            decisions.settle(now, out);
        }
    }

    /** It is not owned any more: whoever has it is ended at once. */
    public void lost(int shard, long token, long now, Consumer<FunctionEffect> out) {
        if (asked.remove(shard) != null) {
            out.accept(new FunctionEffect.Disown(shard));
        }
        for (Instance instance : state.instances.all()) {
            if (instance.hasToken(token)) {
                decisions.killNow(instance, "its lease was lost", out);
            }
        }
        decisions.settle(now, out);
    }

    // ---- for the pool

    /** Asks for those of {@code missing} that may be asked for, and gives up what is not wanted any more. */
    void ask(Iterable<Integer> missing, long now, Consumer<FunctionEffect> out) {
        BitSet free = new BitSet();
        for (int shard : missing) {
            if (!isBlocked(shard)) {
                free.set(shard);
                want(shard, now, out);
            }
        }
        asked.entrySet().removeIf(entry -> {
            Asked one = entry.getValue();
            boolean over = !free.get(entry.getKey()) && (one.token.isPresent() || now >= one.wanted + ASKED);
            if (over) {
                out.accept(new FunctionEffect.Disown(entry.getKey()));
            }
            return over;
        });
    }

    private void want(int shard, long now, Consumer<FunctionEffect> out) {
        Asked one = asked.get(shard);
        if (one != null) {
            one.wanted = now;
        } else {
            asked.put(shard, new Asked(now));
            out.accept(new FunctionEffect.Own(shard));
        }
    }

    /** Gives up all that has no instance. */
    void giveUp(Consumer<FunctionEffect> out) {
        asked.keySet().forEach(shard -> out.accept(new FunctionEffect.Disown(shard)));
        asked.clear();
    }

    /** An instance has ended. */
    void ended(Instance instance, Consumer<FunctionEffect> out) {
        instance.shard()
                .filter(shard -> shard.token().isPresent())
                .ifPresent(shard -> out.accept(new FunctionEffect.Disown(shard.number())));
    }

    /** When the next one is given up that nobody wants. */
    long lookAgain() {
        long look = ScalingPolicy.NEVER;
        for (Asked one : asked.values()) {
            look = Math.min(look, one.wanted + ASKED);
        }
        return look;
    }

    boolean isEmpty() {
        return asked.isEmpty();
    }

    /** Those that are owned and have no instance yet. */
    BitSet granted() {
        BitSet granted = new BitSet();
        asked.forEach((shard, one) -> granted.set(shard, one.token.isPresent()));
        return granted;
    }

    /** The token of a granted one, which an instance has from now on. */
    OptionalLong take(int shard) {
        Asked one = asked.remove(shard);
        return one == null ? OptionalLong.empty() : one.token;
    }

    /** Why a call with this key, which wants its shard, cannot be served here; null if it can, or that is not known. */
    @Nullable
    Outcome refusal(long key, long now) {
        Asked one = asked.isEmpty() ? null : asked.get(state.shardOf(key));
        if (one == null || one.elsewhere.isEmpty()) {
            return null;
        }
        one.wanted = now;
        return Refusals.shardElsewhere(one.elsewhere);
    }

    /** Whether an instance that has not ended owns this number, or has some of the shard's keys, whether it owns them or not. */
    private boolean isBlocked(int number) {
        Shard shard = new Shard(number, state.scaling().shards());
        for (int i = 0; i < state.instances.size(); i++) {
            Instance each = state.instances.get(i);
            if (each.trial() == null && sharesKeys(shard, each.shard())) {
                return true;
            }
        }
        return false;
    }

    /** {@code other}: that of an instance of any version; empty if that takes all keys. */
    private static boolean sharesKeys(Shard wanted, Optional<Shard> other) {
        return other.map(its -> its.overlaps(wanted) || its.token().isPresent() && its.number() == wanted.number())
                .orElse(true);
    }
}
