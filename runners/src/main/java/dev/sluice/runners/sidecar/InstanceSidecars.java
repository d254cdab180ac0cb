package dev.sluice.runners.sidecar;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.Sidecar;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerOutput;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarOrder;
import dev.sluice.runners.provider.RunnerEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The sidecars of one instance: started one after the other before it, told to it by its environment, and ended when it has
 * ended. Thread-safe.
 */
public final class InstanceSidecars {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 24;

    private final FunctionVersion version;
    private final RunnerId instance;
    private final Folders folders;
    private final RunnerOutput logs;
    private final SidecarParts parts;
    private final List<RunningSidecar> running = new ArrayList<>();
    private boolean over;

    /**
     * What an instance has on the disk.
     *
     * @param code of its function
     * @param work which it may write, and shares with its sidecars
     */
    public record Folders(Path code, Path work) {}

    /** @param logs of the instance, which take what its sidecars print, marked with their names */
    public InstanceSidecars(
            FunctionVersion version, RunnerId instance, Folders folders, RunnerOutput logs, SidecarParts parts) {
        this.version = version;
        this.instance = instance;
        this.folders =
                new Folders(folders.code().toAbsolutePath(), folders.work().toAbsolutePath());
        this.logs = logs;
        this.parts = parts;
    }

    /**
     * Starts them, each when the one before is healthy, and blocks until the last is; that may take nine tenths of what the
     * function has for its start.
     *
     * @param order what the instance would be told without them
     * @return what it is told with them: where they are, and how much of the time is left
     * @throws RunnerStartException if one does not start; the message is a sentence that names it
     */
    public Frame.Specialise start(Frame.Specialise order) throws RunnerStartException {
        List<Sidecar> sidecars = version.spec().code().launch().sidecars();
        long from = parts.time().nanos();
        long budget = budget(order).toNanos();
        Allotment allotment = allot(sidecars);
        Frame.Specialise told = order.withVariables(allotment.variables(sidecars));
        for (Sidecar sidecar : sidecars) {
            start(sidecar, allotment, told, from + budget / 10 * 9);
        }
        long left = budget - (parts.time().nanos() - from);
        return told.with(Frame.Specialise.START_MILLIS, Long.toString(Math.max(1, left / 1_000_000)));
    }

    /** How long the function may take to start. */
    public static Duration budget(Frame.Specialise order) {
        String millis = order.settings().getOrDefault(Frame.Specialise.START_MILLIS, "10000");
        return Duration.ofMillis(Long.parseLong(millis));
    }

    private Allotment allot(List<Sidecar> sidecars) throws RunnerStartException {
        byte[] token = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(token);
        try {
            return Allotment.of(
                    sidecars,
                    folders.work(),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(token));
        } catch (RunnerStartException e) {
            throw new RunnerStartException("A sidecar of the function cannot be started: " + e.getMessage() + ".", e);
        }
    }

    private void start(Sidecar sidecar, Allotment allotment, Frame.Specialise told, long deadline)
            throws RunnerStartException {
        try {
            RunningSidecar started = new RunningSidecar(
                    sidecar.name(),
                    order(sidecar, allotment, told),
                    new HealthCheck(allotment.addressOf(sidecar), sidecar.health()),
                    parts,
                    new Told(sidecar.name()));
            synchronized (this) {
                checkAlive();
                running.add(started);
            }
            started.begin(deadline);
        } catch (RunnerStartException e) {
            throw new RunnerStartException(
                    "The sidecar '" + sidecar.name() + "' did not start: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new RunnerStartException(
                    "The sidecar '" + sidecar.name() + "' did not start: its folder cannot be made: " + e.getMessage()
                            + ".",
                    e);
        }
    }

    private SidecarOrder order(Sidecar sidecar, Allotment allotment, Frame.Specialise told)
            throws RunnerStartException, IOException {
        Path home = home(sidecar);
        Map<String, String> own = new LinkedHashMap<>(allotment.own(sidecar));
        own.put(Allotment.SHARED, folders.work().toString());
        List<String> command = new ArrayList<>();
        command.add(parts.programs().find(sidecar, folders.code()).toString());
        sidecar.command().stream().skip(1).map(word -> filled(word, own)).forEach(command::add);
        Map<String, String> environment = RunnerEnvironment.usual(home.toString());
        environment.putAll(told.environment());
        environment.putAll(sidecar.environment());
        environment.putAll(own);
        environment.put("SLUICE_SIDECAR", sidecar.name());
        return new SidecarOrder(
                new RunnerId(instance.value() + "/" + sidecar.name()),
                command,
                environment,
                sidecar.memory(),
                allotment.addressOf(sidecar),
                folders.code(),
                folders.work());
    }

    /** Made while the instance is known to live, so that it goes with the work folder and does not make that again. */
    private synchronized Path home(Sidecar sidecar) throws RunnerStartException, IOException {
        checkAlive();
        Path home = folders.work().resolve(sidecar.name() + ".home");
        return Files.isDirectory(home) ? home : Files.createDirectory(home);
    }

    private void checkAlive() throws RunnerStartException {
        if (over) {
            throw new RunnerStartException("its instance has ended");
        }
    }

    /** Only what is no secret stands in a command line, because every user of the machine can read those. */
    private static String filled(String word, Map<String, String> own) {
        String filled = word;
        for (Map.Entry<String, String> each : own.entrySet()) {
            filled = filled.replace("${" + each.getKey() + "}", each.getValue());
        }
        return filled;
    }

    /** Kills them for good; nothing is started after it. Completes when nothing is left of them. */
    public CompletionStage<Void> end() {
        List<RunningSidecar> all;
        synchronized (this) {
            over = true;
            all = List.copyOf(running);
        }
        return CompletableFuture.allOf(
                all.stream().map(sidecar -> sidecar.end().toCompletableFuture()).toArray(CompletableFuture[]::new));
    }

    /** Kills those that hold more memory than they may, which are started again. Reads {@code /proc}. */
    public void checkMemory(MemorySize allowance) {
        running().forEach(sidecar -> sidecar.checkMemory(allowance));
    }

    /** Those that run now, by their names. */
    public Map<String, RunnerProcess> processes() {
        Map<String, RunnerProcess> processes = new LinkedHashMap<>();
        running().forEach(sidecar -> sidecar.process().ifPresent(process -> processes.put(sidecar.name(), process)));
        return processes;
    }

    private synchronized List<RunningSidecar> running() {
        return List.copyOf(running);
    }

    /** Tells of one in the log of its function and in the events of the pools. */
    private final class Told implements RunningSidecar.Listener {

        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        public void line(LogSource source, String line) {
            logs.line(source, "[" + name + "] " + line);
        }

        @Override
        public void ended(RunnerExit exit, Duration pause) {
            parts.events()
                    .accept(new PoolEvent.SidecarEnded(
                            version.function(), version.number(), instance, name, exit, pause));
        }
    }
}
