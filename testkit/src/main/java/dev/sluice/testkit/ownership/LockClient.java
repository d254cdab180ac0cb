package dev.sluice.testkit.ownership;

import dev.sluice.core.ownership.Acquired;
import dev.sluice.core.ownership.Held;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.Owners;
import dev.sluice.core.ownership.Waiting;
import dev.sluice.core.state.Version;
import dev.sluice.core.time.Timers;
import dev.sluice.testkit.state.Step;
import dev.sluice.testkit.state.Step.Act;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Acquires one lock again and again, holds it for a while, renews it, releases it, gives up waiting, or stalls for longer than
 * its lease and then acts late. It tells its steps as those on a record: to be granted is to write it where there is none, with the
 * token as its version; to release is to remove it, which is told as lost before it is asked for. That a lease runs out nobody tells:
 * {@link LockHistory} adds it. What the store did not answer is asked anew, and nothing more is told of it.
 */
public final class LockClient {

    private final String name;
    private final Owners owners;
    private final OwnedName lock;
    private final Timers time;
    private final SplittableRandom random;
    private final Duration lease;
    private final Consumer<Step> history;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private int left;
    private int grants;

    public LockClient(
            String name,
            Owners owners,
            OwnedName lock,
            Timers time,
            long seed,
            Duration lease,
            Consumer<Step> history) {
        this.name = name;
        this.owners = owners;
        this.lock = lock;
        this.time = time;
        this.random = new SplittableRandom(seed);
        this.lease = lease;
        this.history = history;
    }

    /** Asks so many times; answers how many of them were granted. */
    public CompletableFuture<Integer> run(int times) {
        left = times;
        next();
        return done;
    }

    private void next() {
        if (left-- == 0) {
            done.complete(grants);
            return;
        }
        long began = time.nanos();
        Waiting waiting = owners.acquire(lock, new Owners.Wanted(1, name, lease, ""));
        if (random.nextInt(8) == 0) {
            after(random.nextLong(lease.toNanos() / 2), waiting::leave);
        }
        var _ = waiting.end().whenComplete((end, _) -> {
            if (end instanceof Acquired.Granted(Version token, Duration _)) {
                granted(token, began);
            } else {
                after(random.nextLong(lease.toNanos() / 20), this::next);
            }
        });
    }

    private void granted(Version token, long began) {
        grants++;
        add(began, time.nanos(), new Act.Wrote(Version.NONE, value(token), Optional.of(token)));
        if (random.nextInt(10) == 0) {
            after(lease.toNanos() * 2, () -> renew(token));
        } else if (random.nextInt(4) == 0) {
            after(random.nextLong(lease.toNanos() / 3), () -> renew(token));
        } else {
            after(random.nextLong(lease.toNanos() / 100), () -> release(token));
        }
    }

    private void renew(Version token) {
        long began = time.nanos();
        var _ = owners.renew(lock, token).whenComplete((held, _) -> {
            if (held != null) {
                add(
                        began,
                        time.nanos(),
                        held instanceof Held.Yes
                                ? new Act.Saw(token, value(token))
                                : new Act.Wrote(token, "", Optional.empty()));
            }
            after(random.nextLong(lease.toNanos() / 10), () -> release(token));
        });
    }

    private void release(Version token) {
        long began = time.nanos();
        add(began, Long.MAX_VALUE, new Act.Lost(token, ""));
        var _ = owners.release(lock, token).whenComplete((held, _) -> {
            if (held != null) {
                Optional<Version> made = held instanceof Held.Yes ? Optional.of(Version.NONE) : Optional.empty();
                add(began, time.nanos(), new Act.Wrote(token, "", made));
            }
            after(random.nextLong(lease.toNanos() / 1000), this::next);
        });
    }

    private String value(Version token) {
        return name + "-" + token.number();
    }

    private void add(long began, long ended, Act act) {
        history.accept(new Step(name, lock.name(), began, ended, act));
    }

    private void after(long nanos, Runnable task) {
        time.at(time.nanos() + nanos, task);
    }
}
