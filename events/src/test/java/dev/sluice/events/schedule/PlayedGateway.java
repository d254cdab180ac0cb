package dev.sluice.events.schedule;

import dev.sluice.core.loop.Loop;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.time.Timers;
import dev.sluice.testkit.loop.SimulatedLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/** A gateway in a simulation: it may stand still for a while, crash at any step, and its clocks are its own. */
final class PlayedGateway implements Timers, Executor {

    private final SimulatedLoop loop;
    private final long origin;
    private Duration wrong = Duration.ZERO;
    private long standsUntil;
    private boolean crashed;

    /** {@code origin}: what its clock for lengths of time shows at the start. */
    PlayedGateway(SimulatedLoop loop, long origin) {
        this.loop = loop;
        this.origin = origin;
    }

    Scheduler scheduler(KeyedState state, Runs runs, String name) {
        return new Scheduler(new Loop(this, this), ScheduleArea.TRIGGERS, state, runs, name);
    }

    void crash() {
        crashed = true;
    }

    void standStill(Duration length) {
        standsUntil = loop.now() + length.toNanos();
    }

    /** From now on its time of day is wrong by so much. */
    void setClock(Duration ahead) {
        wrong = ahead;
    }

    @Override
    public long nanos() {
        return origin + loop.now();
    }

    @Override
    public Instant instant() {
        return loop.time().instant().plus(wrong);
    }

    @Override
    public Alarm at(long nanos, Runnable task) {
        return loop.time().at(nanos - origin, () -> run(task));
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(() -> run(task));
    }

    private void run(Runnable task) {
        if (!crashed && loop.now() < standsUntil) {
            loop.time().at(standsUntil, () -> run(task));
        } else if (!crashed) {
            task.run();
        }
    }
}
