package dev.sluice.runners.pool;

import dev.sluice.core.adapter.AdapterSettings;
import dev.sluice.core.adapter.HealthAdapter;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Adapters;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Launch;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.pool.FunctionEffect;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.Shard;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerOutput;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.runners.sidecar.HealthParts;
import dev.sluice.runners.sidecar.InstanceHealth;
import dev.sluice.runners.sidecar.InstanceSidecars;
import dev.sluice.runners.sidecar.SidecarParts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns runners into instances: writes what each is told, starts what is to run beside it, sends the order, and tells the
 * function's pool how it went. Thread-safe.
 */
final class Specialising {

    private static final String SIDECAR_HINT =
            "What it printed is in the log of the function. A sidecar stays in the foreground; it listens at the path in"
                    + " SOCKET, or at PORT of 127.0.0.1, and has nine tenths of startTimeout to do so.";

    private static final String HEALTH_HINT =
            "An instance gets calls when all the signs of its health are there, and has nine tenths of startTimeout for that.";

    private final PoolParts parts;
    private final WorkFolders folders;
    private final StartupProfiles profiles;
    private final SidecarParts sidecars;

    /** @param events hears what becomes of sidecars, on any thread; must not block */
    Specialising(PoolParts parts, WorkFolders folders, Consumer<PoolEvent> events) {
        this.parts = parts;
        this.folders = folders;
        this.profiles = new StartupProfiles(parts.folders().cache());
        this.sidecars = new SidecarParts(
                parts.provider(), parts.settings().sidecars(), parts.time(), parts.background(), events);
    }

    /** Begins it; returns at once. */
    void begin(FunctionCell cell, LiveRunner runner, RunnerLink link, FunctionEffect.Specialise what) {
        FunctionVersion version = what.version();
        RunnerOutput logs = logsOf(version, runner.id());
        runner.output(logs);
        parts.background().execute(() -> {
            Frame.Specialise order;
            try {
                order = prepared(runner, what, logs);
            } catch (RunnerStartException e) {
                failed(cell, runner.id(), "sidecar_failed", e, SIDECAR_HINT);
                return;
            } catch (UnpreparedException e) {
                failed(cell, runner.id(), e.reason(), e, "");
                return;
            } catch (RuntimeException e) {
                failed(cell, runner.id(), "bad_artifact", e, "");
                return;
            }
            send(cell, runner, link, version, order, logs);
        });
    }

    /** What was made after it had ended, and been forgotten, would stay: its token, and the files of its code. */
    private void forgetIfEnded(LiveRunner runner) {
        if (runner.hasEnded()) {
            parts.orders().ended(runner.id());
            Disk.deleteQuietly(folders.code(runner.id()));
        }
    }

    private RunnerOutput logsOf(FunctionVersion version, RunnerId id) {
        return (source, line) -> parts.logs()
                .accept(new LogLine(
                        version.function().value(),
                        version.number(),
                        id,
                        "",
                        source,
                        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
                        line));
    }

    /** What it is told, when all that is to run beside it does. */
    private Frame.Specialise prepared(LiveRunner runner, FunctionEffect.Specialise what, RunnerOutput logs)
            throws RunnerStartException {
        try {
            Frame.Specialise order = order(runner, what, logs);
            parts.orders().told(runner.id(), what.version(), order);
            return order;
        } finally {
            forgetIfEnded(runner);
        }
    }

    private Frame.Specialise order(LiveRunner runner, FunctionEffect.Specialise what, RunnerOutput logs)
            throws RunnerStartException {
        FunctionVersion version = what.version();
        Frame.Specialise plain = parts.orders().order(version, runner.id(), folders.code(runner.id()));
        Frame.Specialise order =
                profiles.addTo(what.shard().map(shard -> told(shard, plain)).orElse(plain), version);
        Launch launch = version.spec().code().launch();
        if (!launch.adapters().isEmpty()) {
            order = HealthParts.withPlaces(
                    order, AdapterSettings.of(launch.adapters()).places(), folders.work(runner.id()));
        }
        if (launch.sidecars().isEmpty()) {
            return order;
        }
        InstanceSidecars beside = new InstanceSidecars(version, runner.id(), both(runner), logs, sidecars);
        runner.beside(beside);
        return beside.start(order);
    }

    /** The order with what an instance is told of its shard. */
    private static Frame.Specialise told(Shard shard, Frame.Specialise order) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "SLUICE_SHARD", Integer.toString(shard.number()),
                "SLUICE_SHARDS", Integer.toString(shard.count()),
                "SLUICE_SHARD_RANGE", shard.range()));
        shard.token().ifPresent(token -> variables.put("SLUICE_SHARD_TOKEN", Long.toString(token)));
        return order.withVariables(variables);
    }

    private InstanceSidecars.Folders both(LiveRunner runner) {
        return new InstanceSidecars.Folders(folders.code(runner.id()), folders.work(runner.id()));
    }

    private void send(
            FunctionCell cell,
            LiveRunner runner,
            RunnerLink link,
            FunctionVersion version,
            Frame.Specialise order,
            RunnerOutput logs) {
        RunnerId id = runner.id();
        link.profile().thenAccept(text -> parts.background().execute(() -> profiles.keep(version, text)));
        long sent = parts.time().nanos();
        link.specialise(order).whenComplete((frame, failure) -> {
            Optional<HealthAdapter> health = healthOf(version);
            if (frame instanceof Frame.Specialised && health.isPresent()) {
                Health of = new Health(cell, runner, order, logs, health.get());
                parts.background().execute(() -> of.await(frame, sent));
            } else if (frame != null) {
                answer(cell, id, frame, parts.time().nanos() - sent);
            } else {
                cell.tell((pool, now, out) -> pool.runners().linkClosed(id, "", now, out));
                runner.exited()
                        .thenAccept(exit ->
                                cell.tell((pool, now, out) -> pool.runners().ended(id, exit, now, out)));
            }
        });
    }

    private static Optional<HealthAdapter> healthOf(FunctionVersion version) {
        Adapters adapters = version.spec().code().launch().adapters();
        return adapters.isEmpty()
                ? Optional.empty()
                : AdapterSettings.of(adapters).health();
    }

    /** The health of one instance, and who is told of it. */
    private final class Health {

        private final FunctionCell cell;
        private final LiveRunner runner;
        private final Frame.Specialise order;
        private final RunnerOutput logs;
        private final HealthAdapter rule;

        Health(FunctionCell cell, LiveRunner runner, Frame.Specialise order, RunnerOutput logs, HealthAdapter rule) {
            this.cell = cell;
            this.runner = runner;
            this.order = order;
            this.logs = logs;
            this.rule = rule;
        }

        /** Tells that it is ready once it is healthy, or that it is not. */
        void await(Frame ready, long sent) {
            try {
                InstanceHealth health = new HealthParts(
                                runner.id(),
                                both(runner),
                                order,
                                runner.exited(),
                                pattern -> parts.orders().hasPrinted(runner.id(), pattern),
                                sidecars)
                        .of(rule);
                health.await(sent + InstanceSidecars.budget(order).toNanos() / 10 * 9);
                answer(cell, runner.id(), ready, parts.time().nanos() - sent);
                health.watch(this::unhealthy);
            } catch (RunnerStartException e) {
                failed(cell, runner.id(), "not_healthy", e, HEALTH_HINT);
            }
        }

        private void unhealthy(String why) {
            logs.line(LogSource.WARN, "[sluice] the instance is not healthy, and is replaced: " + why);
            cell.tell((pool, now, out) -> pool.runners().unhealthy(runner.id(), why, now, out));
        }
    }

    private static void failed(FunctionCell cell, RunnerId id, String reason, Exception why, String hint) {
        FunctionError error = FunctionError.of(String.valueOf(why.getMessage()));
        answer(cell, id, new Frame.SpecialiseFailed(reason, error, hint), 0);
    }

    private static void answer(FunctionCell cell, RunnerId id, Frame frame, long tookNanos) {
        switch (frame) {
            case Frame.Specialised yes ->
                cell.tell((pool, now, out) ->
                        pool.runners().specialised(id, yes.description(), Duration.ofNanos(tookNanos), now, out));
            case Frame.SpecialiseFailed no ->
                cell.tell((pool, now, out) -> pool.runners().specialiseFailed(id, no, now, out));
            default -> throw new IllegalStateException("a link answered a specialise order with " + frame);
        }
    }
}
