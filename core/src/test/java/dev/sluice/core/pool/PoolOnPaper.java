package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One function's pool with nobody behind it: a test plays the machine and the runners, and reads what was decided. */
final class PoolOnPaper {

    static final Outcome OK = new Outcome.Succeeded(200);

    final FunctionPool pool;
    final List<FunctionEffect> effects = new ArrayList<>();
    final List<FunctionEffect.Preempt> preempted = new ArrayList<>();
    final Consumer<FunctionEffect> out = effects::add;
    long now;
    private int runners;

    PoolOnPaper(FunctionVersion version) {
        this(version, 1);
    }

    PoolOnPaper(FunctionVersion version, long seed) {
        pool = FunctionPool.of(
                version, new PoolRules(Samples.settings(), KeepAlive.DECLARED, new SplittableRandom(seed)));
    }

    void pass(Duration time) {
        now += time.toNanos();
        pool.tick(now, out);
    }

    /** An interactive call that waits unless it is served at once. */
    Caller call() {
        return call(Priority.INTERACTIVE);
    }

    Caller call(Priority priority) {
        return call(priority, Terms.USUAL_RANK);
    }

    /** One with a key. */
    Caller call(long key) {
        return call(new Caller(Priority.INTERACTIVE, key), Terms.USUAL_RANK);
    }

    Caller call(Priority priority, int rank) {
        return call(new Caller(priority, SlotWaiter.NO_KEY), rank);
    }

    /** A background call with a key. */
    Caller call(int rank, long key) {
        return call(new Caller(Priority.BACKGROUND, key), rank);
    }

    private Caller call(Caller caller, int rank) {
        Priority priority = caller.priority;
        Instance instance = pool.tryAcquire(priority, caller.key());
        if (instance != null) {
            caller.on = instance;
            pool.served(now);
        } else {
            caller.place = pool.await(caller, priority, rank, now, out);
            hearAll();
        }
        return caller;
    }

    void abandon(Caller caller) {
        if (caller.place == null) {
            throw new AssertionError("it does not wait");
        }
        pool.abandon(caller.place, now, out);
    }

    void release(Caller caller, Outcome outcome) {
        pool.release(caller.instance(), caller.priority, outcome, now, out);
        hearAll();
    }

    /** A runner is offered. */
    RunnerId offer() {
        RunnerId id = new RunnerId("r" + ++runners);
        pool.runners().assigned(id, Samples.KIND, now, out);
        hearAll();
        return id;
    }

    void ready(RunnerId id) {
        pool.runners().specialised(id, "a.B", Duration.ofMillis(5), now, out);
        hearAll();
    }

    RunnerId offerReady() {
        RunnerId id = offer();
        ready(id);
        return id;
    }

    /** What the machine was told last. */
    FunctionEffect.Want want() {
        return effects.stream()
                .filter(FunctionEffect.Want.class::isInstance)
                .map(FunctionEffect.Want.class::cast)
                .reduce(new FunctionEffect.Want(Samples.KIND, 0, 0), (a, b) -> b);
    }

    <T extends FunctionEffect> List<T> all(Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    void hearAll() {
        for (FunctionEffect effect : List.copyOf(effects)) {
            if (effect instanceof FunctionEffect.Grant grant) {
                effects.remove(effect);
                Caller caller = (Caller) grant.waiter();
                caller.on = grant.instance();
                caller.waited = grant.waited();
            } else if (effect instanceof FunctionEffect.Preempt preempt) {
                effects.remove(effect);
                preempted.add(preempt);
            } else if (effect instanceof FunctionEffect.Refuse refuse) {
                effects.remove(effect);
                refuse.waiter().refused(refuse.why(), refuse.waited());
            }
        }
    }

    static final class Caller implements SlotWaiter {
        final Priority priority;
        final long key;

        @Nullable
        Instance on;

        @Nullable
        Outcome refusal;

        @Nullable
        Waiting place;

        Timings waited = Timings.NONE;

        /** How often its key was asked for. */
        int asked;

        Caller(Priority priority, long key) {
            this.priority = priority;
            this.key = key;
        }

        @Override
        public long key() {
            asked++;
            return key;
        }

        Instance instance() {
            if (on == null) {
                throw new AssertionError("no slot; refused with " + refusal);
            }
            return on;
        }

        boolean waits() {
            return on == null && refusal == null;
        }

        @Override
        public void granted(Slot slot, Timings timings) {
            throw new AssertionError("on paper there are no slots");
        }

        @Override
        public void refused(Outcome why, Timings timings) {
            refusal = why;
            waited = timings;
        }
    }
}
