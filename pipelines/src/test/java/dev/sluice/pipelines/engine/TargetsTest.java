package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Namespace;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {

    private static final PipelineGraph GRAPH = Written.graph("""
            source: {batch: {}}
            stages:
              each: {from: source, copy: {}}
            sinks:
              done: {from: each, topic: gallery}
            """);
    private static final Node DONE = GRAPH.nodes().getLast();
    private static final Targets TARGETS = new Targets(node -> node.name().value(), _ -> 500, "dead", 500);

    private static Way.Arrived item(int characters) {
        String data = "\"" + "x".repeat(characters) + "\"";
        CloudEvent item = new Items(new PipelineId(Namespace.DEFAULT, "p"))
                .ofBatch("b", "1", data.getBytes(StandardCharsets.UTF_8));
        return new Way.Arrived(DONE, item);
    }

    @Test
    void anItemThatItsTopicWouldNotTakeFailsAloneBeforeItIsSent() throws ItemFailedException {
        assertThat(TARGETS.record(item(10), List.of()).topic()).isEqualTo("done");

        assertThatThrownBy(() -> TARGETS.record(item(500), List.of()))
                .isInstanceOfSatisfying(
                        ItemFailedException.class,
                        failed -> assertThat(failed.reason()).isEqualTo("item_too_large"))
                .hasMessageMatching("The item for 'done' has \\d+ bytes, and its topic takes 500: give a reference to"
                        + " what is larger\\.");
    }

    @Test
    void whatAStageKeepsIsWrittenUnderItsBatchTooAndHasRoomWithThat() throws ItemFailedException {
        PipelineGraph graph = Written.graph("""
                source: {batch: {}}
                stages:
                  made: {keep: 1h, from: source, function: f}
                sinks:
                  done: {from: made, topic: gallery}
                """);
        Node made = graph.nodes().get(1);

        assertThat(TARGETS.records(List.of(new Way.Arrived(made, item(10).item())), List.of()))
                .extracting(
                        record -> record.topic() + " " + (record.key() == null ? "" : BatchRecords.batch(record.key())))
                .containsExactly("made ", "made.rerun b");
        int fits = 0;
        while (fits(new Way.Arrived(made, item(fits).item()))) {
            fits++;
        }
        Way.Arrived tight = new Way.Arrived(made, item(fits).item());
        assertThat(TARGETS.record(tight, List.of()).topic()).isEqualTo("made");
        assertThatThrownBy(() -> TARGETS.records(List.of(tight), List.of())).isInstanceOf(ItemFailedException.class);
    }

    private static boolean fits(Way.Arrived arrived) {
        try {
            TARGETS.kept(arrived, List.of());
            return true;
        } catch (ItemFailedException e) {
            return false;
        }
    }
}
