package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.events.trigger.EventAnswer;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class StageTracesTest {

    private static final PipelineId PIPELINE = new PipelineId(Namespace.DEFAULT, "photos");
    private static final String MADE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String SENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final List<StageSpan> spans = new ArrayList<>();

    private StageTraces traces(double ratio) {
        return new StageTraces(
                Optional.of(new Tracing(ratio, spans::add)), PIPELINE, StageName.SOURCE, InstantSource.system());
    }

    private static CloudEvent item(String id) {
        return new CloudEvent(Map.of("id", id, "source", "/x", "type", "t"), Optional.empty(), Optional.empty());
    }

    private static CloudEvent traced(String trace) {
        return StageTraces.in(Optional.of(trace), item("a"));
    }

    private static ConsumerRecord<byte[], byte[]> record(String trace) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("t", 0, 7, null, "{}".getBytes(StandardCharsets.UTF_8));
        record.headers().add("traceparent", trace.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    @Test
    void aTraceBeginsWithAnItemThatHasNone() {
        StageTraces.Span span = traces(1).begin(item("a"), 0);
        span.end(false);

        assertThat(spans).singleElement().satisfies(told -> {
            assertThat(told.parentSpan()).isEmpty();
            assertThat(told.traceparent()).endsWith("-01");
            assertThat(span.trace()).contains(told.traceparent());
            assertThat(told.attempt()).isZero();
        });
        StageTraces.Span unrecorded = traces(0).begin(item("b"), 0);
        unrecorded.end(false);
        assertThat(unrecorded.trace().orElseThrow())
                .as("so that no later stage begins one")
                .endsWith("-00");
        assertThat(spans).hasSize(1);
    }

    @Test
    void whoeverWroteARecordLastIsWhereItsTraceGoesOnFrom() throws Exception {
        assertThat(StageTraces.of(StageTraces.came(record(SENT), traced(MADE)))).contains(SENT);
        assertThat(StageTraces.of(StageTraces.came(record("nonsense"), traced(MADE))))
                .contains(MADE);
        assertThat(StageTraces.of(Items.read(record(SENT), Optional.empty()))).contains(SENT);
        assertThat(StageTraces.of(traced("nonsense"))).isEmpty();
    }

    @Test
    void whatAFunctionMakesIsInTheTraceOfItsItem() throws Exception {
        Items items = new Items(PIPELINE);
        StageName stage = new StageName("small");
        Headers json = Headers.of("content-type", "application/json");
        assertThat(items.of(traced(MADE), stage, answer(json, "[1,2]")))
                .hasSize(2)
                .allSatisfy(made -> assertThat(StageTraces.of(made)).contains(MADE));

        Headers event = Headers.of("content-type", "application/cloudevents+json");
        String own = "{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"/y\",\"type\":\"z\",\"traceparent\":\"" + SENT
                + "\"}";
        assertThat(StageTraces.of(
                        items.of(traced(MADE), stage, answer(event, own)).getFirst()))
                .as("which trace it is in is not the function's to say")
                .contains(MADE);
        assertThat(StageTraces.of(items.of(item("a"), stage, answer(event, own)).getFirst()))
                .contains(SENT);
    }

    private static EventAnswer answer(Headers headers, String body) {
        return new EventAnswer(200, headers, body.getBytes(StandardCharsets.UTF_8), true);
    }

    @Test
    void whatIsMadeOfManyHasATraceOfItsOwnWithLinks() {
        TraceLinks links = new TraceLinks();
        links.add(item("untraced"));
        links.add(traced(MADE.replace("-01", "-00")));
        for (int i = 0; i < 200; i++) {
            links.add(traced(i == 0 ? MADE : SENT));
        }
        StageTraces.Span span = traces(0).begin("all", "summer", links.all());
        span.end(false);

        assertThat(spans).singleElement().satisfies(told -> {
            assertThat(told.links()).hasSize(128).startsWith(MADE, SENT).doesNotContain("");
            assertThat(told.parentSpan()).isEmpty();
            assertThat(TraceParent.trace(told.traceparent()))
                    .isNotEqualTo(TraceParent.trace(MADE))
                    .isNotEqualTo(TraceParent.trace(SENT));
        });
        assertThat(span.trace()).contains(spans.getFirst().traceparent());

        StageTraces.Span alone = traces(0).begin("none", "", List.of());
        alone.end(false);
        assertThat(spans).as("nobody records its members").hasSize(1);
    }
}
