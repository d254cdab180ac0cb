package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.callback.CallbackClient.Sent;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.HeldOutputs;
import dev.sluice.events.pump.Outputs;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.trigger.RetrySettings;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CallbackWorkTest {

    private static final PipelineId SHOP = new PipelineId(Namespace.DEFAULT, "shop");

    private final PipelineGraph graph = Written.graph("""
            source: {topic: t}
            sinks:
              told: {from: source, callback: 'https://example.org/items'}
            """);
    private final Outputs outputs = new Outputs();
    private final List<String> sent = new ArrayList<>();
    private final StageCounts.Of counts = new StageCounts().of(SHOP, new StageName("told"));

    private Optional<BatchCounts> batches = Optional.empty();

    private Verdict verdict(Sent answer, int number) {
        Node sink = graph.nodes().getLast();
        HopWork items = new HopWork(
                sink,
                Optional.empty(),
                new Way(graph),
                new Items(SHOP),
                outputs,
                new Targets(node -> node.name().value(), _ -> 1_000_000, "dead", 1_000_000),
                batches,
                counts,
                new StageTraces(Optional.empty(), SHOP, sink.name(), () -> Instant.EPOCH),
                _ -> Optional.empty(),
                Optional.empty());
        CallbackWork work = new CallbackWork(
                items,
                (id, fields, sentItem) -> {
                    sent.add(id + " " + fields.first("Idempotency-Key").orElse("") + " "
                            + fields.first("ce-type").orElse("") + " "
                            + new String(sentItem.data().orElseThrow(), StandardCharsets.UTF_8));
                    return CompletableFuture.completedStage(answer);
                },
                RetrySettings.USUAL.policy(),
                () -> Instant.EPOCH,
                () -> 0,
                counts);
        CloudEvent item = new CloudEvent(
                Map.of("id", "t/0/7/s.1", "source", "/x", "type", "item"),
                Optional.of("application/json"),
                Optional.of("5".getBytes(StandardCharsets.UTF_8)));
        Attempt attempt = new Attempt(
                ReadAgain.at(3, KafkaEvents.write(item).to("told")), number, number - 1, Duration.ZERO, false);
        return work.run(List.of(attempt)).toCompletableFuture().join().getFirst();
    }

    private static Sent answered(int status, String... fields) {
        return new Sent.Answered(status, Headers.of(fields));
    }

    @Test
    void anItemThatIsTakenIsDoneAndWasSentWithItsId() {
        assertThat(verdict(answered(202), 1)).isEqualTo(Verdict.DONE);
        assertThat(sent).containsExactly("t/0/7/s%2E1 t/0/7/s.1 item 5");
        assertThat(counts.calls().over()).isEqualTo(1);
    }

    @Test
    void whoIsAwayOrBusyIsAskedAgainAndNotBeforeHeWants() {
        assertThat(verdict(answered(503), 1).settlement()).isInstanceOf(Settlement.Retry.class);
        assertThat(verdict(answered(429, "Retry-After", "90"), 1))
                .isEqualTo(
                        new Verdict(new Settlement.Retry(Duration.ofSeconds(90), true), "The address answered 429."));
        assertThat(verdict(new Sent.Failed("nobody is there"), 4).settlement())
                .isInstanceOfSatisfying(
                        Settlement.Retry.class,
                        retry -> assertThat(retry.counts()).isTrue());
    }

    @Test
    void anItemIsDeadThatIsRefusedOrWasTriedOftenEnough() {
        assertThat(verdict(answered(404), 1))
                .isEqualTo(new Verdict(new Settlement.Dead("refused"), "The address answered 404."));
        assertThat(verdict(answered(302), 1).settlement()).isEqualTo(new Settlement.Dead("refused"));
        assertThat(verdict(new Sent.Failed("nobody is there"), 5))
                .isEqualTo(new Verdict(new Settlement.Dead("attempts_exhausted"), "It was not sent: nobody is there"));
    }

    @Test
    void anItemOfAPausedBatchIsNotSentAndWaits() {
        PipelineGraph sending = Written.graph("""
                source: {batch: {}}
                sinks:
                  told: {from: source, callback: 'https://example.org/items'}
                """);
        batches = Optional.of(new BatchCounts(new Counters(sending), StageName::value, "failed", _ -> true));
        TopicPartition partition = new TopicPartition("told", 0);
        HeldOutputs.own(outputs, partition);

        assertThat(verdict(answered(202), 1)).isEqualTo(Verdict.UNTRIED);

        assertThat(sent).isEmpty();
        assertThat(HeldOutputs.taken(outputs, partition, 3, 4))
                .singleElement()
                .satisfies(record -> assertThat(record.topic()).isEqualTo("failed"));
    }
}
