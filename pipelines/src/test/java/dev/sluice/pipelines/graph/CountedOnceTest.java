package dev.sluice.pipelines.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.Guarantee;
import dev.sluice.pipelines.document.PipelineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedOnceTest {

    private static final String REPEATED = "guarantee: at-least-once\n";
    private static final String TWICE =
            ", and with guarantee: at-least-once some come twice: say guarantee: exactly-once";
    private static final String BATCHES =
            "source: the source 'batches over HTTP' counts each item of a batch once" + TWICE;

    private static String row(String source, String stage) {
        return "source: " + source + "\nstages:\n  x: {from: source, " + stage
                + "}\nsinks:\n  t: {from: x, topic: t}\n";
    }

    /** That a document is good, and with {@code at-least-once} has these problems. */
    private static void refused(String spec, String... problems) {
        assertThat(Written.problems(spec)).isEmpty();
        assertThat(Written.problems(REPEATED + spec)).containsExactly(problems);
    }

    @Test
    void whereNothingIsSaidWhatComesOfAnItemIsSeenOnce() {
        PipelineSettings plain = Written.settings(row("{topic: t}", "function: f"));
        PipelineSettings said = Written.settings("guarantee: exactly-once\n" + row("{topic: t}", "function: f"));

        assertThat(plain.guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE);
        assertThat(said).isEqualTo(plain);
        assertThat(plain.guarantee().word()).isEqualTo("exactly-once");
    }

    @Test
    void aPipelineKeepsItsGuaranteeWhenItIsPaused() {
        PipelineSettings repeated = Written.settings(REPEATED + row("{topic: t}", "function: f"));

        assertThat(repeated.guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
        assertThat(repeated.paused(true).guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
        assertThat(repeated.was(repeated.was())).isEqualTo(repeated);
    }

    @Test
    void whatPassesItemsOfATopicOnMayPassThemTwice() {
        assertThat(Written.problems(REPEATED + """
                source: {topic: {name: photos, from: earliest}}
                stages:
                  good:    {from: source, filter: event.data.width > 10}
                  wanted:  {from: good, filter: {function: is-wanted}}
                  each:    {from: wanted, copy: {}}
                  sharded: {from: each, shard: {by: event.data.owner}}
                  small:   {from: sharded, function: {name: resize, ordered: true}}
                  kinds:   {from: each, split: {when: {cats: event.data.cat}, otherwise: others}}
                  all:     {from: [small, kinds.others], merge: {}}
                sinks:
                  done: {from: all, topic: gallery}
                  cats: {from: kinds.cats, function: told}
                  bad:  {from: good.rejected, callback: 'https://example.org/bad'}
                """)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{batch: {}} | batches over HTTP", "{list: f} | list by f", "{schedule: {every: 1h}} | a schedule"
            })
    void batchesAreCounted(String source, String words) {
        refused(
                row(source, "merge: {}"),
                "source: the source '" + words + "' counts each item of a batch once" + TWICE);
    }

    @Test
    void joinsAreNamed() {
        refused(row("{batch: {}}", "join: {}"), BATCHES, "stages.x: the join 'x' counts each item once" + TWICE);
    }

    @Test
    void reducesAreNamed() {
        refused(
                row("{batch: {}}", "reduce: {fold: count}"),
                BATCHES,
                "stages.x: the reduce 'x' counts each item once" + TWICE);
    }

    @Test
    void windowsAreNamed() {
        refused(row("{topic: t}", "window: {tumbling: 1m}"), "stages.x: the window 'x' counts each item once" + TWICE);
    }

    @Test
    void stagesThatParkKeysAreNamed() {
        refused(
                row("{topic: t}", "function: {name: f, ordered: true, onFailure: park-key}"),
                "stages.x.function.onFailure: park-key has 'x' park each item of a key once" + TWICE);
    }

    @Test
    void stagesThatKeepBatchesAreNamed() {
        refused(
                row("{batch: {}}", "function: f, keep: 1h"),
                BATCHES,
                "stages.x.keep: 'x' keeps each item of a batch once" + TWICE);
    }

    @Test
    void whatIsNotForATopicAnywayIsToldOnce() {
        assertThat(Written.problems(REPEATED + row("{topic: t}", "join: {}")))
                .containsExactlyElementsOf(Written.problems(row("{topic: t}", "join: {}")));
    }

    @Test
    void anotherWordIsRefused() {
        assertThat(Written.problems("guarantee: at-least-one\n" + row("{topic: t}", "merge: {}")))
                .singleElement()
                .asString()
                .startsWith("guarantee: ")
                .contains("at-least-once");
    }
}
