package dev.sluice.pipelines.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.pipelines.Written;
import org.junit.jupiter.api.Test;

class GraphCheckTest {

    private static final String BATCH = "source: {batch: {}}\n";
    private static final String TOPIC = "source: {topic: orders}\n";

    private static void refused(String spec, String... problems) {
        assertThat(Written.problems(spec)).containsExactly(problems);
    }

    @Test
    void whatReadsEachOtherInTurnIsAPipeline() {
        assertThat(Written.problems(BATCH + """
                stages:
                  resize: {from: source, function: resize}
                sinks:
                  done: {from: resize, topic: small}
                """)).isEmpty();
        assertThat(Written.problems(BATCH + "sinks: {done: {from: source, topic: small}}"))
                .isEmpty();
    }

    @Test
    void aStageThatDoesNotExistIsToldWithTheOneThatIsMeant() {
        refused(BATCH + """
                stages:
                  resize: {from: source, function: resize}
                sinks:
                  done: {from: resiez, topic: small}
                """, "sinks.done.from: there is no stage 'resiez', did you mean 'resize'?");
    }

    @Test
    void whatNobodyReadsIsTold() {
        refused(
                BATCH + """
                stages:
                  each: {from: source, copy: {}}
                  resize: {from: each, function: resize}
                  sizes: {from: each, split: {when: {big: 'event.data.w > 9'}, otherwise: small}}
                sinks:
                  done: {from: sizes.big, topic: big}
                """,
                "stages.resize: nobody reads what 'resize' gives",
                "stages.sizes: nobody reads what 'sizes.small' gives");
        refused(
                BATCH + """
                stages:
                  a: {from: b, function: f}
                  b: {from: source, function: f}
                sinks:
                  done: {from: b, topic: t}
                """,
                "sinks.done.from: 'b' is read by 'a' and 'done': put a copy between",
                "stages.a: nobody reads what 'a' gives");
    }

    @Test
    void aCircleIsToldStageByStage() {
        refused(BATCH + """
                stages:
                  all: {from: [source, c], merge: {}}
                  b: {from: all, function: f}
                  c: {from: b, filter: 'true'}
                sinks:
                  done: {from: c.rejected, topic: t}
                """, "stages.all.from: items would go in a circle: all to b to c to all");
    }

    @Test
    void outputsAreReadByTheNamesThatTheyHave() {
        String stages = """
                stages:
                  kinds: {from: source, split: {when: {cat: 'event.data.cat', dog: 'event.data.dog'}, otherwise: other}}
                  good: {from: kinds.cat, filter: 'true'}
                sinks:
                """;
        refused(
                BATCH + stages + """
                  a: {from: [kinds, kinds.bird, good.kept, kinds.dog, kinds.dog], topic: t}
                """,
                "sinks.a.from: 'kinds' has several outputs: say which one is read",
                "sinks.a.from: 'kinds' has no output 'bird'",
                "sinks.a.from: 'good' has no output 'kept'",
                "sinks.a.from: 'kinds.dog' stands there twice");
        assertThat(Written.problems(BATCH + stages + """
                  a: {from: [kinds.dog, kinds.other, good], topic: t}
                  b: {from: good.rejected, topic: t2}
                """)).isEmpty();
    }

    @Test
    void anItemThatNoRuleWantsIsDroppedOnlyIfThatIsSaid() {
        assertThat(Written.problems(BATCH + """
                stages:
                  kinds: {from: source, split: {when: {cat: 'event.data.cat'}, otherwise: drop}}
                sinks:
                  a: {from: kinds.cat, topic: t}
                """)).isEmpty();
        refused(BATCH + """
                stages:
                  kinds: {from: source, split: {when: {cat: 'event.data.cat'}}}
                sinks:
                  a: {from: kinds.cat, topic: t}
                """, "stages.kinds.split.otherwise: otherwise is missing");
    }

    @Test
    void oneStreamIsReadWhereNothingSaysWhatSeveralAreToEachOther() {
        refused(
                BATCH + """
                stages:
                  each: {from: source, copy: {}}
                  a: {from: each, function: f}
                  b: {from: each, function: f}
                  c: {from: [a, b], function: f}
                sinks:
                  done: {from: c, topic: t}
                """,
                "stages.c.from: a function reads one stream, and this one 2: put a merge or a join between");
    }

    @Test
    void aBarrierNeedsAnEnd() {
        String join = """
                stages:
                  done: {from: source, join: {}}
                sinks:
                  a: {from: done, topic: t}
                """;
        assertThat(Written.problems(BATCH + join)).isEmpty();
        refused(
                TOPIC + join,
                "stages.done: a join waits for the end of what it reads, and the source 'topic orders' has none: a window folds"
                        + " what comes in a time");
        refused(
                TOPIC + """
                stages:
                  minutes: {from: source, window: {tumbling: 1m}}
                  count: {from: minutes, reduce: {fold: count}}
                sinks:
                  a: {from: count, topic: t}
                """,
                "stages.count: a reduce waits for the end of what it reads, and the source 'topic orders' has none: a"
                        + " window folds what comes in a time");
    }

    @Test
    void windowsAreForEndlessStreamsAndOneMayFollowAnother() {
        refused(
                BATCH + """
                stages:
                  minutes: {from: source, window: {tumbling: 1m}}
                sinks:
                  a: {from: minutes, topic: t}
                """,
                "stages.minutes: a window is for an endless stream, and the batches of this source end by themselves");
        assertThat(Written.problems(TOPIC + """
                stages:
                  minutes: {from: source, window: {tumbling: 1m, by: event.subject, time: event.data.at}}
                  hours: {from: minutes, window: {tumbling: 1h, fold: sum, time: record}}
                sinks:
                  a: {from: hours, topic: t}
                """)).isEmpty();
    }

    @Test
    void aStageGivesUpABatchWhereThereAreSome() {
        String stages = """
                stages:
                  a: {from: source, function: {name: f, onFailure: fail-batch}}
                sinks:
                  b: {from: a, topic: t}
                """;
        refused(
                TOPIC + stages,
                "stages.a.function.onFailure: fail-batch gives a batch up, and the source 'topic orders' has none");
        assertThat(Written.problems(BATCH + stages)).isEmpty();
    }

    @Test
    void whoAsksForLateItemsReadsThem() {
        refused(TOPIC + """
                stages:
                  minutes: {from: source, window: {tumbling: 1m, late: topic}}
                sinks:
                  a: {from: minutes, topic: t}
                """, "stages.minutes: nobody reads what 'minutes.late' gives");
        refused(TOPIC + """
                stages:
                  minutes: {from: source, window: {tumbling: 1m}}
                sinks:
                  a: {from: minutes, topic: t}
                  b: {from: minutes.late, topic: u}
                """, "sinks.b.from: 'minutes' has no output 'late'");
        assertThat(Written.problems(TOPIC + """
                stages:
                  minutes: {from: source, window: {session: 1m, late: topic}}
                sinks:
                  a: {from: minutes, topic: t}
                  b: {from: minutes.late, topic: u}
                """)).isEmpty();
    }

    @Test
    void namesAreNotSharedAndNotInherited() {
        refused(
                BATCH + """
                stages:
                  source: {from: a, copy: {}}
                  a: {from: source, function: f, was: b}
                  b: {from: a, function: f, was: old}
                  c: {from: b, function: f, was: old}
                sinks:
                  c: {from: c, topic: t}
                  d: {from: c, topic: t, was: a}
                """,
                "stages.source: 'source' is what comes into the pipeline, and no stage",
                "sinks.c: 'c' is the name of a stage too",
                "stages.a.was: 'b' is a stage of this pipeline still: a name that a stage had before is nobody's now",
                "sinks.d.was: 'a' is a stage of this pipeline still: a name that a stage had before is nobody's now",
                "stages.c.was: the state of 'old' cannot be taken over by 'b' and 'c'");
    }

    @Test
    void whatIsWrongWithOneStageIsToldAtItsPlace() {
        refused(
                BATCH + """
                stages:
                  a: {from: source, function: f, copy: {}}
                  b: {from: a, filter: 'event.dat'}
                  C: {from: b, shard: {by: event.subject, shards: 0}}
                sinks:
                  d: {from: b, topic: t, function: g}
                """,
                "stages.a: a stage is exactly one of function, copy, filter, split, shard, merge, join, reduce and window,"
                        + " this one has function and copy",
                "stages.b.filter: line 1, column 6: expected type 'bool' but found 'string'. It may use event.type,"
                        + " event.source, each other attribute and event.data, and must be true or false",
                "stages.C.shard.shards: 0 is out of bounds",
                "stages.C: 'C' cannot be a name",
                "sinks.d: a sink is exactly one of topic, function and callback, this one has 2 of them");
    }

    @Test
    void aJoinWithEditionsIsTheLastOneAndWaitsForNothingThatIsRetried() {
        refused(
                BATCH + """
                stages:
                  a: {from: source, function: f}
                  b: {from: a, join: {late: edition, missing: open}}
                  c: {from: b, function: f}
                  d: {from: c, join: {late: edition}}
                  e: {from: d, function: g}
                sinks:
                  s: {from: e, topic: t}
                """,
                "stages.b.join.late: 'b' opens once more for each retry, and 'd' behind it is over by then: no join and no"
                        + " reduce may stand behind one with editions");
        refused(
                BATCH + """
                stages:
                  a: {from: source, function: f}
                  b: {from: a, join: {late: edition, missing: wait, tolerate: 2}}
                  c: {from: b, function: g}
                sinks:
                  s: {from: c, topic: t}
                """,
                "stages.b.join: late: edition is for missing: open or fail: a join that waits for what is missing has all"
                        + " that comes late");
    }

    @Test
    void aReduceIsByAFoldOrByAFunction() {
        refused(
                BATCH + """
                stages:
                  each: {from: source, copy: {}}
                  a: {from: each, reduce: {fold: count, function: f}}
                  b: {from: each, reduce: {by: event.subject}}
                  c: {from: each, reduce: {function: f, value: event.data.n}}
                  d: {from: each, reduce: {function: {name: f, chunk: 1}}}
                sinks:
                  s: {from: d, topic: t}
                """,
                "stages.a.reduce: a reduce is told by one of fold and function",
                "stages.b.reduce: a reduce is told by one of fold and function",
                "stages.c.reduce: value and most are for fold: a function gets the data of the items, whole, and all of"
                        + " them",
                "stages.d.reduce.function.chunk: 1 is out of bounds");
    }

    @Test
    void aGraphOfManyWaysIsLookedAtOnce() {
        String spec = Written.manyWays("{topic: t}", "{from: LAST, window: {tumbling: 1m}}");

        assertThat(Written.problems(spec)).isEmpty();
    }

    @Test
    void keysAreParkedWhereItemsHaveOneAndGoOnInItsOrder() {
        String park = "onFailure: park-key}}\nsinks: {t: {from: a, topic: t}}";
        String keyed = "stages:\n  k: {from: source, shard: {by: event.data.k}}\n  c: {from: k, filter: 'true'}\n"
                + "  a: {from: c, function: {name: f, ordered: true, ";
        assertThat(Written.problems(BATCH + keyed + park)).isEmpty();
        assertThat(Written.problems(TOPIC + "stages:\n  a: {from: source, function: {name: f, ordered: true, " + park))
                .isEmpty();
        refused(
                TOPIC + "stages:\n  a: {from: source, function: {name: f, " + park,
                "stages.a.function.onFailure: park-key keeps the items of a key in their order behind the one that has"
                        + " failed, and this stage keeps no order: say ordered: true too");
        refused(
                BATCH + "stages:\n  c: {from: source, filter: 'true'}\n"
                        + "  a: {from: c, function: {name: f, ordered: true, " + park,
                "stages.a.function.onFailure: park-key parks items that have the same key, and nothing that comes here"
                        + " has one: put a shard before it, which says by what they have it");
    }

    @Test
    void aStageKeepsWhatItReadsOfBatchesWhereItHasATopic() {
        refused(
                """
                source: {topic: t}
                stages:
                  a: {keep: 1h, from: source, function: f}
                sinks:
                  b: {from: a, topic: u}
                """,
                "stages.a.keep: what is kept is for batches that are run again, and the source 'topic t' has none");
        refused(
                """
                source: {batch: {}}
                stages:
                  a: {keep: 1h, from: source, copy: {}}
                sinks:
                  b: {from: a, topic: u}
                """,
                "stages.a.keep: 'a' is done by whoever makes its items, and has none to keep: say it at a stage that reads"
                        + " what it gives");
        refused("""
                source: {batch: {}}
                stages:
                  a: {keep: 169h, from: source, function: f}
                sinks:
                  b: {from: a, topic: u}
                """, "stages.a.keep: 169h is out of bounds");
        refused("""
                source: {batch: {}}
                stages:
                  a: {keep: 1m, from: source, function: f}
                  b: {keep: 168h, from: a, filter: {function: g}}
                  c: {keep: 1h, from: b, reduce: {fold: count}}
                  d: {keep: 1h, from: c, join: {}}
                sinks:
                  e: {from: d, topic: u}
                """);
    }
}
