package dev.sluice.decorators.repeat;

import dev.sluice.core.time.Timers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Waits as long as a clock says that is an argument. */
public final class Pause {

    private Pause() {}

    /** Waits on the caller's thread, which may block. */
    public static void of(Duration time, Timers timers) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Timers.Alarm alarm = timers.at(timers.nanos() + time.toNanos(), over::countDown);
        try {
            over.await();
        } finally {
            alarm.cancel();
        }
    }
}
