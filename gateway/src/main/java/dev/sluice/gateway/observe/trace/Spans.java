package dev.sluice.gateway.observe.trace;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.gateway.observe.calls.FinishedCall;
import dev.sluice.pipelines.engine.StageSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the spans of what stages of pipelines did, and those of a call: the gateway's own, whose id the function saw as its parent, and below it {@code queue},
 * {@code cold start} and {@code run}, as far as they took time. Attributes follow OpenTelemetry's semantic conventions for
 * HTTP and FaaS, version 1.37.
 */
final class Spans {

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<Long> BYTES_IN = AttributeKey.longKey("http.request.body.size");
    private static final AttributeKey<Long> BYTES_OUT = AttributeKey.longKey("http.response.body.size");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey("sluice.namespace");
    private static final AttributeKey<String> FUNCTION = AttributeKey.stringKey("faas.name");
    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("faas.version");
    private static final AttributeKey<String> INSTANCE = AttributeKey.stringKey("faas.instance");
    private static final AttributeKey<String> INVOCATION = AttributeKey.stringKey("faas.invocation_id");
    private static final AttributeKey<String> TRIGGER = AttributeKey.stringKey("faas.trigger");
    private static final AttributeKey<Boolean> COLD = AttributeKey.booleanKey("faas.coldstart");
    private static final AttributeKey<String> PIPELINE = AttributeKey.stringKey("sluice.pipeline");
    private static final AttributeKey<String> STAGE = AttributeKey.stringKey("sluice.stage");
    private static final AttributeKey<String> ITEM = AttributeKey.stringKey("sluice.item");
    private static final AttributeKey<String> BATCH = AttributeKey.stringKey("sluice.batch");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("sluice.attempt");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("sluice.outcome");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("sluice.reason");

    private final Resource resource;
    private final IdGenerator ids = IdGenerator.random();

    Spans(String service) {
        this.resource = Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service));
    }

    /** Gives {@code out} all spans of a call; none if its trace is not to be recorded. */
    void make(FinishedCall call, Consumer<SpanData> out) {
        if (!call.isSampled()) {
            return;
        }
        SpanContext own = context(call.traceparent());
        SpanContext parent = parent(call.traceparent(), call.parentSpan());
        long start = call.startEpochMicros() * 1_000;
        long end = start + call.totalNanos();
        out.accept(new FinishedSpan(
                resource,
                name(call),
                SpanKind.SERVER,
                own,
                parent,
                status(call),
                start,
                end,
                attributes(call),
                List.of()));
        Timings timings = call.timings();
        long waited = start + timings.queued();
        child("queue", own, start, waited, out);
        child("cold start", own, waited, waited + timings.cold(), out);
        child("run", own, end - timings.run(), end, out);
    }

    private void child(String name, SpanContext parent, long start, long end, Consumer<SpanData> out) {
        if (end > start) {
            SpanContext context = SpanContext.create(
                    parent.getTraceId(), ids.generateSpanId(), parent.getTraceFlags(), parent.getTraceState());
            out.accept(new FinishedSpan(
                    resource,
                    name,
                    SpanKind.INTERNAL,
                    context,
                    parent,
                    StatusData.unset(),
                    start,
                    end,
                    Attributes.empty(),
                    List.of()));
        }
    }

    /** The span of what a stage of a pipeline did; its attributes are named as those of calls, and as the platform names things. */
    SpanData of(StageSpan stage) {
        long start = stage.startMicros() * 1_000;
        AttributesBuilder attributes = Attributes.builder()
                .put(NAMESPACE, stage.pipeline().namespace().value())
                .put(PIPELINE, stage.pipeline().name())
                .put(STAGE, stage.stage().value())
                .put(ITEM, stage.item());
        if (!stage.batch().isEmpty()) {
            attributes.put(BATCH, stage.batch());
        }
        if (stage.attempt() > 0) {
            attributes.put(ATTEMPT, (long) stage.attempt());
        }
        return new FinishedSpan(
                resource,
                stage.pipeline().name() + "/" + stage.stage(),
                SpanKind.CONSUMER,
                context(stage.traceparent()),
                parent(stage.traceparent(), stage.parentSpan()),
                stage.failed() ? StatusData.error() : StatusData.unset(),
                start,
                start + stage.nanos(),
                attributes.build(),
                stage.links().stream()
                        .map(link -> LinkData.create(remote(TraceParent.trace(link), TraceParent.span(link))))
                        .toList());
    }

    private static SpanContext context(String traceparent) {
        return SpanContext.create(
                TraceParent.trace(traceparent),
                TraceParent.span(traceparent),
                TraceFlags.getSampled(),
                TraceState.getDefault());
    }

    /** {@code span}: empty if the trace begins here. */
    private static SpanContext parent(String traceparent, String span) {
        return span.isEmpty() ? SpanContext.getInvalid() : remote(TraceParent.trace(traceparent), span);
    }

    private static SpanContext remote(String trace, String span) {
        return SpanContext.createFromRemoteParent(trace, span, TraceFlags.getSampled(), TraceState.getDefault());
    }

    private static String name(FinishedCall call) {
        return call.entryPoint().equals("http")
                ? call.method() + " " + path(call)
                : call.entryPoint() + " " + call.function();
    }

    private static String path(FinishedCall call) {
        return FunctionName.ofValue(call.function()).map(FunctionName::path).orElse("/function/" + call.function());
    }

    private static StatusData status(FinishedCall call) {
        boolean well = call.end().isAnswer() && call.status() < 500;
        return well ? StatusData.unset() : StatusData.error();
    }

    private static Attributes attributes(FinishedCall call) {
        AttributesBuilder attributes = Attributes.builder()
                .put(NAMESPACE, call.namespace())
                .put(FUNCTION, call.name())
                .put(INVOCATION, call.invocation())
                .put(TRIGGER, call.entryPoint())
                .put(COLD, call.timings().coldStart())
                .put(OUTCOME, call.end().outcome());
        if (call.version() > 0) {
            attributes.put(VERSION, Integer.toString(call.version()));
        }
        if (!call.instance().isEmpty()) {
            attributes.put(INSTANCE, call.instance());
        }
        if (!call.end().reason().isEmpty()) {
            attributes.put(REASON, call.end().reason());
        }
        if (call.entryPoint().equals("http")) {
            http(call, attributes);
        }
        return attributes.build();
    }

    private static void http(FinishedCall call, AttributesBuilder attributes) {
        attributes
                .put(METHOD, call.method())
                .put(PATH, path(call) + call.path())
                .put(BYTES_IN, call.bytesIn())
                .put(BYTES_OUT, call.bytesOut());
        if (call.status() > 0) {
            attributes.put(STATUS, (long) call.status());
        }
    }
}
