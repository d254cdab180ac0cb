package dev.sluice.runners.pool;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.time.Timers;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/**
 * Looks each second at what every instance uses, and kills one that uses too much: memory beyond its limit and the
 * allowance, or more of the disk in its work folder than is allowed. Costs a small read of {@code /proc} and of a folder
 * for each; generic runners are left alone. Looks do not overlap, and run where they may block.
 */
final class UsageWatch {

    private static final System.Logger LOG = System.getLogger(UsageWatch.class.getName());
    private static final long PERIOD = Duration.ofSeconds(1).toNanos();

    private final Fleet fleet;
    private final WorkFolders folders;
    private final PoolParts.Settings limits;
    private final Timers time;
    private final Executor background;
    private volatile boolean stopped;

    UsageWatch(Fleet fleet, WorkFolders folders, PoolParts parts) {
        this.fleet = fleet;
        this.folders = folders;
        this.limits = parts.settings();
        this.time = parts.time();
        this.background = parts.background();
    }

    void start() {
        time.at(time.nanos() + PERIOD, () -> background.execute(this::look));
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
                checkMemory(runner);
                checkDisk(runner);
                runner.sidecars().ifPresent(sidecars -> sidecars.checkMemory(limits.memoryAllowance()));
            }
        }
        start();
    }

    private void checkMemory(LiveRunner runner) {
        OptionalLong used = runner.memoryBytes();
        MemorySize allowance = limits.memoryAllowance();
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

    private void checkDisk(LiveRunner runner) {
        long most = limits.workFolder().bytes();
        FolderSize size = FolderSize.of(folders.work(runner.id()), most)
                .plus(FolderSize.ofWritable(folders.code(runner.id()), most));
        if (size.isWithin(most)) {
            return;
        }
        String why = "its work folder, which is its TMPDIR too, held more than " + limits.workFolder() + " or "
                + FolderSize.MOST_FILES + " files, or what nobody can look into";
        LOG.log(Level.WARNING, "Instance {0} is killed: {1}.", runner.id(), why);
        runner.killBecause(why);
    }
}
