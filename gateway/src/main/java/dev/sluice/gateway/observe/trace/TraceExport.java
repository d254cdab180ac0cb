package dev.sluice.gateway.observe.trace;

import dev.sluice.gateway.observe.calls.FinishedCall;
import dev.sluice.gateway.observe.handover.BatchQueue;
import dev.sluice.pipelines.engine.StageSpan;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Exports the spans of calls, and of stages of pipelines, over OTLP (http/protobuf), on a thread of its own, at most a second later. When the
 * collector is slow or away, calls that find no room are left out and counted; calls are never slowed.
 */
public final class TraceExport implements Consumer<FinishedCall>, AutoCloseable {

    /** How many calls and stages may wait. */
    static final int CAPACITY = 8_192;

    private static final Logger LOG = System.getLogger(TraceExport.class.getName());
    /** The exporter complains about each failure; this class does so once for each outage. Held, or it is collected. */
    private static final java.util.logging.Logger EXPORTERS_OWN =
            java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

    private static final Duration GATHER = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final int BATCH = 512;

    private final TraceSettings settings;
    private final Spans spans;
    private final SpanExporter exporter;
    private final BatchQueue<Told> handover;
    private final LongAdder failed = new LongAdder();
    private boolean failing;
    private long failedBefore;

    /** A call, or what a stage did, which becomes spans when they are exported. */
    @FunctionalInterface
    private interface Told {
        void make(Consumer<SpanData> out);
    }

    /** Starts the exporting thread. */
    public TraceExport(TraceSettings settings) {
        EXPORTERS_OWN.setLevel(java.util.logging.Level.OFF);
        this.settings = settings;
        this.spans = new Spans(settings.service());
        this.exporter = exporter(settings);
        this.handover = new BatchQueue<>("sluice-traces", CAPACITY, GATHER, this::export).start();
    }

    @Override
    public void accept(FinishedCall call) {
        if (call.isSampled()) {
            handover.offer(out -> spans.make(call, out));
        }
    }

    /** Takes what a stage of a pipeline did, of a trace that is recorded. */
    public void stage(StageSpan stage) {
        handover.offer(out -> out.accept(spans.of(stage)));
    }

    /** How many calls and stages were left out since the start. */
    public long dropped() {
        return handover.dropped() + failed.sum();
    }

    /** Exports what waits, at most 5 s. */
    @Override
    public void close() {
        handover.close();
        exporter.close();
    }

    private void export(List<Told> calls) {
        for (int from = 0; from < calls.size(); from += BATCH) {
            List<Told> batch = calls.subList(from, Math.min(from + BATCH, calls.size()));
            List<SpanData> made = new ArrayList<>(4 * batch.size());
            batch.forEach(call -> call.make(made::add));
            CompletableResultCode result = exporter.export(made).join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (result.isSuccess()) {
                succeeded();
            } else {
                failed(batch.size(), result);
            }
        }
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            LOG.log(
                    Level.INFO,
                    "Traces are exported to {0} again; those of {1} calls are lost.",
                    settings.traces(),
                    Long.toString(failed.sum() - failedBefore));
        }
    }

    private void failed(int calls, CompletableResultCode result) {
        if (!failing) {
            failing = true;
            failedBefore = failed.sum();
            String cause = Optional.ofNullable(result.getFailureThrowable())
                    .map(Throwable::toString)
                    .orElse("no answer within " + TIMEOUT.toSeconds() + " s");
            LOG.log(
                    Level.WARNING,
                    "Traces cannot be exported to {0} ({1}). Calls are not affected. Look whether the collector runs"
                            + " and takes OTLP over HTTP; this is told once until it works again.",
                    settings.traces(),
                    cause);
        }
        failed.add(calls);
    }

    private static SpanExporter exporter(TraceSettings settings) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.traces().toString())
                .setConnectTimeout(TIMEOUT.dividedBy(2))
                .setTimeout(TIMEOUT)
                .setRetryPolicy(RetryPolicy.builder().setMaxAttempts(2).build())
                .setMeterProvider(MeterProvider.noop());
        settings.headers().forEach(builder::addHeader);
        return builder.build();
    }
}
