package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.pool.FunctionEffect;
import dev.sluice.core.pool.Machine;
import dev.sluice.core.pool.MachineEffect;
import dev.sluice.core.pool.RunnerKind;
import dev.sluice.core.pool.ScalingPolicy;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.time.Timers;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Machine} and its lock, which is taken on cold paths only and may be taken while a function's seat is locked,
 * never the other way round. What the machine decides is given back as tasks, to be run when no lock is held.
 */
final class MachineRoom {

    private final Object lock = new Object();
    private final Machine machine;
    private final Timers time;
    private final Consumer<MachineEffect> carryOut;
    private Timers.@Nullable Alarm alarm;
    private long alarmAt = ScalingPolicy.NEVER;

    MachineRoom(PoolParts parts, Consumer<MachineEffect> carryOut) {
        this.time = parts.time();
        this.carryOut = carryOut;
        this.machine =
                new Machine(parts.settings().pool(), parts.runtimes().byName().keySet(), new Ids(), new Random());
    }

    /** {@code wasGeneric}: it belonged to no function, and nobody had asked for its end. */
    record Ended(boolean wasGeneric, List<Runnable> todo) {}

    /** Starts what is to be kept warm. */
    void begin() {
        planned(() -> {}).forEach(Runnable::run);
    }

    List<Runnable> live(RunnerKind kind, int change) {
        return planned(() -> machine.live(kind, change));
    }

    List<Runnable> tell(FunctionName function, List<? extends FunctionEffect.ForMachine> news) {
        return planned(() -> {
            for (FunctionEffect.ForMachine effect : news) {
                switch (effect) {
                    case FunctionEffect.Want want -> machine.want(function, want);
                    case FunctionEffect.Accept accept -> machine.accepted(accept.runner());
                    case FunctionEffect.GiveBack back -> machine.givenBack(back.runner(), time.nanos());
                }
            }
        });
    }

    List<Runnable> ready(RunnerId id) {
        return planned(() -> machine.ready(id, time.nanos()));
    }

    /** Its connection is gone: nobody is to get it any more. */
    void broken(RunnerId id) {
        synchronized (lock) {
            machine.broken(id);
        }
    }

    Ended ended(RunnerId id, String why) {
        boolean[] generic = new boolean[1];
        List<Runnable> todo = planned(() -> generic[0] = machine.ended(id, why, time.nanos()));
        return new Ended(generic[0], todo);
    }

    void shutDown() {
        List<MachineEffect> effects = new ArrayList<>();
        synchronized (lock) {
            machine.shutDown(effects::add);
        }
        effects.forEach(carryOut);
    }

    List<Machine.Standing> standings() {
        synchronized (lock) {
            return machine.standings();
        }
    }

    private List<Runnable> planned(Runnable change) {
        List<MachineEffect> effects = new ArrayList<>();
        synchronized (lock) {
            change.run();
            machine.plan(time.nanos(), effects::add);
            wake(machine.nextPlan());
        }
        List<Runnable> todo = new ArrayList<>(effects.size());
        effects.forEach(effect -> todo.add(() -> carryOut.accept(effect)));
        return todo;
    }

    private void wake(long at) {
        if (at >= alarmAt) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        alarmAt = at;
        alarm = time.at(at, () -> {
            synchronized (lock) {
                if (alarmAt == at) {
                    alarmAt = ScalingPolicy.NEVER;
                    alarm = null;
                }
            }
            begin();
        });
    }

    /** Ids that no earlier gateway has given out, as far as chance goes: four random digits and a count. */
    private static final class Ids implements Supplier<RunnerId> {

        private final String life = HexFormat.of().toHexDigits((short) new SecureRandom().nextInt());
        private long count;

        @Override
        public RunnerId get() {
            return new RunnerId("r" + life + "-" + ++count);
        }
    }
}
