package dev.sluice.runners.provider;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.process.SystemPrograms;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarAddress;
import dev.sluice.core.runner.SidecarOrder;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        Program runner = new Program(
                order.id(),
                "A runner of " + order.runtime(),
                bubblewrap.command(order, start),
                order.workFolder(),
                RunnerEnvironment.of(order, javaHome));
        return spawn(runner, order.memory(), new ProcessOutput(order, lines));
    }

    @Override
    public RunnerProcess startBeside(SidecarOrder order) throws RunnerStartException {
        live.checkOpen();
        if (order.address() instanceof SidecarAddress.Port && bubblewrap.network() == SandboxNetwork.NONE) {
            throw new RunnerStartException("it has a port, and sandboxes are without a network here"
                    + " (sluice.sandbox.network=none), so its instance could not reach it: give it address: socket");
        }
        Program sidecar = new Program(
                order.id(),
                "The sidecar " + order.id(),
                bubblewrap.command(order),
                order.shared(),
                order.environment());
        return spawn(sidecar, order.memory(), ProcessOutput.ofSidecar(order.id()));
    }

    /** A command line of bubblewrap, where it starts and with what environment; {@code what} it is, for people. */
    private record Program(
            RunnerId id, String what, List<String> command, Path folder, Map<String, String> environment) {}

    private StartedRunner spawn(Program program, MemorySize memory, ProcessOutput output) throws RunnerStartException {
        Optional<MemoryGroup> group = group(program, memory);
        StartedRunner started;
        try {
            started = new StartedRunner(program.id(), spawn(program, group, output));
        } catch (RunnerStartException e) {
            group.ifPresent(MemoryGroup::remove);
            throw e;
        }
        live.add(started);
        return started;
    }

    private Optional<MemoryGroup> group(Program program, MemorySize memory) throws RunnerStartException {
        try {
            return groups.make(limit(memory.bytes()));
        } catch (IOException e) {
            throw new RunnerStartException(
                    program.what()
                            + " cannot be started, because no control group for its memory can be" + " made: "
                            + e.getMessage() + ". Set sluice.sandbox.memory-group=off to go without.",
                    e);
        }
    }

    /** The runtime keeps to the memory itself; the kernel steps in past a quarter more, and 64 MiB at least. */
    static long limit(long bytes) {
        return bytes + Math.max(bytes / 4, LEAST_ALLOWANCE);
    }

    private StartedRunner.Parts spawn(Program program, Optional<MemoryGroup> group, ProcessOutput output)
            throws RunnerStartException {
        // In a session of its own, Ctrl-C at the gateway's terminal does not reach bwrap, and through it the runner.
        List<String> command = new ArrayList<>(List.of(
                setsid.toString(),
                "/bin/sh",
                "-c",
                ENTER,
                group.map(it -> it.processes().toString()).orElse("")));
        command.addAll(program.command());
        Process process =
                spawner.spawn(program.what(), Spawner.prepare(command, program.folder(), program.environment()));
        // Both streams of a sandbox come as one: the other pipe brings bubblewrap's status.
        output.read(LogSource.STDERR, process.getErrorStream());
        ProcessTree family = new ProcessTree.Namespace(
                ProcessTable.Root.of(SandboxStatus.initOf(program.what(), process, output)), memory);
        return new StartedRunner.Parts(process, family, output, group);
    }

    @Override
    public void close() {
        live.close();
        spawner.close();
    }
}
