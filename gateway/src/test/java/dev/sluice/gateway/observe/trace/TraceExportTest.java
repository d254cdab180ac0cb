package dev.sluice.gateway.observe.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.Timings;
import dev.sluice.gateway.observe.Calls;
import dev.sluice.gateway.observe.calls.FinishedCall;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.engine.StageSpan;
import dev.sluice.pipelines.graph.PipelineId;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceExportTest {

    private static final long START = 1_770_091_506_000_007_000L;

    private CollectorDouble collector;

    @BeforeEach
    void startCollector() throws IOException {
        collector = CollectorDouble.start();
    }

    @AfterEach
    void stopCollector() {
        collector.close();
    }

    private TraceExport open() {
        return new TraceExport(TraceSettings.of(collector.endpoint(), "authorization=Bearer%20s3cret", "sluice"));
    }

    /** Exports one call to the end and answers the names of its spans, in order. */
    private List<String> exported(FinishedCall call) {
        try (TraceExport export = open()) {
            export.accept(call);
        }
        return collector.spans().stream().map(Span::getName).toList();
    }

    private Span span(String name) {
        return collector.spans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Map<String, String> attributes(Span span) {
        Map<String, String> attributes = new TreeMap<>();
        for (KeyValue pair : span.getAttributesList()) {
            var value = pair.getValue();
            attributes.put(
                    pair.getKey(),
                    switch (value.getValueCase()) {
                        case STRING_VALUE -> value.getStringValue();
                        case INT_VALUE -> Long.toString(value.getIntValue());
                        case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
                        default -> value.toString();
                    });
        }
        return attributes;
    }

    @Test
    void aColdCallIsASpanWithThreeBelowIt() {
        List<String> names = exported(FinishedCall.of(Calls.cold()));

        assertThat(names).containsExactly("POST /function/hello", "queue", "cold start", "run");
        Span gateway = span("POST /function/hello");
        assertThat(hex(gateway.getTraceId())).isEqualTo(Calls.TRACE);
        assertThat(hex(gateway.getSpanId())).isEqualTo(Calls.SPAN);
        assertThat(hex(gateway.getParentSpanId())).isEqualTo(Calls.PARENT);
        assertThat(gateway.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(gateway.getStartTimeUnixNano()).isEqualTo(START);
        assertThat(gateway.getEndTimeUnixNano()).isEqualTo(START + 9_800_000);
        assertThat(gateway.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        assertThat(attributes(gateway))
                .containsExactly(
                        Map.entry("faas.coldstart", "true"),
                        Map.entry("faas.instance", "r7"),
                        Map.entry("faas.invocation_id", "01HZY3V8C4R6T5J0Q2N7M9K8P1"),
                        Map.entry("faas.name", "hello"),
                        Map.entry("faas.trigger", "http"),
                        Map.entry("faas.version", "3"),
                        Map.entry("http.request.body.size", "128"),
                        Map.entry("http.request.method", "POST"),
                        Map.entry("http.response.body.size", "1024"),
                        Map.entry("http.response.status_code", "201"),
                        Map.entry("sluice.namespace", "default"),
                        Map.entry("sluice.outcome", "succeeded"),
                        Map.entry("url.path", "/function/hello/a%20b/c"));
    }

    @Test
    void theSpansBelowSayWhereTheTimeWent() {
        exported(FinishedCall.of(Calls.cold()));

        Span queue = span("queue");
        Span cold = span("cold start");
        Span run = span("run");
        assertThat(List.of(queue, cold, run)).allSatisfy(span -> {
            assertThat(hex(span.getTraceId())).isEqualTo(Calls.TRACE);
            assertThat(hex(span.getParentSpanId())).isEqualTo(Calls.SPAN);
            assertThat(span.getSpanId().size()).isEqualTo(8);
            assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL);
        });
        assertThat(queue.getStartTimeUnixNano()).isEqualTo(START);
        assertThat(queue.getEndTimeUnixNano()).isEqualTo(START + 1_000_000);
        assertThat(cold.getStartTimeUnixNano()).isEqualTo(START + 1_000_000);
        assertThat(cold.getEndTimeUnixNano()).isEqualTo(START + 7_500_000);
        assertThat(run.getStartTimeUnixNano()).isEqualTo(START + 7_550_000);
        assertThat(run.getEndTimeUnixNano()).isEqualTo(START + 9_800_000);
    }

    @Test
    void aWarmCallHasOnlyWhatTookTime() {
        assertThat(exported(FinishedCall.of(Calls.warm("hello")))).containsExactly("POST /function/hello", "run");
    }

    @Test
    void aFailedCallIsAnErrorWithItsReason() {
        Outcome full = new Outcome.Rejected(RejectReason.QUEUE_FULL, "", Duration.ofSeconds(1));

        exported(FinishedCall.of(Calls.refused("hello", full, 429)));

        Span gateway = span("POST /function/hello");
        assertThat(gateway.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(gateway.getParentSpanId().size()).isZero();
        assertThat(attributes(gateway))
                .containsEntry("sluice.outcome", "rejected")
                .containsEntry("sluice.reason", "queue_full")
                .doesNotContainKey("faas.instance");
    }

    @Test
    void requestsAreProtobufToTheTracesPathWithTheHeadersThatWereSet() {
        exported(FinishedCall.of(Calls.warm("hello")));

        assertThat(collector.headers()).containsExactly("POST /v1/traces application/x-protobuf Bearer s3cret");
        assertThat(collector
                        .requests()
                        .getFirst()
                        .getResourceSpans(0)
                        .getResource()
                        .getAttributesList())
                .anySatisfy(attribute -> {
                    assertThat(attribute.getKey()).isEqualTo("service.name");
                    assertThat(attribute.getValue().getStringValue()).isEqualTo("sluice");
                });
    }

    @Test
    void whatAStageDidIsASpanWithLinksToWhatItWasMadeOf() {
        String member = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        StageSpan call = new StageSpan(
                "00-" + Calls.TRACE + "-" + Calls.SPAN + "-01",
                Calls.PARENT,
                List.of(),
                new PipelineId(Namespace.DEFAULT, "album"),
                new StageName("small"),
                "summer/17",
                "summer",
                2,
                START / 1_000,
                4_000_000,
                true);
        StageSpan join = new StageSpan(
                call.traceparent(),
                "",
                List.of(member),
                call.pipeline(),
                new StageName("sheet"),
                "summer/sheet",
                "summer",
                0,
                START / 1_000,
                0,
                false);
        try (TraceExport export = open()) {
            export.stage(call);
            export.stage(join);
        }

        Span small = span("album/small");
        assertThat(hex(small.getTraceId())).isEqualTo(Calls.TRACE);
        assertThat(hex(small.getSpanId())).isEqualTo(Calls.SPAN);
        assertThat(hex(small.getParentSpanId())).isEqualTo(Calls.PARENT);
        assertThat(small.getStartTimeUnixNano()).isEqualTo(START);
        assertThat(small.getEndTimeUnixNano()).isEqualTo(START + 4_000_000);
        assertThat(small.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(attributes(small))
                .containsExactly(
                        Map.entry("sluice.attempt", "2"),
                        Map.entry("sluice.batch", "summer"),
                        Map.entry("sluice.item", "summer/17"),
                        Map.entry("sluice.namespace", "default"),
                        Map.entry("sluice.pipeline", "album"),
                        Map.entry("sluice.stage", "small"));
        Span sheet = span("album/sheet");
        assertThat(sheet.getParentSpanId().size()).isZero();
        assertThat(attributes(sheet)).doesNotContainKey("sluice.attempt");
        assertThat(sheet.getLinksList()).singleElement().satisfies(link -> {
            assertThat(hex(link.getTraceId())).isEqualTo(member.substring(3, 35));
            assertThat(hex(link.getSpanId())).isEqualTo(member.substring(36, 52));
        });
    }

    @Test
    void whatIsNotSampledIsNotExported() {
        Timings timings = new Timings(0, 0, 1_000, false);
        Outcome well = new Outcome.Succeeded(200);
        String unsampled = "00-" + Calls.TRACE + "-" + Calls.SPAN + "-00";
        try (TraceExport export = open()) {
            export.accept(FinishedCall.of(Calls.traced("hello", well, 200, timings, unsampled, "")));
            export.accept(FinishedCall.of(Calls.traced("hello", well, 200, timings, "", "")));
        }

        assertThat(collector.requests()).isEmpty();
    }

    @Test
    void manyCallsGoInFewRequests() {
        try (TraceExport export = open()) {
            for (int i = 0; i < 1_000; i++) {
                export.accept(FinishedCall.of(Calls.warm("hello")));
            }
        }

        assertThat(collector.spans()).hasSize(2_000);
        assertThat(collector.requests().size()).isLessThan(10);
    }

    @Test
    void aCollectorThatRefusesCostsSpansOnlyAndLaterOnesArrive() {
        try (TraceExport export = open()) {
            collector.answerWith(400);
            export.accept(FinishedCall.of(Calls.warm("hello")));
            await().atMost(Duration.ofSeconds(20)).until(() -> export.dropped() == 1);

            collector.answerWith(200);
            export.accept(FinishedCall.of(Calls.warm("hello")));

            await().atMost(Duration.ofSeconds(20)).until(() -> collector.spans().size() == 2);
            assertThat(export.dropped()).isEqualTo(1);
        }
    }

    @Test
    void moreThanMayWaitIsDroppedAndCounted() {
        collector.close();
        try (TraceExport export = open()) {
            FinishedCall call = FinishedCall.of(Calls.warm("hello"));
            for (int i = 0; i < 4 * TraceExport.CAPACITY; i++) {
                export.accept(call);
            }

            assertThat(export.dropped()).isPositive();
        }
    }

    @Test
    void endpointsAreBaseAddresses() {
        assertThat(TraceSettings.of("http://localhost:4318", "", "x").traces())
                .hasToString("http://localhost:4318/v1/traces");
        assertThat(TraceSettings.of("https://otlp.example/base/", "", "x").traces())
                .hasToString("https://otlp.example/base/v1/traces");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TraceSettings.of("localhost:4318", "", "x"))
                .withMessage("the OTLP endpoint 'localhost:4318' is not an HTTP address: write one such as"
                        + " http://localhost:4318, without /v1/traces");
    }

    @Test
    void headersAreReadAndNeverShown() {
        TraceSettings settings = TraceSettings.of("http://localhost:4318", "a=1%2C2, b = x+y ,", "x");

        assertThat(settings.headers()).isEqualTo(Map.of("a", "1,2", "b", "x+y"));
        assertThat(settings).hasToString("TraceSettings[http://localhost:4318/v1/traces, 2 headers, x]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TraceSettings.of("http://localhost:4318", "s3cret", "x"))
                .withMessage("a header for the OTLP endpoint is not name=value: write them as name=value,name=value"
                        + " (the value is not shown here)");
    }
}
