package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.pool.FunctionPool;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.Instance;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.core.pool.ProcessReport;
import dev.sluice.core.pool.RunnerKind;
import dev.sluice.core.pool.RunnerScheduler;
import dev.sluice.core.pool.Shard;
import dev.sluice.core.runner.ProcessUse;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.time.Timers;
import dev.sluice.runners.sidecar.InstanceSidecars;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells people how the pools stand. Reads {@code /proc} once for each runner. */
final class Reports {

    private final Fleet fleet;
    private final SchedulerCell scheduler;
    private final FunctionCells cells;
    private final Timers time;

    Reports(PoolLoop loop, Timers time) {
        this.fleet = loop.fleet();
        this.scheduler = loop.scheduler();
        this.cells = loop.cells();
        this.time = time;
    }

    Optional<FunctionReport> of(FunctionName function) {
        return cells.active().stream()
                .filter(cell -> cell.name.function().equals(function))
                .flatMap(cell -> of(cell).stream())
                .reduce(FunctionReport::and);
    }

    PoolReport all() {
        Map<FunctionName, FunctionReport> functions = new HashMap<>();
        for (FunctionCell cell : cells.active()) {
            of(cell).ifPresent(report -> functions.merge(cell.name.function(), report, FunctionReport::and));
        }
        Map<RunnerKind, Long> memory = new HashMap<>();
        for (LiveRunner runner : fleet.all()) {
            if (runner.owner() == null) {
                memory.merge(usual(runner.kind()), runner.memoryBytes().orElse(0), Long::sum);
            }
        }
        Map<RunnerKind, PoolReport.WarmReport> warm = new LinkedHashMap<>();
        for (RunnerScheduler.Standing standing : scheduler.standings()) {
            RunnerKind kind = usual(standing.kind());
            warm.merge(
                    kind,
                    new PoolReport.WarmReport(
                            kind.runtime(),
                            kind.memory(),
                            standing.warm(),
                            standing.starting(),
                            standing.wanted(),
                            memory.getOrDefault(kind, 0L)),
                    Reports::together);
        }
        return new PoolReport(List.copyOf(warm.values()), functions);
    }

    /** By instance: the function's own processes first, then those of its sidecars. */
    List<ProcessReport> processes(FunctionName function) {
        List<ProcessReport> reports = new ArrayList<>();
        for (FunctionReport.InstanceReport instance :
                of(function).map(FunctionReport::instances).orElse(List.of())) {
            LiveRunner runner = fleet.find(new RunnerId(instance.id()));
            if (runner != null) {
                runner.processes().forEach(use -> reports.add(report(instance, "", use)));
                runner.sidecars()
                        .map(InstanceSidecars::processes)
                        .orElse(Map.of())
                        .forEach((name, sidecar) ->
                                sidecar.processes().forEach(use -> reports.add(report(instance, name, use))));
            }
        }
        return reports;
    }

    private static ProcessReport report(FunctionReport.InstanceReport instance, String sidecar, ProcessUse use) {
        return new ProcessReport(instance.id(), instance.version(), instance.shard(), sidecar, use);
    }

    /** Runners with options of their own are told with the others of their memory class. */
    private static RunnerKind usual(RunnerKind kind) {
        return new RunnerKind(kind.runtime(), kind.memory());
    }

    private static PoolReport.WarmReport together(PoolReport.WarmReport one, PoolReport.WarmReport other) {
        return new PoolReport.WarmReport(
                one.runtime(),
                one.memory(),
                one.ready() + other.ready(),
                one.starting() + other.starting(),
                one.wanted() + other.wanted(),
                one.memoryBytes());
    }

    private Optional<FunctionReport> of(FunctionCell cell) {
        List<Glance> glances = new ArrayList<>();
        int queued;
        FunctionReport.Background background;
        int claimed;
        Optional<FunctionReport.Trouble> trouble;
        Optional<FunctionReport.Keyed> keyed;
        Optional<FunctionReport.Replaced> replaced;
        long now = time.nanos();
        synchronized (cell) {
            FunctionPool pool = cell.machine();
            if (pool == null) {
                return Optional.empty();
            }
            pool.instances().forEach(instance -> glances.add(Glance.at(instance, now)));
            queued = pool.queued();
            background = new FunctionReport.Background(pool.runningInBackground(), pool.queuedInBackground());
            claimed = pool.claimed();
            keyed = pool.keyed();
            replaced = pool.unhealthy()
                    .map(last -> new FunctionReport.Replaced(
                            last.instance().value(), last.why(), time.instant().plusNanos(last.at() - now)));
            trouble = pool.trouble()
                    .map(t -> new FunctionReport.Trouble(
                            t.crashes(), t.last(), time.instant().plusNanos(t.retryAt() - now)));
        }
        List<FunctionReport.InstanceReport> instances =
                glances.stream().map(this::report).toList();
        int specialising = (int)
                glances.stream().filter(g -> g.state().equals("specialising")).count();
        return Optional.of(
                new FunctionReport(instances, queued, claimed + specialising, trouble, background, keyed, replaced));
    }

    private FunctionReport.InstanceReport report(Glance glance) {
        LiveRunner runner = fleet.find(glance.id());
        return new FunctionReport.InstanceReport(
                glance.id().value(),
                runner == null ? 0 : runner.pid(),
                glance.version(),
                glance.state(),
                glance.inFlight(),
                glance.abandoned(),
                glance.idle(),
                runner == null ? OptionalLong.empty() : runner.memoryBytes(),
                glance.shard());
    }

    /** What was seen of an instance under its function's lock. */
    private record Glance(
            RunnerId id, int version, String state, int inFlight, int abandoned, Duration idle, Optional<Shard> shard) {
        static Glance at(Instance instance, long now) {
            boolean idle = instance.inFlight() == 0 && instance.stateWord().equals("ready");
            return new Glance(
                    instance.id(),
                    instance.version().number(),
                    instance.stateWord(),
                    instance.inFlight(),
                    instance.abandoned(),
                    idle ? Duration.ofNanos(now - instance.idleSince()) : Duration.ZERO,
                    instance.shard());
        }
    }
}
