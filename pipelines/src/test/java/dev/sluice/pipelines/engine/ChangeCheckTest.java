package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.graph.PipelineGraph;
import org.junit.jupiter.api.Test;

class ChangeCheckTest {

    private static PipelineGraph graph(String source, String stage) {
        return Written.graph("""
                source: SOURCE
                stages:
                  x: {from: source, STAGE}
                sinks:
                  done: {from: x, topic: done}
                """.replace("SOURCE", source).replace("STAGE", stage));
    }

    private static void change(String source, String before, String wanted) {
        ChangeCheck.checkKinds(graph(source, before), graph(source, wanted));
    }

    @Test
    void aStageThatKeepsSomethingDoesNotBecomeOfAnotherKindUnderItsName() {
        assertThatThrownBy(() -> change("{topic: t}", "window: {tumbling: 1m}", "function: f"))
                .isInstanceOf(PipelineBusyException.class)
                .hasMessage("The stage 'x' is a window, and would be a function: what it keeps means nothing to that."
                        + " Give the function another name.");
        assertThatThrownBy(() -> change("{topic: t}", "function: f", "window: {tumbling: 1m}"))
                .hasMessageContaining("is a function, and would be a window");
        assertThatThrownBy(() -> change("{batch: {}}", "join: {}", "reduce: {fold: count}"))
                .hasMessageContaining("is a join, and would be a reduce");
    }

    @Test
    void whatIsReadItemByItemMayCallAnythingElseAndWhatHasNoTopicMayBecomeAnything() {
        assertThatCode(() -> change("{topic: t}", "function: f", "filter: {function: g}"))
                .doesNotThrowAnyException();
        assertThatCode(() -> change("{topic: t}", "window: {tumbling: 1m}", "window: {session: 1m}"))
                .doesNotThrowAnyException();
        assertThatCode(() -> change("{topic: t}", "merge: {}", "window: {tumbling: 1m}"))
                .doesNotThrowAnyException();
    }
}
