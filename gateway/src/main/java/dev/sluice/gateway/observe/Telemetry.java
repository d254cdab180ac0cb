package dev.sluice.gateway.observe;

import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.decorator.DecoratorEvent;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.gateway.observe.access.AccessLog;
import dev.sluice.gateway.observe.calls.FinishedCall;
import dev.sluice.gateway.observe.logs.FailureLines;
import dev.sluice.gateway.observe.logs.FunctionLogFiles;
import dev.sluice.gateway.observe.logs.LogCounts;
import dev.sluice.gateway.observe.metering.Metering;
import dev.sluice.gateway.observe.metrics.DropCounts;
import dev.sluice.gateway.observe.metrics.Metrics;
import dev.sluice.gateway.observe.trace.TraceExport;
import dev.sluice.pipelines.engine.StageSpan;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All who listen to what happens: logs, access records, metrics and traces. What they are told comes from event loops;
 * they never block them, hold only so much, and count what they cannot hold.
 */
public final class Telemetry implements AutoCloseable {

    private final FunctionLogFiles logs;
    private final FailureLines failures;
    private final Optional<AccessLog> access;
    private final Optional<TraceExport> traces;
    private final Metrics metrics;
    private final Metering metering;
    private final List<Consumer<FinishedCall>> retellers;

    /** What this needs to know of the rest of the gateway; may be asked on any thread and must not block. */
    public record Sources(Predicate<FunctionName> functionExists, Supplier<PoolReport> pools) {}

    /** Starts what the settings ask for. {@code stdout} is for access records. */
    public Telemetry(TelemetrySettings settings, Sources sources, PrintStream stdout, InstantSource clock) {
        this.logs = new FunctionLogFiles(settings.logs(), clock, sources.functionExists());
        this.failures = new FailureLines(logs, clock);
        this.access = settings.access().targets().isEmpty()
                ? Optional.empty()
                : Optional.of(new AccessLog(settings.access(), stdout, clock));
        this.traces = settings.traces().map(TraceExport::new);
        this.metering = new Metering(settings.metricsFunctions(), sources.functionExists(), System::nanoTime);
        this.metrics =
                new Metrics(settings.metricsFunctions(), sources.functionExists(), sources.pools(), this::losses);
        this.retellers = new ArrayList<>();
        access.ifPresent(retellers::add);
        traces.ifPresent(retellers::add);
    }

    /** Takes the record of a call that is over. */
    public void call(InvocationRecord record) {
        metrics.calls().accept(record);
        metering.call(record);
        failures.ofCall(record);
        if (!retellers.isEmpty()) {
            FinishedCall call = FinishedCall.of(record);
            for (int i = 0; i < retellers.size(); i++) {
                retellers.get(i).accept(call);
            }
        }
    }

    /** Takes a request that was refused before it could become a call: it has an access record and nothing else. */
    public void refused(FinishedCall request) {
        access.ifPresent(records -> records.accept(request));
    }

    /** Takes how a call of an instance failed, which goes into the function's log; {@code instance} is empty if none was reached. */
    public void instanceFailed(Invocation invocation, int version, String instance, Outcome outcome) {
        failures.ofInstance(invocation, version, instance, outcome);
    }

    /** Who takes what stages of pipelines did, from any thread and without blocking it; nobody if nothing is traced. */
    public Optional<Consumer<StageSpan>> stages() {
        return traces.map(export -> export::stage);
    }

    /** Takes what happened in a pool. */
    public void pool(PoolEvent event) {
        failures.ofPool(event);
        metrics.pools().accept(event);
        metering.pool(event);
    }

    /** Takes what decorators tell. */
    public void decorator(DecoratorEvent event) {
        metrics.decorators().accept(event);
    }

    /** Takes what happened in the catalog: the series of a removed function end. */
    public void catalog(CatalogEvent event) {
        if (event instanceof CatalogEvent.Deleted(var id, var _) && id.kind() == FunctionKinds.FUNCTION) {
            FunctionName removed = new FunctionName(id.namespace(), id.name());
            metrics.forget(removed);
            metering.forget(removed);
        }
    }

    /** The logs of functions, which also take their lines. */
    public FunctionLogFiles logs() {
        return logs;
    }

    /** What functions were metered to use. */
    public Metering metering() {
        return metering;
    }

    /** To be registered with Prometheus' registry. */
    public Metrics metrics() {
        return metrics;
    }

    /** Writes and sends what waits, each at most 5 s. */
    @Override
    public void close() {
        access.ifPresent(AccessLog::close);
        traces.ifPresent(TraceExport::close);
        logs.close();
    }

    private DropCounts losses() {
        LogCounts lines = logs.counts();
        return new DropCounts(
                lines.written(),
                lines.crowdedOut(),
                lines.failed(),
                access.map(AccessLog::lost).orElse(0L),
                traces.map(TraceExport::dropped).orElse(0L));
    }
}
