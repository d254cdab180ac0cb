package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.pool.FunctionEffect;
import dev.sluice.core.pool.FunctionPool;
import dev.sluice.core.pool.ScalingPolicy;
import dev.sluice.core.time.Timers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place of one function among the pools, and the lock that guards its state: a few words for a function that rests,
 * whose {@link #pool} is made when it is first needed and dropped when nothing would be lost. All fields are guarded by
 * the seat itself.
 */
final class Seat {

    final FunctionName function;

    @Nullable
    FunctionVersion live;

    @Nullable
    FunctionPool pool;

    /** It was taken out of the table: whoever finds it must look again. */
    boolean gone;

    /** Empty between two uses; here so that a warm call allocates none. */
    final List<FunctionEffect> effects = new ArrayList<>(0);

    private Timers.@Nullable Alarm alarm;
    private long alarmAt = ScalingPolicy.NEVER;

    Seat(FunctionName function) {
        this.function = function;
    }

    /** Sees to it that {@code task} runs at {@code at} or before; an alarm that is set for earlier will do. */
    void wake(long at, Timers time, Runnable task) {
        if (at >= alarmAt) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        alarmAt = at;
        alarm = time.at(at, () -> {
            synchronized (this) {
                if (alarmAt == at) {
                    alarmAt = ScalingPolicy.NEVER;
                    alarm = null;
                }
            }
            task.run();
        });
    }

    void sleep() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
            alarmAt = ScalingPolicy.NEVER;
        }
    }
}
