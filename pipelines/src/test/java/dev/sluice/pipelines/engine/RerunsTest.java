package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class RerunsTest {

    private static final PipelineGraph GRAPH = Written.graph("""
            source: {batch: {}}
            stages:
              each: {from: source, copy: {}}
              small: {from: each, function: resize, keep: 24h}
              tags: {from: each, function: tag}
              all: {from: [small, tags], merge: {}}
              sheet: {from: all, join: {}, keep: 1h}
              after: {from: sheet, function: f, keep: 1h, was: before}
            sinks:
              done: {from: after, topic: sheets}
            """);

    private final Reruns reruns = new Reruns(
            NoCluster.unasked(),
            GRAPH,
            new BatchCounts(new Counters(GRAPH), StageName::value, "failed", _ -> false),
            InstantSource.system());

    private void refused(String stage, String why) {
        assertThatThrownBy(() -> reruns.from(new StageName(stage)))
                .isInstanceOf(BatchRefusedException.class)
                .hasMessage(why);
    }

    @Test
    void aStageThatIsNotThereIsToldWithTheOneThatIsMeant() {
        refused(
                "smal",
                "There is no stage 'smal', did you mean 'small'? The stages of the pipeline are each, small, tags, all,"
                        + " sheet, after.");
        refused(
                "done",
                "There is no stage 'done'. The stages of the pipeline are each, small, tags, all, sheet, after.");
    }

    @Test
    void aStageThatKeepsNothingIsToldWithThoseThatDo() {
        refused(
                "tags",
                "The stage 'tags' keeps nothing of batches that are over: say how long it does ('keep: 24h'), and batches"
                        + " that begin after that can be run again from there. Now this can be done from 'small', 'sheet',"
                        + " 'after'.");
    }

    @Test
    void aJoinThatWaitsForWhatDoesNotComeThroughTheStageIsToldWithThat() throws BatchRefusedException {
        refused(
                "small",
                "The join 'sheet' behind 'small' waits for what comes of 'tags' too, and that does not come through"
                        + " 'small'. Run the batch again from a stage through which all of it comes, or from 'sheet'"
                        + " itself.");
        assertThat(reruns.from(new StageName("sheet")).name()).hasToString("sheet");
        assertThat(reruns.from(new StageName("after")).keptAs()).hasToString("before");
    }

    @Test
    void aJoinWhoseInputsAllComeThroughTheStageIsNoHindrance() {
        PipelineGraph graph = Written.graph("""
                source: {batch: {}}
                stages:
                  made: {from: source, function: f, keep: 1h}
                  each: {from: made, copy: {}}
                  small: {from: each, function: resize}
                  tags: {from: each, function: tag}
                  sheet: {from: [small, tags], join: {}}
                sinks:
                  done: {from: sheet, topic: sheets}
                """);
        Node made = graph.nodes().get(1);

        assertThat(Reruns.beside(graph, made)).isEmpty();
    }

    @Test
    void aBatchThatIsUnderWayIsNotRunAgain() throws BatchRefusedException {
        Node sheet = reruns.from(new StageName("sheet"));

        assertThatThrownBy(() -> reruns.check(BatchStanding.begun("b", Instant.EPOCH), sheet))
                .isInstanceOf(BatchRefusedException.class)
                .hasMessage(
                        "The batch 'b' is under way: it can be run again when it is over. Wait for that, or give it up"
                                + " first.");
    }
}
