package dev.sluice.runners.pool;

import dev.sluice.core.adapter.Expression;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.pool.KeepAlive;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.PoolSettings;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.time.Timers;
import dev.sluice.runners.runtime.Runtimes;
import dev.sluice.runners.sidecar.SidecarPrograms;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What the pools of a gateway are made of.
 *
 * @param orders makes the order that turns a runner into an instance of a version
 * @param events hears what happens, on any thread; must not block
 * @param logs takes what an instance's process writes past the protocol, on any thread; must not block
 * @param spawner spawns runners, one after the other: one platform thread that lives as long as the gateway, because
 *     Linux ends a child that asks for it together with the <em>thread</em> that spawned it (prctl(2), PR_SET_PDEATHSIG)
 * @param background for what may block
 * @param leases who owns shards, of functions that want that
 */
public record PoolParts(
        RunnerProvider provider,
        RunnerGate gate,
        Runtimes runtimes,
        Settings settings,
        Folders folders,
        KeepAlive keepAlive,
        Orders orders,
        Consumer<PoolEvent> events,
        Consumer<LogLine> logs,
        Timers time,
        Executor spawner,
        Executor background,
        ShardLeases leases) {

    /** Those of a gateway without functions that own something. */
    public PoolParts(
            RunnerProvider provider,
            RunnerGate gate,
            Runtimes runtimes,
            Settings settings,
            Folders folders,
            KeepAlive keepAlive,
            Orders orders,
            Consumer<PoolEvent> events,
            Consumer<LogLine> logs,
            Timers time,
            Executor spawner,
            Executor background) {
        this(
                provider,
                gate,
                runtimes,
                settings,
                folders,
                keepAlive,
                orders,
                events,
                logs,
                time,
                spawner,
                background,
                ShardLeases.none("nothing can be owned here"));
    }

    /** Makes the order that turns a runner into an instance of a version: its class path, its environment with secrets. */
    @FunctionalInterface
    public interface Orders {

        /**
         * Called on {@code background}, may block; what it throws becomes the reason that the version cannot start, an {@link
         * UnpreparedException} with its own word.
         *
         * @param runner which becomes the instance
         * @param codeFolder the runner's own folder for the files of its artifact, which are to be put there
         */
        Frame.Specialise order(FunctionVersion version, RunnerId runner, Path codeFolder);

        /** What the runner is told in the end, the addresses at which it listens beside its calls among it. Must not block. */
        default void told(RunnerId runner, FunctionVersion version, Frame.Specialise order) {}

        /** Whether the runner has printed a line that has this in it, since its order was made. On any thread; must not block. */
        default boolean hasPrinted(RunnerId runner, Expression expression) {
            return false;
        }

        /** The runner has ended: what it was given ends too. On any thread; must not block. */
        default void ended(RunnerId runner) {}
    }

    /**
     * @param memoryAllowance what an instance may use beyond its memory class before it is killed: pages of files that
     *     many runners share are counted for each of them
     * @param workFolder what an instance may keep on the disk in its work folder before it is killed
     * @param sidecars the programs that functions may have beside them
     */
    public record Settings(
            PoolSettings pool, MemorySize memoryAllowance, MemorySize workFolder, SidecarPrograms sidecars) {

        /** 64 MiB: a JVM's mapped libraries and class archives. */
        public static final MemorySize DEFAULT_ALLOWANCE = new MemorySize(64);

        public static final MemorySize DEFAULT_WORK_FOLDER = new MemorySize(1024);

        /** Instances are bounded as usual. */
        public Settings(PoolSettings pool) {
            this(pool, DEFAULT_ALLOWANCE, DEFAULT_WORK_FOLDER, SidecarPrograms.OF_FUNCTIONS_ONLY);
        }
    }

    /**
     * Where the pools keep files; all absolute.
     *
     * @param run work folders of runners; nothing else may be in it
     * @param cache what {@code prepare} of each runtime made
     * @param javaHome a JDK 25
     */
    public record Folders(Path run, Path cache, Path javaHome) {}
}
