package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerProcess;
import java.util.Optional;

/** Leave to run one invocation on one instance. */
public interface Slot {

    /**
     * What the instance runs: as a rule the version that was asked for, but a call that waited or came while another
     * version took over is served by whichever has room, the live one first. Its timeout holds, and it is recorded.
     */
    FunctionVersion version();

    /** The part of the keys that is the instance's own; empty if its version has no shards. */
    default Optional<Shard> shard() {
        return Optional.empty();
    }

    /** Whether the instance still owns its shard, by the clock of this gateway; true where it needs none. */
    default boolean owns() {
        return true;
    }

    RunnerLink link();

    /** The process behind the instance, to learn why it ended. */
    RunnerProcess process();

    /** Nobody waits for the invocation any more, but its code still runs and holds the slot. At most once, before {@link #release}. */
    default void abandoned() {}

    /** Gives the slot back, exactly once; {@code outcome} decides whether the instance survives. */
    void release(Outcome outcome);
}
