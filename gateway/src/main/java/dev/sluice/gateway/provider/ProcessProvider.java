package dev.sluice.gateway.provider;

import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Runs each runner as a plain process of the gateway's user: no isolation but a session and an environment of its own. Its
 * memory is bounded by the runtime's own limits only. What a function starts dies with its runner, unless it made itself a
 * session of its own and its parent has ended; a sandbox has no such gap. Thread-safe.
 */
public final class ProcessProvider implements RunnerProvider {

    /** The word that selects it. */
    public static final String NAME = "process";

    private final RunnerLines lines;
    private final Path javaHome = Path.of(System.getProperty("java.home"));
    private final Path setsid;
    private final Spawner spawner = new Spawner();
    private final LiveRunners live = new LiveRunners();
    private final MemoryReading memory = new MemoryReading();

    /**
     * @param lines takes what runners write to their own output
     * @throws ProviderUnusableException if this machine lacks what it needs
     */
    public ProcessProvider(RunnerLines lines) {
        this.lines = lines;
        this.setsid = Programs.find("setsid")
                .orElseThrow(
                        () -> new ProviderUnusableException("Runners cannot be started, because there is no program"
                                + " setsid in /usr/bin, /bin or /usr/local/bin. Install the package util-linux."));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RunnerProcess start(RunnerOrder order) throws RunnerStartException {
        live.checkOpen();
        Path start = OrderCheck.startOf(order);
        StartedRunner runner = new StartedRunner(order.id(), spawn(order, start));
        live.add(runner);
        return runner;
    }

    private StartedRunner.Parts spawn(RunnerOrder order, Path start) throws RunnerStartException {
        // In a session of its own, Ctrl-C at the gateway's terminal does not reach it, and its family can be found.
        ProcessBuilder builder = Spawner.prepare(
                        List.of(setsid.toString(), start.toString()),
                        order.workFolder(),
                        RunnerEnvironment.of(order, javaHome))
                .redirectErrorStream(true);
        Process process = spawner.spawn(order, builder);
        return new StartedRunner.Parts(
                process,
                ProcessTable.Root.of(process.pid()),
                StartedRunner.Inside.ROOT,
                OutputReader.start(order.id(), process.getInputStream(), lines),
                Optional.empty(),
                memory);
    }

    @Override
    public void close() {
        live.close();
        spawner.close();
    }
}
