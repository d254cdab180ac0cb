package dev.sluice.gateway.observe.standing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Whether every event loop still takes work. Thread-safe. */
public final class EventLoops {

    private final List<? extends Executor> loops;
    private final Duration patience;

    /** @param patience how long a loop may take to get to a task */
    public EventLoops(List<? extends Executor> loops, Duration patience) {
        this.loops = List.copyOf(loops);
        this.patience = patience;
    }

    /** Asks them all and waits, at most {@code patience}: never on an event loop. */
    public HealthResult verdict() {
        CountDownLatch answers = new CountDownLatch(loops.size());
        try {
            loops.forEach(loop -> loop.execute(answers::countDown));
            if (answers.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return HealthResult.good();
            }
        } catch (RejectedExecutionException e) {
            return HealthResult.bad("The event loops have ended.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return HealthResult.bad(answers.getCount() + " of " + loops.size() + " event loops did not answer within "
                + patience.toMillis() + " ms: something blocks them. A thread dump shows what.");
    }
}
