package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.engine.StageChanges.UnderWay;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.pipelines.plan.PipelineChange;
import dev.sluice.pipelines.plan.PipelineChange.Becomes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StageChangesTest {

    private static final PipelineId SHOP = new PipelineId(Namespace.DEFAULT, "shop");

    private static PipelineGraph graph(String source, String stages) {
        return Written.graph("""
                source: SOURCE
                stages:
                STAGES
                sinks:
                  done: {from: x, topic: done}
                """.replace("SOURCE", source).replace("STAGES", stages.indent(2)));
    }

    private static PipelineGraph one(String source, String stage) {
        return graph(source, "x: {from: source, " + stage + "}");
    }

    private static PipelineChange change(PipelineGraph before, PipelineGraph wanted, UnderWay underWay) {
        return new StageChanges(SHOP, before, false, Optional.of(wanted), underWay).change();
    }

    private static PipelineChange change(String source, String before, String wanted) {
        return change(one(source, before), one(source, wanted), UnderWay.NOTHING);
    }

    private static String stage(PipelineChange change, String name) {
        return change.stages().stream()
                .filter(each -> each.name().value().equals(name))
                .map(each -> (each.becomes().name().toLowerCase(Locale.ROOT) + ": " + each.detail()).strip())
                .collect(Collectors.joining("|"));
    }

    private static UnderWay waiting(Map<String, Long> items, Map<String, Long> windows, String... batches) {
        TreeMap<StageName, Long> ofItems = new TreeMap<>();
        items.forEach((name, count) -> ofItems.put(new StageName(name), count));
        TreeMap<StageName, Long> ofWindows = new TreeMap<>();
        windows.forEach((name, count) -> ofWindows.put(new StageName(name), count));
        return new UnderWay(ofItems, ofWindows, new TreeMap<>(), List.of(batches), Optional.empty());
    }

    @Test
    void aStageThatKeepsSomethingDoesNotBecomeOfAnotherKindUnderItsName() {
        PipelineChange change = change("{topic: t}", "window: {tumbling: 1m}", "function: f");
        String sentence = "The stage 'x' is a window, and would be a function: what it keeps means nothing to that."
                + " Give the function another name.";
        assertThat(change.refusals()).containsExactly(sentence);
        assertThat(stage(change, "x")).isEqualTo("impossible: " + sentence);
        assertThat(change("{topic: t}", "function: f", "window: {tumbling: 1m}").refusals())
                .singleElement()
                .asString()
                .contains("is a function, and would be a window");
        assertThat(change("{batch: {}}", "join: {}", "reduce: {fold: count}").refusals())
                .singleElement()
                .asString()
                .contains("is a join, and would be a reduce");
    }

    @Test
    void whatIsReadItemByItemMayCallAnythingElseAndWhatHasNoTopicMayBecomeAnything() {
        assertThat(stage(change("{topic: t}", "function: f", "filter: {function: g}"), "x"))
                .isEqualTo("keeps: Its items stay, also those that came for the function f.");
        assertThat(stage(change("{topic: t}", "function: f", "function: {name: f, concurrency: 3}"), "x"))
                .isEqualTo("keeps: Its items stay.");
        assertThat(stage(change("{topic: t}", "window: {tumbling: 1m}", "window: {session: 1m}"), "x"))
                .isEqualTo("keeps: Its items and windows stay; those that are open go on as they began.");
        assertThat(stage(change("{topic: t}", "merge: {}", "window: {tumbling: 1m}"), "x"))
                .isEqualTo("resets: It was done by whoever makes its items, and begins with a topic of its own.");
        assertThat(stage(change("{topic: t}", "function: f", "merge: {}"), "x"))
                .isEqualTo("resets: Nothing waits in its topic, which goes: it is done by whoever makes its items.");
        assertThat(stage(change("{topic: t}", "merge: {}", "filter: 'true'"), "x"))
                .isEqualTo("keeps:");
    }

    @Test
    void aSourceGoesOnWhereItIsUnlessItReadsSomethingElse() {
        PipelineGraph before = one("{topic: t}", "merge: {}");
        assertThat(stage(
                        change(before, one("{topic: {name: t, from: earliest}}", "merge: {}"), UnderWay.NOTHING),
                        "source"))
                .isEqualTo("keeps: Its position stays.");
        assertThat(stage(change(before, one("{topic: u}", "merge: {}"), UnderWay.NOTHING), "source"))
                .isEqualTo(
                        "resets: It reads another topic, and begins there as with a new pipeline; what is not read of"
                                + " 't' stays there.");
        assertThat(stage(change(before, one("{batch: {}}", "merge: {}"), UnderWay.NOTHING), "source"))
                .isEqualTo("resets: What is not read of the topic 't' stays there.");
    }

    @Test
    void whatABatchWasAskedWithIsNoItemOfAnother() {
        PipelineGraph lists = one("{list: f}", "merge: {}");
        assertThat(StageChanges.putsTogetherOtherwise(lists, Optional.of(one("{list: g}", "merge: {}"))))
                .isFalse();
        assertThat(StageChanges.putsTogetherOtherwise(lists, Optional.of(one("{batch: {}}", "merge: {}"))))
                .isTrue();
    }

    @Test
    void whatWaitsInATopicThatGoesMustBeDoneFirst() {
        PipelineGraph before = graph("{topic: t}", "w: {from: source, function: f}\nx: {from: w, function: g}");
        PipelineChange change =
                change(before, one("{topic: t}", "merge: {}"), waiting(Map.of("w", 12L, "x", 3L), Map.of()));

        assertThat(stage(change, "w")).isEqualTo("gone: At most 12 items wait there, and must be done first.");
        assertThat(stage(change, "x")).isEqualTo("impossible: At most 3 items wait there, and must be done first.");
        assertThat(stage(change, "done")).isEqualTo("keeps:");
        assertThat(change.refusals())
                .containsExactly(
                        "Items are under way at 'w', 'x' of the pipeline 'shop'. Apply it with paused: true, and"
                                + " try again when they are done: 'sluice describe pipeline shop' shows them.");
        PipelineChange idle = change(before, one("{topic: t}", "merge: {}"), UnderWay.NOTHING);
        assertThat(stage(idle, "w")).isEqualTo("gone: Nothing waits there.");
        assertThat(idle.refusals()).isEmpty();
    }

    @Test
    void openWindowsMustBeOverUnlessThePipelineIsPaused() {
        PipelineGraph before =
                graph("{topic: t}", "w: {from: source, window: {tumbling: 1m}}\nx: {from: w, merge: {}}");
        UnderWay open = waiting(Map.of(), Map.of("w", 2L));
        PipelineChange change = change(before, one("{topic: t}", "merge: {}"), open);

        assertThat(stage(change, "w")).isEqualTo("gone: 2 windows are open there, and must be over first.");
        assertThat(change.refusals())
                .containsExactly(
                        "Windows are open at 'w' of the pipeline 'shop' (2), and nothing would come of them. Wait"
                                + " until they are over, or apply it with paused: true first: then they may go.");
        PipelineChange paused = new StageChanges(SHOP, before, true, Optional.empty(), open).change();
        assertThat(stage(paused, "w")).isEqualTo("gone: 2 windows are open there, and nothing will come of them.");
        assertThat(paused.refusals()).isEmpty();
    }

    @Test
    void stagesArePutTogetherOtherwiseWhenNoBatchIsUnderWay() {
        PipelineGraph before =
                graph("{batch: {}}", "w: {from: source, function: f}\nx: {from: w, reduce: {fold: count}}");
        PipelineGraph wanted =
                graph("{batch: {}}", "v: {from: source, function: f}\nx: {from: v, reduce: {fold: count}}");
        PipelineChange change = change(before, wanted, waiting(Map.of(), Map.of(), "a", "b"));

        assertThat(stage(change, "source")).isEqualTo("keeps: Its items and batches stay.");
        assertThat(stage(change, "v")).isEqualTo("impossible: It comes in when these batches are over: 'a', 'b'.");
        assertThat(stage(change, "x"))
                .isEqualTo("impossible: It changes so only when these batches are over: 'a', 'b'.");
        assertThat(stage(change, "w")).isEqualTo("gone: It goes when these batches are over: 'a', 'b'.");
        assertThat(change.refusals())
                .containsExactly(
                        "Batches are under way: 'a', 'b'. Stages are put together otherwise when these are over;"
                                + " close them, or give them up.");
        assertThat(stage(change(before, wanted, UnderWay.NOTHING), "v")).isEqualTo("new:");
    }

    @Test
    void whatIsCountedOfBatchesIsTheFoldAndWhoReadsWhom() {
        PipelineGraph count = one("{batch: {}}", "reduce: {fold: count, most: 5}");

        assertThat(StageChanges.putsTogetherOtherwise(count, Optional.of(one("{batch: {}}", "reduce: {fold: count}"))))
                .isFalse();
        assertThat(StageChanges.putsTogetherOtherwise(count, Optional.of(one("{batch: {}}", "reduce: {fold: sum}"))))
                .as("what was counted is no sum")
                .isTrue();
        assertThat(StageChanges.putsTogetherOtherwise(
                        one("{batch: {}}", "merge: {}"), Optional.of(one("{topic: t}", "merge: {}"))))
                .isTrue();
        assertThat(StageChanges.putsTogetherOtherwise(count, Optional.empty())).isTrue();
    }

    @Test
    void aStageThatIsRenamedIsTheSame() {
        PipelineGraph before =
                graph("{batch: {}}", "w: {from: source, function: f}\nx: {from: w, reduce: {fold: count}}");
        PipelineGraph wanted =
                graph("{batch: {}}", "v: {from: source, function: f, was: w}\nx: {from: v, reduce: {fold: count}}");

        assertThat(StageChanges.putsTogetherOtherwise(before, Optional.of(wanted)))
                .isFalse();
        PipelineChange change = change(before, wanted, UnderWay.NOTHING);
        assertThat(stage(change, "v")).isEqualTo("keeps: It was 'w' before. Its items stay.");
        assertThat(stage(change, "w")).isEmpty();
        assertThat(change(
                                before,
                                graph("{batch: {}}", "v: {from: source, join: {}, was: w}\nx: {from: v, merge: {}}"),
                                UnderWay.NOTHING)
                        .refusals())
                .containsExactly(
                        "The stage 'w' is a function, and would be a join: what it keeps means nothing to that."
                                + " Give the join another name.");
        PipelineChange again =
                change(wanted, one("{batch: {}}", "reduce: {fold: count}"), waiting(Map.of("w", 2L), Map.of()));
        assertThat(stage(again, "v")).isEqualTo("gone: At most 2 items wait there, and must be done first.");
        assertThat(again.refusals()).singleElement().asString().startsWith("Items are under way at 'v' of");
    }

    @Test
    void whatIsNotKnownIsRefused() {
        UnderWay unknown = new UnderWay(
                new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of(), Optional.of("Kafka does not answer."));
        PipelineChange change =
                new StageChanges(SHOP, one("{topic: t}", "function: f"), false, Optional.empty(), unknown).change();

        assertThat(change.refusals()).containsExactly("Kafka does not answer.");
        assertThat(stage(change, "x")).isEqualTo("gone:");
    }

    @Test
    void aStageThatHasParkedKeysGoesOnParkingThem() {
        UnderWay parked = new UnderWay(
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(Map.of(new StageName("x"), 3L)),
                List.of(),
                Optional.empty());
        PipelineGraph before = one("{topic: t}", "function: {name: f, ordered: true, onFailure: park-key}");
        PipelineChange change =
                new StageChanges(SHOP, before, true, Optional.of(one("{topic: t}", "function: f")), parked).change();

        assertThat(change.refusals())
                .containsExactly("Keys are parked at 'x' of the pipeline 'shop' (3), and nobody would have their items."
                        + " Retry them, or discard what has failed, first: 'sluice pipeline parked shop' shows them.");
        assertThat(stage(change, "x")).isEqualTo("impossible: 3 keys are parked there, and must go on first.");
    }

    @Test
    void whatAStageKeepsOfBatchesComesAndGoesBetweenThem() {
        PipelineGraph plain = one("{batch: {}}", "function: f");
        PipelineGraph keeping = one("{batch: {}}", "function: f, keep: 1h");

        assertThat(stage(change(plain, keeping, UnderWay.NOTHING), "x"))
                .isEqualTo("keeps: Its items stay. Batches that begin from then on can be run again from there.");
        assertThat(stage(change(keeping, plain, UnderWay.NOTHING), "x"))
                .isEqualTo("keeps: Its items stay. What it kept of batches that are over goes.");
        assertThat(StageChanges.putsTogetherOtherwise(plain, Optional.of(keeping)))
                .isTrue();
        assertThat(StageChanges.putsTogetherOtherwise(
                        keeping, Optional.of(one("{batch: {}}", "function: f, keep: 2h"))))
                .isFalse();
    }

    @Test
    void underAnotherGuaranteeAllStagesKeepWhatTheyHave() {
        String spec = """
                source: {topic: t}
                stages:
                  x: {from: source, function: f}
                sinks:
                  done: {from: x, topic: done}
                """;
        PipelineGraph once = Written.graph(spec);
        PipelineGraph repeated = Written.graph(spec + "guarantee: at-least-once\n");

        for (PipelineChange change :
                List.of(change(once, repeated, UnderWay.NOTHING), change(repeated, once, UnderWay.NOTHING))) {
            assertThat(change.refusals()).isEmpty();
            assertThat(change.stages())
                    .extracting(PipelineChange.Stage::becomes)
                    .containsOnly(Becomes.KEEPS);
        }
        assertThat(StageChanges.putsTogetherOtherwise(once, Optional.of(repeated)))
                .isFalse();
    }
}
