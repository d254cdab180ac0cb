package dev.sluice.core.ownership;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.loop.Cell;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.ownership.Acquired.Granted;
import dev.sluice.core.ownership.OwnedName.Sort;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Locks, semaphores and elections that all gateways on one store have in common. Whoever waits stands in a queue in the store,
 * and is told alone when it is his turn. Thread-safe; nothing here blocks, and what it asks of the store is carried out by the
 * executor of the loop, which may.
 *
 * <p>The record of each is changed by compare and set, and the version of the record that grants is the fencing token. A lease
 * is judged as in the leader election of Kubernetes' client-go: whoever sees a hold unchanged for its whole lease, by a clock of
 * his own that never runs backwards, may end it.
 */
public final class Owners {

    /** Why nothing can be owned on a store that may lose changes. */
    public static final String EVENTUAL =
            "Ownership needs a keyed state that keeps what it has acknowledged, or two could own the same. The one that is"
                    + " set may lose changes: use the folder of the home, or etcd.";

    /** How many {@link #standings} tells. */
    public static final int MOST_LISTED = 1_000;

    private final Loop loop;
    private final KeyedState state;
    private final String gateway;
    private final OwnershipEvent.Listener events;
    private final Map<OwnedName, ClaimsCell> cells = new ConcurrentHashMap<>();
    private final AtomicLong claims = new AtomicLong();

    /**
     * @param gateway names this process and no other, also not an earlier one of this gateway: letters, digits and '-'
     * @throws IllegalArgumentException if no lease may stand on the store
     */
    public Owners(Loop loop, KeyedState state, String gateway) {
        this(loop, state, gateway, (_, _) -> {});
    }

    /** The same with somebody who hears of what happens at this gateway. */
    public Owners(Loop loop, KeyedState state, String gateway, OwnershipEvent.Listener events) {
        if (state.consistency() != KeyedState.Consistency.LINEARIZABLE) {
            throw new IllegalArgumentException(EVENTUAL);
        }
        this.loop = loop;
        this.state = state;
        this.gateway = gateway;
        this.events = events;
    }

    /**
     * What somebody wants of something.
     *
     * @param permits how many may hold it at a time; 1 for locks and elections, and all who want it must say the same
     * @param who for people
     * @param value published while it is held
     */
    public record Wanted(int permits, String who, Duration lease, String value) {

        public static final Duration SHORTEST_LEASE = Claim.SHORTEST;
        public static final Duration LONGEST_LEASE = Claim.LONGEST;
        public static final int MOST_PERMITS = Holdings.MOST_PERMITS;
        public static final int MAX_WHO_BYTES = Claim.MAX_WHO;
        public static final int MAX_VALUE_BYTES = Claim.MAX_VALUE;

        public Wanted {
            if (permits < 1 || permits > MOST_PERMITS) {
                throw new IllegalArgumentException("permits are 1 to " + MOST_PERMITS + ", and not " + permits);
            }
        }
    }

    /** Waits in the queue until it is granted. */
    public Waiting acquire(OwnedName name, Wanted wanted) {
        Claim claim = new Claim(gateway + "." + claims.incrementAndGet(), wanted.who(), wanted.lease(), wanted.value());
        CompletableFuture<Acquired> end = new CompletableFuture<>();
        tell(
                name,
                (machine, now, out) ->
                        machine.acquire(new Waiter(claim, wanted.permits(), end, now, false, false), now, out));
        return new Waiting() {
            @Override
            public CompletionStage<Acquired> end() {
                return end.minimalCompletionStage();
            }

            @Override
            public void leave() {
                tell(name, (machine, now, out) -> machine.leave(claim.id(), now, out));
            }

            @Override
            public void abandon() {
                var _ = end.thenAccept(acquired -> {
                    if (acquired instanceof Granted(Version token, Duration _)) {
                        var _ = release(name, token);
                    }
                });
                leave();
            }
        };
    }

    /** The hold stands for another lease, if it is still there. */
    public CompletionStage<Held> renew(OwnedName name, Version token) {
        CompletableFuture<Held> answer = new CompletableFuture<>();
        ask(name, new Wish.Renew(token, answer));
        return answer;
    }

    /** Ends the hold, if it is still there, and no other one. */
    public CompletionStage<Held> release(OwnedName name, Version token) {
        CompletableFuture<Held> answer = new CompletableFuture<>();
        ask(name, new Wish.Release(token, answer));
        return answer;
    }

    /** Who holds it. What expired is found out only by who looks for so long, so a first look may tell of one who is gone. */
    public CompletionStage<Standing> standing(OwnedName name) {
        CompletableFuture<Standing> answer = new CompletableFuture<>();
        ask(name, new Wish.Look(answer));
        return answer;
    }

    /** Whether it was granted here, and not at another gateway or before this one was started. */
    public boolean isHere(Standing.Holder holder) {
        return holder.gateway().equals(gateway);
    }

    /**
     * How all of a sort stand that somebody holds or waits for, by name; the first {@link #MOST_LISTED} of them. Asks the store for each, on the
     * thread of the caller. What expired is among them until somebody looks for so long.
     */
    public SortedMap<String, Standing> standings(Sort sort, Namespace namespace) {
        SortedMap<String, Standing> all = new TreeMap<>();
        for (String name : OwnedName.names(state, sort, namespace, MOST_LISTED)) {
            state.get(new OwnedName(sort, namespace, name).key())
                    .ifPresent(entry -> all.put(name, Standing.of(Holdings.of(entry))));
        }
        return all;
    }

    private void ask(OwnedName name, Wish wish) {
        tell(name, (machine, now, out) -> machine.ask(wish, now, out));
    }

    private void tell(OwnedName name, Cell.Change<Claims, ClaimEffect> change) {
        while (!cells.computeIfAbsent(name, this::cell).took(change)) {
            // It was forgotten just now, and is made anew.
        }
    }

    private ClaimsCell cell(OwnedName name) {
        Claims claims = new Claims(gateway, event -> events.happened(name.sort(), event));
        return new ClaimsCell(loop, state, name.key(), claims, () -> cells.remove(name));
    }

    /** What this gateway looks after at the moment, in no order; asks nobody. */
    public List<Tended> tended() {
        return cells.entrySet().stream()
                .flatMap(entry -> entry.getValue().tended(entry.getKey()).stream())
                .toList();
    }

    /** How many things this gateway looks after at the moment. */
    int size() {
        return cells.size();
    }
}
