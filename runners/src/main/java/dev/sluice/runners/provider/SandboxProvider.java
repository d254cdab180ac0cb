package dev.sluice.runners.provider;

import dev.sluice.core.process.SystemPrograms;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs each runner in a sandbox of bubblewrap: its own users, processes, names and {@code /tmp}, a read-only system, no
 * capabilities, and a limit on memory where the kernel lets the gateway set one. All that a runner started dies with it,
 * and it dies with the gateway. Thread-safe.
 */
public final class SandboxProvider implements RunnerProvider {

    /** The word that selects it. */
    public static final String NAME = "sandbox";

    private static final Logger LOG = System.getLogger(SandboxProvider.class.getName());
    private static final long LEAST_ALLOWANCE = 64L * 1024 * 1024;
    // Joins the group before it becomes bwrap, and keeps bwrap's own words (3) apart from the runner's (1 and 2).
    private static final String ENTER = "if [ -n \"$0\" ]; then echo $$ >\"$0\" || exit 125; fi; exec \"$@\" 3>&1 1>&2";

    private final Bubblewrap bubblewrap;
    private final MemoryGroups groups;
    private final Path javaHome;
    private final Path setsid = Setsid.program();
    private final RunnerLines lines;
    private final Spawner spawner = new Spawner();
    private final LiveRunners live = new LiveRunners();
    private final MemoryReading memory = new MemoryReading();

    private SandboxProvider(Bubblewrap bubblewrap, MemoryGroups groups, RunnerLines lines) {
        this.bubblewrap = bubblewrap;
        this.javaHome = bubblewrap.javaHome();
        this.groups = groups;
        this.lines = lines;
    }

    /**
     * Makes sure that sandboxes work here, by making one; takes some ten milliseconds.
     *
     * @param lines takes what runners write to their own output
     * @throws ProviderUnusableException if they do not; the message says what to install or set
     */
    public static SandboxProvider open(SandboxSettings settings, RunnerLines lines) {
        Bubblewrap bubblewrap = SandboxTrial.passed(
                SystemPrograms.find("bwrap"), settings.network(), Path.of(System.getProperty("java.home")));
        MemoryGroups groups = MemoryGroupChoice.HERE.choose(settings.memoryGroup());
        if (groups instanceof MemoryGroups.Off(String reason)) {
            LOG.log(
                    settings.memoryGroup().equals(MemoryGroupChoice.OFF) ? Level.DEBUG : Level.INFO,
                    "Sandboxes have no memory limit by the kernel, because {0}; the runtimes'' own limits hold. To have"
                            + " one, start the gateway under systemd with Delegate=yes, or set"
                            + " sluice.sandbox.memory-group to a control group that it may use.",
                    reason);
        }
        return new SandboxProvider(bubblewrap, groups, lines);
    }

    /** A sandbox of the same kind, for programs of the platform's own that work on what users sent. */
    public ProgramSandbox programs() {
        return new ProgramSandbox(bubblewrap);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RunnerProcess start(RunnerOrder order) throws RunnerStartException {
        live.checkOpen();
        Path start = OrderCheck.startOf(order);
        OrderCheck.sandboxed(order);
        Optional<MemoryGroup> group = group(order);
        StartedRunner runner;
        try {
            runner = new StartedRunner(order.id(), spawn(order, start, group));
        } catch (RunnerStartException e) {
            group.ifPresent(MemoryGroup::remove);
            throw e;
        }
        live.add(runner);
        return runner;
    }

    private Optional<MemoryGroup> group(RunnerOrder order) throws RunnerStartException {
        try {
            return groups.make(limit(order.memory().bytes()));
        } catch (IOException e) {
            throw new RunnerStartException(
                    "A runner of " + order.runtime()
                            + " cannot be started, because no control group for its memory can be" + " made: "
                            + e.getMessage() + ". Set sluice.sandbox.memory-group=off to go without.",
                    e);
        }
    }

    /** The runtime keeps to the memory itself; the kernel steps in past a quarter more, and 64 MiB at least. */
    static long limit(long bytes) {
        return bytes + Math.max(bytes / 4, LEAST_ALLOWANCE);
    }

    private StartedRunner.Parts spawn(RunnerOrder order, Path start, Optional<MemoryGroup> group)
            throws RunnerStartException {
        // In a session of its own, Ctrl-C at the gateway's terminal does not reach bwrap, and through it the runner.
        List<String> command = new ArrayList<>(List.of(
                setsid.toString(),
                "/bin/sh",
                "-c",
                ENTER,
                group.map(it -> it.processes().toString()).orElse("")));
        command.addAll(bubblewrap.command(order, start));
        Process process = spawner.spawn(
                order, Spawner.prepare(command, order.workFolder(), RunnerEnvironment.of(order, javaHome)));
        // Both streams of a sandbox come as one: the other pipe brings bubblewrap's status.
        ProcessOutput output = new ProcessOutput(order, lines).read(LogSource.STDERR, process.getErrorStream());
        ProcessTree family =
                new ProcessTree.Namespace(ProcessTable.Root.of(SandboxStatus.initOf(order, process, output)), memory);
        return new StartedRunner.Parts(process, family, output, group);
    }

    @Override
    public void close() {
        live.close();
        spawner.close();
    }
}
