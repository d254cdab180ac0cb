package dev.sluice.gateway.shard;

import dev.sluice.core.ownership.Acquired;
import dev.sluice.core.ownership.Held;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.Standing;
import dev.sluice.core.ownership.Waiting;
import dev.sluice.core.state.Version;
import dev.sluice.core.time.Timers.Alarm;
import dev.sluice.runners.pool.ShardLeases;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * One claim to a shard: waits for the lease, then renews it each third of its length. It stands for three quarters of the lease from before the last renewal
 * that came back was asked for, by this process's own monotonic clock, and is lost then: a gateway that stood still finds that out before it sends another
 * call. Guarded by itself; owners are told while it is not locked.
 */
final class ShardLease implements ShardLeases.Claim {

    /** How long others may take to give it up before callers are told that it is theirs. */
    static final long LOOK = Duration.ofMillis(250).toNanos();

    /** How often callers are told anew who owns it, and the store is asked again that failed. */
    static final long AGAIN = Duration.ofSeconds(2).toNanos();

    /** The longest pause after it was refused a place in the queue. */
    static final long LONGEST_PAUSE = Duration.ofSeconds(30).toNanos();

    private final LeasedShards shards;
    private final OwnedName name;
    private final String label;
    private final ShardLeases.Owner owner;
    private final long leaseNanos;
    private Optional<Waiting> waiting = Optional.empty();
    private Optional<Version> token = Optional.empty();
    private Optional<Alarm> alarm = Optional.empty();
    private long pause = AGAIN;
    private boolean told;
    private boolean ended;
    private volatile long standsUntil = Long.MIN_VALUE;
    private volatile boolean stood;

    ShardLease(LeasedShards shards, OwnedName name, String label, ShardLeases.Owner owner) {
        this.shards = shards;
        this.name = name;
        this.label = label;
        this.owner = owner;
        this.leaseNanos = shards.lease().toNanos();
    }

    private long now() {
        return shards.time().nanos();
    }

    void begin() {
        Waiting place;
        synchronized (this) {
            if (ended) {
                return;
            }
            place = shards.owners().acquire(name, shards.wanted(label));
            waiting = Optional.of(place);
            wake(now() + LOOK, this::look);
        }
        var _ = place.end().whenComplete((acquired, failure) -> {
            switch (acquired) {
                case Acquired.Granted(Version granted, Duration _) -> granted(granted);
                case Acquired.TooManyWait(int others) -> refused(others + " wait for it already");
                case Acquired.OtherPermits(int permits) -> refused(permits + " may own it at a time elsewhere");
                case Acquired.Left _ -> {}
                case null -> {}
            }
        });
    }

    /** It may not even wait: callers are told, and it asks again after a pause that grows. */
    private void refused(String why) {
        synchronized (this) {
            if (ended) {
                return;
            }
            waiting = Optional.empty();
            wake(now() + pause, this::begin);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
        owner.elsewhere(label + " cannot be owned here now: " + why + ". It is asked for again");
    }

    private synchronized void wake(long at, Runnable what) {
        alarm.ifPresent(Alarm::cancel);
        alarm = ended ? Optional.empty() : Optional.of(shards.time().at(at, what));
    }

    // ---- before it is owned

    /** Others own it as it seems: tells who. */
    private void look() {
        if (isWaiting()) {
            wake(now() + AGAIN, this::look);
            ask(shards.owners().standing(name), (standing, _) -> {
                if (standing != null && isWaiting()) {
                    elsewhere(standing);
                }
            });
        }
    }

    private void elsewhere(Standing standing) {
        standing.holders().stream()
                .filter(holder -> !shards.owners().isHere(holder))
                .findFirst()
                .ifPresent(holder -> owner.elsewhere(label + " is owned " + where(holder.value())));
    }

    /** On two machines the same address may lead to two gateways. */
    private String where(String address) {
        return address.equals(shards.address())
                ? "by a gateway that has the address of this one, " + address
                        + ": call it on its own machine, or here when it has ended and its lease is over"
                : "at " + address + ": call it there";
    }

    private synchronized boolean isWaiting() {
        return !ended && token.isEmpty();
    }

    /** He may have waited long: the lease counts from a renewal that he asks for now. */
    private void granted(Version granted) {
        boolean over;
        synchronized (this) {
            over = ended;
            token = Optional.of(granted);
        }
        if (over) {
            var _ = shards.owners().release(name, granted);
        } else {
            renew(granted);
        }
    }

    // ---- while it is owned

    private void renew(Version held) {
        long asked = now();
        if (stood && asked >= standsUntil) {
            lose(held);
            return;
        }
        ask(shards.owners().renew(name, held), (answer, failure) -> {
            switch (answer) {
                case Held.Yes _ -> renewed(held, asked);
                case Held.No _ -> lose(held);
                case null -> check(held);
            }
        });
        long answer = asked + leaseNanos / 3;
        wake(stood ? Math.min(answer, standsUntil) : answer, () -> check(held));
    }

    private void renewed(Version held, long asked) {
        boolean first;
        synchronized (this) {
            if (ended) {
                return;
            }
            first = !told;
            told = true;
            standsUntil = asked + leaseNanos / 4 * 3;
            stood = true;
        }
        if (first) {
            owner.owned(held.number());
        }
        wake(Math.max(now(), asked + leaseNanos / 3), () -> renew(held));
    }

    /** No answer yet, or none that says anything: asks again as long as it stands. */
    private void check(Version held) {
        if (stood && now() >= standsUntil) {
            lose(held);
        } else {
            wake(now() + Math.min(AGAIN, leaseNanos / 8), () -> renew(held));
        }
    }

    private void lose(Version held) {
        synchronized (this) {
            if (ended) {
                return;
            }
            standsUntil = Long.MIN_VALUE;
            alarm.ifPresent(Alarm::cancel);
            alarm = Optional.empty();
        }
        owner.lost(held.number());
    }

    private static <T> void ask(CompletionStage<T> question, BiConsumer<T, Throwable> then) {
        var _ = question.whenComplete(then);
    }

    @Override
    public boolean stands() {
        return stood && now() < standsUntil;
    }

    @Override
    public void end() {
        Optional<Version> held;
        Optional<Waiting> place;
        synchronized (this) {
            ended = true;
            held = token;
            place = waiting;
            standsUntil = Long.MIN_VALUE;
            alarm.ifPresent(Alarm::cancel);
            alarm = Optional.empty();
        }
        if (held.isPresent()) {
            var _ = shards.owners().release(name, held.get());
        } else {
            place.ifPresent(Waiting::abandon);
        }
    }
}
