package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.PoolName;
import dev.sluice.core.pool.PoolSettings;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.pool.Slots;
import dev.sluice.core.pool.Trial;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.testkit.loop.SimulatedLoop;
import dev.sluice.testkit.runner.PlayedRunner;
import dev.sluice.testkit.runner.PlayedRunners;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The real pools in a simulated loop: all that a gateway has, with runners, functions and callers played by chance. What the
 * pools decide is carried out after random small delays and in random order.
 */
final class SimulatedPools {

    /** How badly things go, each in percent. */
    record Weather(int startFails, int specialiseFails, int specialiseHangs, int callCrashes, int callTimesOut) {
        static final Weather FAIR = new Weather(0, 0, 0, 0, 0);
    }

    /** A caller: what it was told, and the call that it makes when it is granted a slot. */
    final class Caller implements SlotWaiter {
        final FunctionName function;
        final Priority priority;
        final long since = now();
        int told;

        @Nullable
        RunnerId instance;

        Timings waited = Timings.NONE;

        @Nullable
        Outcome refusal;

        /** How its call ended, if it has. */
        @Nullable
        Outcome ended;

        private @Nullable Slot holds;

        Caller(FunctionName function, Priority priority) {
            this.function = function;
            this.priority = priority;
        }

        @Override
        public void refused(Outcome why, Timings timings) {
            told++;
            refusal = why;
            waited = timings;
        }

        @Override
        public void granted(Slot slot, Timings timings) {
            told++;
            holds = slot;
            RunnerId on = slot.link().id();
            instance = on;
            waited = timings;
            held.merge(on, 1, Integer::sum);
            int dice = random.nextInt(100);
            if (dice < weather.callCrashes()) {
                loop.after(random.nextLong(millis(20)), () -> crash(on));
                loop.after(
                        millis(20) + random.nextLong(millis(5)), () -> done(slot, new Outcome.Exited("exit code 1")));
            } else if (dice < weather.callCrashes() + weather.callTimesOut()) {
                loop.after(
                        millis(300),
                        () -> done(slot, new Outcome.TimedOut(Duration.ofMillis(300), FunctionError.of(""))));
            } else {
                Outcome outcome = isAlive(on) ? new Outcome.Succeeded(200) : new Outcome.Exited("gone");
                loop.after(1 + random.nextLong(runNanos), () -> done(slot, outcome));
            }
        }

        /** Code heeds it soon, but for that which never does. */
        @Override
        public void preempted(Outcome why) {
            gaveWay.add(this);
            if (random.nextInt(100) >= weather.callTimesOut()) {
                giveUp(why);
            }
        }

        private void giveUp(Outcome why) {
            loop.after(1 + random.nextLong(millis(5)), () -> {
                Slot slot = holds;
                if (slot == null) {
                    giveUp(why); // The grant has not been carried out yet.
                } else {
                    done(slot, why);
                }
            });
        }

        /** Whichever end comes first. */
        private void done(Slot slot, Outcome outcome) {
            if (ended != null) {
                return;
            }
            ended = outcome;
            held.merge(slot.link().id(), -1, (a, b) -> a + b == 0 ? null : a + b);
            slot.release(outcome);
        }
    }

    final PoolSettings settings;
    final SplittableRandom random;
    final SimulatedLoop loop;
    final PlayedRunners runners;
    final LivePools pools;
    private final Map<FunctionName, Slots> slots = new HashMap<>();
    final Map<RunnerId, Integer> held = new HashMap<>();
    final List<Caller> callers = new ArrayList<>();

    /** Those that were asked to give their slots up. */
    final List<Caller> gaveWay = new ArrayList<>();

    Weather weather = Weather.FAIR;
    long runNanos = millis(50);
    long startNanos = millis(400);

    SimulatedPools(Path home, PoolSettings settings, long seed) {
        this.settings = settings;
        this.random = new SplittableRandom(seed);
        this.loop = new SimulatedLoop(random.nextLong());
        this.runners = new PlayedRunners(loop.time())
                .onStart(this::start)
                .onSpecialise(this::specialise)
                .onDrain(runner -> endSoon(runner, millis(40), 0))
                .onKill(runner -> endSoon(runner, millis(2), 137));
        PoolParts parts = PlayedPools.parts(
                home, settings, runners, loop.time(), loop, PlayedPools::order, event -> {}, line -> {});
        this.pools = new LivePools(parts, loop.loop(), new Random(seed));
        pools.loop().scheduler().begin();
    }

    static long millis(long millis) {
        return millis * 1_000_000;
    }

    long now() {
        return loop.now();
    }

    void run(Duration time) {
        loop.run(time);
    }

    boolean isLive(FunctionName function) {
        return pools.loop()
                .cells()
                .find(PoolName.live(function))
                .map(cell -> cell.live != null)
                .orElse(false);
    }

    // ---- what a test does

    void activate(FunctionVersion version) {
        slots.put(version.function(), pools.activate(version));
    }

    void trial(FunctionVersion version, Consumer<Trial> then) {
        pools.trial(version).thenAccept(then);
    }

    Caller call(FunctionVersion version) {
        return call(version, Priority.INTERACTIVE);
    }

    Caller call(FunctionVersion version, Priority priority) {
        Caller caller = new Caller(version.function(), priority);
        callers.add(caller);
        Objects.requireNonNull(slots.get(version.function())).acquire(Terms.of(EntryPoint.HTTP, priority), caller);
        return caller;
    }

    /** One of the runners that are alive, if there are {@code index} of them. */
    void crashOne(int index) {
        List<PlayedRunner> alive = runners.alive();
        if (index < alive.size()) {
            crash(alive.get(index).id());
        }
    }

    private void crash(RunnerId id) {
        runners.find(id).filter(PlayedRunner::isAlive).ifPresent(runner -> {
            if (random.nextBoolean()) {
                loop.execute(() -> runner.disconnect(""));
            }
            endSoon(runner, millis(3), 1);
        });
    }

    private boolean isAlive(RunnerId id) {
        return runners.find(id).map(PlayedRunner::isAlive).orElse(false);
    }

    // ---- what runners do

    private void start(PlayedRunner runner) {
        if (random.nextInt(100) < weather.startFails()) {
            if (random.nextBoolean()) {
                endSoon(runner, millis(100), 2);
            }
            return;
        }
        loop.after(startNanos / 2 + random.nextLong(startNanos), runner::hello);
    }

    private void specialise(PlayedRunner runner, Frame.Specialise order) {
        int dice = random.nextInt(100);
        long took = millis(5) + random.nextLong(millis(30));
        if (dice < weather.specialiseFails()) {
            Frame failed = new Frame.SpecialiseFailed("initialiser_failed", FunctionError.of("no"), "fix it");
            loop.after(took, () -> runner.answer(failed));
        } else if (dice >= weather.specialiseFails() + weather.specialiseHangs()) {
            loop.after(took, () -> runner.answer(new Frame.Specialised("a.B", took)));
        }
    }

    private void endSoon(PlayedRunner runner, long within, int code) {
        loop.after(random.nextLong(within), () -> {
            if (runner.isAlive()) {
                runner.exit(new RunnerExit(code, false, ""));
            }
        });
    }
}
