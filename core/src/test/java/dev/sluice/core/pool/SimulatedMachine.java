package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's pools in virtual time: the real policy and the real states, with runners, functions and callers played by
 * chance. What the pools decide is carried out after random small delays and in random order, as threads would.
 */
final class SimulatedMachine {

    /** How badly things go, each in percent. */
    record Weather(int startFails, int specialiseFails, int specialiseHangs, int callCrashes, int callTimesOut) {
        static final Weather FAIR = new Weather(0, 0, 0, 0, 0);
    }

    static final class Home {
        final FunctionName name;

        @Nullable
        FunctionVersion live;

        @Nullable
        FunctionPool pool;

        Home(FunctionName name) {
            this.name = name;
        }
    }

    /** A caller: what it was told, and the call that it makes when it is granted a slot. */
    final class Caller implements SlotWaiter {
        final Home home;
        final long since = now;
        int told;

        @Nullable
        Instance instance;

        Timings waited = Timings.NONE;

        @Nullable
        Outcome refusal;

        Caller(Home home) {
            this.home = home;
        }

        @Override
        public void granted(Slot slot, Timings timings) {
            throw new AssertionError("the simulation grants without slots");
        }

        @Override
        public void refused(Outcome why, Timings timings) {
            told++;
            refusal = why;
            waited = timings;
        }

        void run(Instance on, Timings timings) {
            told++;
            instance = on;
            waited = timings;
            held.merge(on, 1, Integer::sum);
            Runner runner = runners.get(on.id());
            int dice = random.nextInt(100);
            if (dice < weather.callCrashes()) {
                after(random.nextLong(millis(20)), () -> crash(on.id()));
                after(millis(20) + random.nextLong(millis(5)), () -> done(on, new Outcome.Exited("exit code 1")));
            } else if (dice < weather.callCrashes() + weather.callTimesOut()) {
                after(millis(300), () -> done(on, new Outcome.TimedOut(Duration.ofMillis(300), FunctionError.of(""))));
            } else {
                Outcome outcome = runner == null ? new Outcome.Exited("gone") : new Outcome.Succeeded(200);
                after(1 + random.nextLong(runNanos), () -> done(on, outcome));
            }
        }

        private void done(Instance on, Outcome outcome) {
            held.merge(on, -1, (a, b) -> a + b == 0 ? null : a + b);
            FunctionPool pool = home.pool;
            if (pool != null) {
                act(home, (p, out) -> p.release(on, outcome, now, out));
            }
        }
    }

    /** A runner's process. */
    static final class Runner {
        final RunnerKind kind;

        @Nullable
        Home owner;

        boolean ending;

        Runner(RunnerKind kind) {
            this.kind = kind;
        }
    }

    private record Event(long at, long order, Runnable what) {}

    private static final int MOST_STEPS = 100_000;

    final PoolSettings settings;
    final SplittableRandom random;
    final Machine machine;
    final Map<FunctionName, Home> homes = new LinkedHashMap<>();
    final Map<RunnerId, Runner> runners = new LinkedHashMap<>();
    final Map<Instance, Integer> held = new HashMap<>();
    final List<Caller> callers = new ArrayList<>();
    final List<Trial> trialResults = new ArrayList<>();
    final List<PoolEvent> events = new ArrayList<>();
    Weather weather = Weather.FAIR;
    long runNanos = millis(50);
    long startNanos = millis(400);
    int started;
    long now;
    Runnable afterEveryStep = () -> {};
    private final PoolRules rules;
    private final PriorityQueue<Event> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final Map<Object, Long> wakeAt = new HashMap<>();
    private long order;
    private int steps;
    private int nextRunner;

    SimulatedMachine(PoolSettings settings, long seed) {
        this.settings = settings;
        this.random = new SplittableRandom(seed);
        this.rules = new PoolRules(settings, KeepAlive.DECLARED, random);
        this.machine =
                new Machine(settings, List.of(Samples.JAVA), () -> new RunnerId("r" + ++nextRunner), random.split());
        told(out -> machine.plan(now, out));
    }

    static long millis(long millis) {
        return millis * 1_000_000;
    }

    // ---- what a test does

    Home home(String name) {
        return homes.computeIfAbsent(new FunctionName(name), Home::new);
    }

    void activate(FunctionVersion version) {
        Home home = home(version.function().value());
        FunctionVersion before = home.live;
        home.live = version;
        machine.live(RunnerKind.of(version.spec()), 1);
        if (before != null) {
            machine.live(RunnerKind.of(before.spec()), -1);
        }
        act(home, (pool, out) -> pool.activate(version, now, out));
    }

    void trial(FunctionVersion version, Consumer<Trial> then) {
        Home home = home(version.function().value());
        act(home, home.live == null ? version : home.live, (pool, out) -> pool.trial(version, then::accept, now, out));
    }

    void abandonTrial(FunctionVersion version) {
        act(home(version.function().value()), (pool, out) -> pool.abandonTrial(version, now, out));
    }

    void remove(Home home) {
        FunctionVersion before = home.live;
        if (before != null) {
            home.live = null;
            machine.live(RunnerKind.of(before.spec()), -1);
            act(home, before, (pool, out) -> pool.remove(now, out));
        }
    }

    void recycle(Home home) {
        if (home.pool != null) {
            act(home, (pool, out) -> pool.recycle(now, out));
        }
    }

    Caller call(String name) {
        Home home = home(name);
        Caller caller = new Caller(home);
        if (home.live == null) {
            return caller;
        }
        callers.add(caller);
        act(home, (pool, out) -> {
            Instance instance = pool.tryAcquire();
            if (instance != null) {
                caller.run(instance, Timings.NONE);
            } else {
                pool.await(caller, now, out);
            }
        });
        return caller;
    }

    void crash(RunnerId id) {
        Runner runner = runners.get(id);
        if (runner != null && !runner.ending) {
            runner.ending = true;
            Home owner = runner.owner;
            boolean linkFirst = random.nextBoolean();
            if (linkFirst && owner != null) {
                later(() -> act(owner, (pool, out) -> pool.linkClosed(id, "", now, out)));
            }
            after(random.nextLong(millis(3)), () -> end(id, new RunnerExit(1, false, "")));
        }
    }

    void shutDown() {
        told(machine::shutDown);
        homes.values().forEach(home -> {
            if (home.pool != null) {
                act(home, (pool, out) -> pool.shutDown(now, out));
            }
        });
    }

    void run(Duration time) {
        long until = now + time.toNanos();
        while (!agenda.isEmpty() && agenda.peek().at() <= until) {
            Event event = agenda.poll();
            now = event.at();
            if (++steps > MOST_STEPS) {
                throw new AssertionError("more than " + MOST_STEPS + " steps: something goes round in circles, next is "
                        + agenda.peek());
            }
            event.what().run();
            afterEveryStep.run();
        }
        now = until;
    }

    void after(long nanos, Runnable what) {
        agenda.add(new Event(now + nanos, random.nextInt(1000) * 1_000_000_000L + order++, what));
    }

    // ---- carrying out decisions

    void act(Home home, BiConsumer<FunctionPool, Consumer<FunctionEffect>> what) {
        FunctionVersion live = home.live;
        if (live == null && home.pool == null) {
            return;
        }
        act(home, live, what);
    }

    private void act(
            Home home, @Nullable FunctionVersion version, BiConsumer<FunctionPool, Consumer<FunctionEffect>> what) {
        FunctionPool pool = home.pool;
        if (pool == null) {
            if (version == null) {
                return;
            }
            pool = version.equals(home.live)
                    ? FunctionPool.of(version, rules)
                    : FunctionPool.forTrialOf(version, rules);
            home.pool = pool;
        }
        List<FunctionEffect> effects = new ArrayList<>();
        what.accept(pool, effects::add);
        told(out -> {
            boolean changed = false;
            for (FunctionEffect effect : effects) {
                changed |= tellMachine(home, effect);
            }
            if (changed) {
                machine.plan(now, out);
            }
        });
        for (FunctionEffect effect : effects) {
            later(() -> carryOut(home, effect));
        }
        wake(home, pool.nextTick(), () -> act(home, (p, out) -> p.tick(now, out)));
        if (pool.isEmpty()) {
            home.pool = null;
        }
    }

    private boolean tellMachine(Home home, FunctionEffect effect) {
        if (!(effect instanceof FunctionEffect.ForMachine forMachine)) {
            return false;
        }
        switch (forMachine) {
            case FunctionEffect.Want want -> machine.want(home.name, want);
            case FunctionEffect.Accept accept -> {
                Runner runner = runners.get(accept.runner());
                if (runner != null) {
                    runner.owner = home;
                }
                machine.accepted(accept.runner());
            }
            case FunctionEffect.GiveBack back -> machine.givenBack(back.runner(), now);
        }
        return true;
    }

    private void carryOut(Home home, FunctionEffect effect) {
        switch (effect) {
            case FunctionEffect.Grant grant -> ((Caller) grant.waiter()).run(grant.instance(), grant.waited());
            case FunctionEffect.Refuse refuse -> refuse.waiter().refused(refuse.why(), refuse.waited());
            case FunctionEffect.Specialise specialise -> specialise(home, specialise.runner());
            case FunctionEffect.TellDraining notice -> {}
            case FunctionEffect.Drain drain -> endSoon(drain.runner(), millis(40), 0);
            case FunctionEffect.Kill kill -> endSoon(kill.runner(), millis(2), 137);
            case FunctionEffect.Reap reap -> endSoon(reap.runner(), millis(2), 1);
            case FunctionEffect.EndTrial end -> {
                trialResults.add(end.result());
                end.waiter().ended(end.result());
            }
            case FunctionEffect.Tell tell -> events.add(tell.event());
            case FunctionEffect.ForMachine forMachine -> {}
        }
    }

    private void specialise(Home home, RunnerId id) {
        Runner runner = runners.get(id);
        if (runner == null) {
            act(home, (pool, out) -> pool.ended(id, new RunnerExit(1, false, ""), now, out));
            return;
        }
        int dice = random.nextInt(100);
        long took = millis(5) + random.nextLong(millis(30));
        if (dice < weather.specialiseFails()) {
            var failed = new Frame.SpecialiseFailed("initialiser_failed", FunctionError.of("no"), "fix it");
            after(took, () -> act(home, (pool, out) -> pool.specialiseFailed(id, failed, now, out)));
        } else if (dice >= weather.specialiseFails() + weather.specialiseHangs()) {
            after(took, () -> {
                if (runners.containsKey(id)) {
                    act(home, (pool, out) -> pool.specialised(id, "a.B", Duration.ofNanos(took), now, out));
                }
            });
        }
    }

    private void endSoon(RunnerId id, long within, int code) {
        Runner runner = runners.get(id);
        if (runner != null && !runner.ending) {
            runner.ending = true;
            after(random.nextLong(within), () -> end(id, new RunnerExit(code, false, "")));
        }
    }

    private void end(RunnerId id, RunnerExit exit) {
        Runner runner = runners.remove(id);
        if (runner == null) {
            return;
        }
        told(out -> {
            machine.ended(id, exit.description(), now);
            machine.plan(now, out);
        });
        Home owner = runner.owner;
        if (owner != null) {
            act(owner, (pool, out) -> pool.ended(id, exit, now, out));
        }
    }

    private void told(Consumer<Consumer<MachineEffect>> what) {
        List<MachineEffect> effects = new ArrayList<>();
        what.accept(effects::add);
        for (MachineEffect effect : effects) {
            if (effect instanceof MachineEffect.StartRunner start) {
                runners.put(start.id(), new Runner(start.kind()));
                started++;
            }
            later(() -> carryOut(effect));
        }
        wake(machine, machine.nextPlan(), () -> told(out -> machine.plan(now, out)));
    }

    private void carryOut(MachineEffect effect) {
        switch (effect) {
            case MachineEffect.StartRunner start -> spawn(start.id());
            case MachineEffect.StopRunner stop -> endSoon(stop.id(), millis(5), 137);
            case MachineEffect.Assign assign -> {
                Home home = home(assign.function().value());
                if (home.pool == null) {
                    told(out -> {
                        machine.givenBack(assign.id(), now);
                        machine.plan(now, out);
                    });
                } else {
                    act(home, (pool, out) -> pool.assigned(assign.id(), assign.kind(), now, out));
                }
            }
            case MachineEffect.NoRunner none ->
                act(home(none.function().value()), (pool, out) -> pool.noRunner(none.kind(), none.detail(), now, out));
            case MachineEffect.EvictIdle evict -> evictIdle(evict.idleNanos());
        }
    }

    private void spawn(RunnerId id) {
        if (random.nextInt(100) < weather.startFails()) {
            if (random.nextBoolean()) {
                after(random.nextLong(millis(100)), () -> end(id, new RunnerExit(2, false, "")));
            }
            return;
        }
        after(startNanos / 2 + random.nextLong(startNanos), () -> {
            if (runners.containsKey(id)) {
                told(out -> {
                    machine.ready(id, now);
                    machine.plan(now, out);
                });
            }
        });
    }

    private void evictIdle(long idleNanos) {
        Home longest = null;
        long since = Long.MAX_VALUE;
        for (Home home : homes.values()) {
            long idle =
                    home.pool == null ? Long.MAX_VALUE : home.pool.idleSince().orElse(Long.MAX_VALUE);
            if (idle < since) {
                longest = home;
                since = idle;
            }
        }
        if (longest != null && since + idleNanos <= now) {
            act(longest, (pool, out) -> pool.evict(now, out));
        }
    }

    private void later(Runnable what) {
        after(random.nextLong(200_000), what);
    }

    private void wake(Object whom, long at, Runnable what) {
        if (at != ScalingPolicy.NEVER && at < wakeAt.getOrDefault(whom, ScalingPolicy.NEVER)) {
            wakeAt.put(whom, at);
            after(Math.max(0, at - now), () -> {
                wakeAt.remove(whom);
                what.run();
            });
        }
    }
}
