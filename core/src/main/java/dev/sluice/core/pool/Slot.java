package dev.sluice.core.pool;

import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerProcess;

/** Leave to run one invocation on one instance. */
public interface Slot {

    RunnerLink link();

    /** The process behind the instance, to learn why it ended. */
    RunnerProcess process();

    /** Gives the slot back, exactly once; {@code outcome} decides whether the instance survives. */
    void release(Outcome outcome);
}
