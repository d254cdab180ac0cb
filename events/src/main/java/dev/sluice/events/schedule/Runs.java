package dev.sluice.events.schedule;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Starts scheduled runs. May be used from any thread; never blocks. */
public interface Runs {

    /**
     * Starts a run, whose id makes two starts of it one. A stage that fails says that nobody knows whether it was started.
     *
     * @param before the run before it, where it is not to run beside that
     */
    CompletionStage<Started> start(ScheduledRun run, Optional<ScheduledRun> before);
}
