package dev.sluice.core.loop;

import dev.sluice.core.time.Timers;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What many {@link Cell}s share: the time, with a timer for the alarm of each, and who carries out their effects.
 *
 * @param effects runs what state machines decided; called when no cell is locked
 */
public record Loop(Timers time, Executor effects) {

    /** Effects are carried out by the thread that told a state machine what happened. */
    public Loop(Timers time) {
        this(time, Runnable::run);
    }

    public long now() {
        return time.nanos();
    }

    /** Carries out what came of changes; to be called when no cell is locked. */
    public void carryOut(List<Runnable> todo) {
        for (Runnable task : todo) {
            effects.execute(task);
        }
    }
}
