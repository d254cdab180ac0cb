package dev.sluice.testkit.storm;

import dev.sluice.core.loop.Serial;
import java.util.concurrent.Executor;

/** Runs its tasks one after the other, as an event loop does, on the threads of an executor. */
final class Lane implements Executor {

    private final Serial serial;

    Lane(Executor threads) {
        this.serial = Serial.on(threads);
    }

    @Override
    public void execute(Runnable task) {
        serial.execute(task);
    }

    /** The same after {@code turns} of what else there is to do. */
    void later(int turns, Runnable task) {
        execute(turns == 0 ? task : () -> later(turns - 1, task));
    }
}
