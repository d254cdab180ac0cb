package dev.sluice.gateway.pool;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.time.Timers;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Looks each second at the memory of every instance, and kills one that is beyond its limit and the allowance. Costs a
 * small read of {@code /proc} for each; generic runners are left alone.
 */
final class MemoryWatch {

    private static final System.Logger LOG = System.getLogger(MemoryWatch.class.getName());
    private static final long PERIOD = Duration.ofSeconds(1).toNanos();

    private final Fleet fleet;
    private final MemorySize allowance;
    private final Timers time;
    private volatile boolean stopped;

    MemoryWatch(Fleet fleet, MemorySize allowance, Timers time) {
        this.fleet = fleet;
        this.allowance = allowance;
        this.time = time;
    }

    void start() {
        time.at(time.nanos() + PERIOD, this::look);
    }

    void stop() {
        stopped = true;
    }

    private void look() {
        if (stopped) {
            return;
        }
        for (LiveRunner runner : fleet.all()) {
            if (runner.owner() != null) {
                check(runner);
            }
        }
        time.at(time.nanos() + PERIOD, this::look);
    }

    private void check(LiveRunner runner) {
        OptionalLong used = runner.memoryBytes();
        long limit = runner.kind().memory().bytes() + allowance.bytes();
        if (used.isPresent() && used.getAsLong() > limit) {
            LOG.log(
                    Level.WARNING,
                    "Instance {0} uses {1} MiB, which is beyond its limit of {2} and {3} of allowance: it is killed.",
                    runner.id(),
                    used.getAsLong() >> 20,
                    runner.kind().memory(),
                    allowance);
            runner.killForMemory();
        }
    }
}
