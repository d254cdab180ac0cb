package dev.sluice.runners.provider;

import dev.sluice.core.process.SystemPrograms;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs each runner as a plain process of the gateway's user: no isolation but a session and an environment of its own. Its
 * memory is bounded by the runtime's own limits only. It dies with the gateway, where there is setpriv(1). What a function
 * starts dies with its runner, unless it made itself a session of its own and its parent has ended, or the gateway died
 * first; a sandbox has neither gap. Thread-safe.
 */
public final class ProcessProvider implements RunnerProvider {

    /** The word that selects it. */
    public static final String NAME = "process";

    private final RunnerLines lines;
    private final Path javaHome = Path.of(System.getProperty("java.home"));
    private final List<String> before = before();
    private final Spawner spawner = new Spawner();
    private final LiveRunners live = new LiveRunners();
    private final ProcessTreeKiller killer = new ProcessTreeKiller();
    private final MemoryReading memory = new MemoryReading();

    /**
     * Takes some milliseconds.
     *
     * @param lines takes what runners write to their own output
     * @throws ProviderUnusableException if this machine lacks what it needs
     */
    public ProcessProvider(RunnerLines lines) {
        this.lines = lines;
    }

    /** In a session of its own, Ctrl-C at the gateway's terminal does not reach a runner, and its family can be found. */
    private static List<String> before() {
        List<String> words = new ArrayList<>();
        SystemPrograms.find("setpriv")
                .map(program -> List.of(program.toString(), "--pdeathsig", "KILL"))
                .filter(leash -> CommandProbe.complaint(join(leash, "/bin/sh", "-c", ":"))
                        .isEmpty())
                .ifPresent(words::addAll);
        words.add(Setsid.program().toString());
        return List.copyOf(words);
    }

    private static List<String> join(List<String> first, String... then) {
        return Stream.concat(first.stream(), Stream.of(then)).toList();
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
        ProcessBuilder builder = Spawner.prepare(
                join(before, start.toString()), order.codeFolder(), RunnerEnvironment.of(order, javaHome));
        return parts(spawner.spawn("A runner of " + order.runtime(), builder), new ProcessOutput(order, lines));
    }

    private StartedRunner.Parts parts(Process process, ProcessOutput output) {
        ProcessTree family = new ProcessTree.Plain(ProcessTable.Root.of(process.pid()), killer, memory);
        output.read(LogSource.STDOUT, process.getInputStream()).read(LogSource.STDERR, process.getErrorStream());
        return new StartedRunner.Parts(process, family, output, Optional.empty());
    }

    @Override
    public RunnerProcess startBeside(SidecarOrder order) throws RunnerStartException {
        live.checkOpen();
        ProcessBuilder builder = Spawner.prepare(
                Stream.concat(before.stream(), order.command().stream()).toList(), order.folder(), order.environment());
        Process process = spawner.spawn("The sidecar " + order.id(), builder);
        StartedRunner sidecar = new StartedRunner(order.id(), parts(process, ProcessOutput.ofSidecar(order.id())));
        live.add(sidecar);
        return sidecar;
    }

    @Override
    public void close() {
        live.close();
        spawner.close();
    }
}
