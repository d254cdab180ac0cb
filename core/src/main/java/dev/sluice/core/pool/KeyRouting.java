package dev.sluice.core.pool;

import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityStrategy;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which instance takes a call that has a key. Each key has an order of all places of instances, by rendezvous hashing (Thaler, Ravishankar: "Using Name-Based
 * Mappings to Increase Hit Rates", IEEE/ACM Transactions on Networking 6, 1998); the first one that serves is the key's own. So when an instance comes or goes only those
 * keys move that are its own, one n-th of them. It costs one look at each instance, as the choice of the least loaded one does.
 *
 * <p>{@link AffinityStrategy#BOUNDED} bounds what one instance has by {@value #PERCENT} per cent of the mean (Mirrokni, Thorup, Zadimoghaddam: "Consistent Hashing with
 * Bounded Loads", SODA 2018), and lets each have {@value #FREE} calls whatever the others have, since a bound on one or two calls would
 * scatter the keys of a function that has little to do. A hot key ({@link HotKeys}) goes to the least loaded of its first few instances once its own has {@value #FREE} calls.
 *
 * <p>While a version takes over, a key has an own instance of each; that of the new one is asked first. Guarded as its pool is.
 */
final class KeyRouting implements Routing {

    /** What an instance may have of the mean of all. */
    static final int PERCENT = 125;

    /** Calls that an instance takes of its own keys whatever others have. */
    static final int FREE = 4;

    private final Affinity affinity;
    private final long salt;
    private final HotKeys hot = new HotKeys();
    private long own;
    private long replicas;
    private long spilled;
    private long without;
    private long moves;

    // What was seen of the instances that serve when one was looked for last: whether there are older ones than those
    // of the newest generation; of these how many, their calls, and what stands for which they are.
    private boolean older;
    private int generation;
    private int serving;
    private int running;
    private long members;

    /** Of the members, in no lasting order; to sort in. */
    private long[] scores = {};

    /** {@code salt}: any number; callers who know how keys are hashed cannot tell by that which of them meet. */
    KeyRouting(Affinity affinity, long salt) {
        this.affinity = affinity;
        this.salt = salt;
    }

    @Override
    public Affinity affinity() {
        return affinity;
    }

    @Override
    public @Nullable Instance choose(Instances instances, long key) {
        if (key == SlotWaiter.NO_KEY) {
            Instance any = instances.leastLoaded();
            without += any == null ? 0 : 1;
            return any;
        }
        Instance first = look(instances, key);
        if (first == null) {
            return null;
        }
        Instance chosen = switch (affinity.strategy()) {
            case CONSISTENT -> consistent(instances, key, first);
            case BOUNDED -> bounded(instances, key, first);
        };
        if (chosen != null) {
            count(key, first, chosen);
        }
        return chosen;
    }

    @Override
    public boolean haveRoom(Instances instances) {
        return instances.haveRoom();
    }

    @Override
    public Predicate<Waiting> servable(Instances instances) {
        if (affinity.strategy() == AffinityStrategy.BOUNDED) {
            return _ -> instances.haveRoom();
        }
        look(instances, SlotWaiter.NO_KEY);
        return waiting -> hasRoomFor(instances, waiting);
    }

    /** A call that waits remembers its own instance, so that a look at a long queue is a short one. */
    private boolean hasRoomFor(Instances instances, Waiting waiting) {
        Instance first = waiting.first;
        if (first == null || waiting.firstOf != members || !first.serves()) {
            if (waiting.waiter.key() == SlotWaiter.NO_KEY) {
                return instances.haveRoom();
            }
            first = look(instances, waiting.waiter.key());
            waiting.first = first;
            waiting.firstOf = members;
        }
        return first != null
                && (first.hasRoom() || older && consistent(instances, waiting.waiter.key(), first) != null);
    }

    /** The key's own instance: the first in its order, of the newest generation that serves. */
    private @Nullable Instance look(Instances instances, long key) {
        Instance first = null;
        long highest = Long.MIN_VALUE;
        generation = -1;
        older = false;
        long seen = 0;
        for (int i = 0; i < instances.size(); i++) {
            Instance each = instances.get(i);
            if (each.servesAny() && each.generation() < generation) {
                older = true;
            } else if (each.servesAny()) {
                if (each.generation() > generation) {
                    older = generation >= 0;
                    generation = each.generation();
                    serving = 0;
                    running = 0;
                    seen = 0;
                    first = null;
                }
                serving++;
                running += each.inFlight();
                seen += Hash.mix(each.id().hashCode());
                long score = score(key, each);
                if (first == null || score > highest) {
                    first = each;
                    highest = score;
                }
            }
        }
        noteMembers(seen);
        return first;
    }

    private void noteMembers(long seen) {
        moves += members != 0 && seen != members ? 1 : 0;
        members = seen;
    }

    private @Nullable Instance consistent(Instances instances, long key, Instance first) {
        if (first.hasRoom() || !older) {
            return first.hasRoom() ? first : null;
        }
        Instance former = null;
        for (int i = 0; i < instances.size(); i++) {
            Instance each = instances.get(i);
            if (each.servesAny() && each.generation() < first.generation() && isBefore(key, each, former)) {
                former = each;
            }
        }
        return former != null && former.hasRoom() ? former : null;
    }

    /** Whether a call goes to {@code each} sooner: it is of a newer version, or before {@code other} in the key's order. */
    private boolean isBefore(long key, Instance each, @Nullable Instance other) {
        return other == null
                || (each.generation() == other.generation()
                        ? score(key, each) > score(key, other)
                        : each.generation() > other.generation());
    }

    private @Nullable Instance bounded(Instances instances, long key, Instance first) {
        if (first.hasRoom() && first.inFlight() < FREE) {
            return first;
        }
        int most = Math.max(FREE, (int) ((long) PERCENT * (running + 1) / (100L * serving)));
        int replicas = hot.replicas(key, serving);
        Instance replica = replicas == 1 ? first : leastLoadedOfFirst(instances, key, replicas);
        if (replica != null && replica.hasRoom() && replica.inFlight() < most) {
            return replica;
        }
        Instance next = null;
        for (int i = 0; i < instances.size(); i++) {
            Instance each = instances.get(i);
            if (isMember(each) && each.hasRoom() && each.inFlight() < most && isBefore(key, each, next)) {
                next = each;
            }
        }
        return next == null ? instances.leastLoaded() : next;
    }

    /** The least loaded of the first {@code many} in the order of the key, if it has room. */
    private @Nullable Instance leastLoadedOfFirst(Instances instances, long key, int many) {
        long last = scoreOf(instances, key, many);
        Instance least = null;
        for (int i = 0; i < instances.size(); i++) {
            Instance each = instances.get(i);
            if (isMember(each) && each.hasRoom() && score(key, each) >= last && isLess(key, each, least)) {
                least = each;
            }
        }
        return least;
    }

    private boolean isLess(long key, Instance each, @Nullable Instance other) {
        return other == null
                || (each.inFlight() == other.inFlight()
                        ? isBefore(key, each, other)
                        : each.inFlight() < other.inFlight());
    }

    /** What the one has that is at this place, from 1 on, in the order of the key. */
    private long scoreOf(Instances instances, long key, int place) {
        if (scores.length < serving) {
            scores = new long[2 * serving];
        }
        int found = 0;
        for (int i = 0; i < instances.size(); i++) {
            Instance each = instances.get(i);
            if (isMember(each)) {
                scores[found++] = score(key, each);
            }
        }
        Arrays.sort(scores, 0, found);
        return scores[found - place];
    }

    private boolean isMember(Instance instance) {
        return instance.servesAny() && instance.generation() == generation;
    }

    private long score(long key, Instance instance) {
        return Hash.mix(key ^ salt ^ instance.placeHash());
    }

    private void count(long key, Instance first, Instance chosen) {
        if (chosen == first) {
            own++;
        } else if (hot.replicas(key, serving) > 1) {
            replicas++;
        } else {
            spilled++;
        }
        hot.add(key);
    }

    @Override
    public FunctionReport.Keyed report() {
        return new FunctionReport.Keyed(own, replicas, spilled, without, hot.hot(Math.max(1, serving)), moves);
    }
}
