package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Namespace;
import dev.sluice.events.partition.Step;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class FailedWorkTest {

    private static final String GRAPH = """
            source: {batch: {}}
            stages:
              made: {from: source, function: f}
              joined: {from: made, join: {missing: MISSING}}
              after: {from: joined, function: g}
            sinks:
              done: {from: after, topic: done}
            """;

    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    private final Map<String, byte[]> kept = new TreeMap<>();
    private long now = 1_000;
    private int open;
    private PipelineGraph graph = Written.graph(GRAPH.replace("MISSING", "wait"));
    private BatchCounts counts = counts();
    private FailedWork work = work();

    private BatchCounts counts() {
        return new BatchCounts(new Counters(graph), StageName::value, "failed", _ -> false);
    }

    private FailedWork work() {
        return new FailedWork(
                new FailedWork.Place(
                        graph.nodes(),
                        new Targets(node -> node.name().value(), _ -> 1_000_000, "dead", 1_000_000),
                        node -> node.name().value(),
                        counts,
                        () -> java.time.Instant.ofEpochMilli(now)),
                Again::new);
    }

    /** What was written into its topic. */
    private final class Again implements PastRecords {

        Again() {
            open++;
        }

        @Override
        public long tellWhile(long from, long until, Predicate<ConsumerRecord<byte[], byte[]>> goesOn) {
            return ReadAgain.tellWhile(log, from, until, goesOn);
        }

        @Override
        public void close() {
            open--;
        }
    }

    private Node node(String name) {
        return graph.nodes().stream()
                .filter(node -> node.keptAs().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What an item of the batch b makes visible that fails at a stage. */
    private List<ProducerRecord<byte[], byte[]>> failed(String stage, String name) {
        return failed("b", stage, name);
    }

    private List<ProducerRecord<byte[], byte[]>> failed(String batch, String stage, String name) {
        CloudEvent item = new Items(new PipelineId(Namespace.DEFAULT, "p"))
                .ofBatch(batch, name.strip(), name.getBytes(StandardCharsets.UTF_8));
        TopicRecord dead = DeadItems.of(KafkaEvents.write(item), 3, new StageName(stage), "gone", "", 1_000_000);
        return counts.failed(node(stage), batch, new Missing(item.id(), stage, "gone"), dead);
    }

    private static ProducerRecord<byte[], byte[]> told(BatchRecords.Event event) {
        return BatchRecords.event("failed", "b", event, 0);
    }

    /** Works off those of them that are in its topic, and tells what comes of it, each as topic, colon and what it says. */
    private List<String> run(List<ProducerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            if (record.topic().equals("failed")) {
                read.add(ReadAgain.at(log.size(), record));
                log.add(read.getLast());
            }
        }
        Step step = new Step("kept", 0);
        work.run(read, step);
        work.tick(step);
        assertThat(open).as("logs that are read").isZero();
        List<String> sent = new ArrayList<>();
        ReadAgain.keep(step, kept).forEach(record -> sent.add(record.topic() + ": " + said(record)));
        return sent;
    }

    /** What a record says of a batch, or the data of an item. */
    private static String said(ProducerRecord<byte[], byte[]> record) {
        return BatchRecords.read(ReadAgain.at(0, record))
                .map(FailedWorkTest::said)
                .filter(said -> !said.isEmpty())
                .orElseGet(() -> new String(record.value(), StandardCharsets.UTF_8));
    }

    private static String said(BatchRecords.Said said) {
        return switch (said) {
            case BatchRecords.Said.Counted(long by) -> Long.toString(by);
            case BatchRecords.Said.Lost(Missing missing) -> "lost " + missing.id();
            case BatchRecords.Said.Retried(Missing missing) -> "retried " + missing.id();
            case BatchRecords.Said.Told(BatchRecords.Event event, long _) -> event.name();
            case BatchRecords.Said.Held(long by) -> "held " + by;
            case BatchRecords.Said.Released(String join, long held) -> "released " + held + " by " + join;
            case BatchRecords.Said.Edition(String join, long number) -> "edition " + number + " of " + join;
            case BatchRecords.Said.RerunOf(Rerun rerun) -> "rerun of " + rerun.of();
            case BatchRecords.Said.RerunInto(String into, boolean _) -> "rerun into " + into;
            case BatchRecords.Said.Member _, BatchRecords.Said.Answered _ -> "";
        };
    }

    private static List<String> all(List<ProducerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> record.topic() + ": " + said(record))
                .toList();
    }

    @Test
    void anItemThatAJoinWaitsForIsUnderWayUntilItIsRetriedAndThenGoesOnOnce() {
        List<ProducerRecord<byte[], byte[]>> one = failed("made", "1");
        assertThat(all(one)).containsExactly("failed: 1", "source: lost b/1");
        assertThat(run(one)).isEmpty();
        run(failed("made", "2"));

        assertThat(run(List.of(told(BatchRecords.Event.RETRY))))
                .containsExactly("made: 1", "source: retried b/1", "made: 2", "source: retried b/2");
        assertThat(run(List.of(told(BatchRecords.Event.RETRY)))).isEmpty();
        assertThat(work.needed()).isEmpty();
        assertThat(kept).isEmpty();
    }

    private void openWith(String how) {
        graph = Written.graph(GRAPH.replace("MISSING", how));
        counts = counts();
        work = work();
    }

    @Test
    void aJoinWithEditionsOpensOnceMoreWhenAllOfARetryAreAtTheirStages() {
        openWith("open, late: edition");
        List<ProducerRecord<byte[], byte[]>> one = failed("made", "1");
        assertThat(all(one))
                .containsExactly("failed: 1", "source: lost b/1", "joined: lost b/1", "joined: -1", "source: -1");
        run(one);
        run(failed("made", "2"));
        run(failed("after", "3"));

        assertThat(run(List.of(told(BatchRecords.Event.RETRY))))
                .containsExactly(
                        "made: 1",
                        "joined: RETRY",
                        "source: retried b/1",
                        "joined: retried b/1",
                        "made: 2",
                        "source: retried b/2",
                        "joined: retried b/2",
                        "after: 3",
                        "source: retried b/3",
                        "joined: 2",
                        "source: 4");
        assertThat(run(List.of(told(BatchRecords.Event.RETRY)))).isEmpty();
        assertThat(kept).isEmpty();
    }

    @Test
    void aRetryOfManyItemsHoldsItsJoinUntilTheLastOneAlsoAfterAKill() {
        openWith("open, late: edition");
        String large = " ".repeat(900_000);
        for (int i = 0; i < 6; i++) {
            assertThat(run(failed("made", i + large))).isEmpty();
        }

        List<String> first = run(List.of(told(BatchRecords.Event.RETRY)));
        assertThat(first).contains("joined: RETRY").endsWith("joined: 6", "source: 6");
        work = work();
        kept.forEach((key, value) -> work.restore(BatchRecords.key(key), value));
        List<String> last = run(List.of());

        // The last item more, and the retry less.
        assertThat(last).hasSize(4).contains("source: 1").noneMatch(said -> said.matches("joined: (RETRY|-?\\d+)"));
        assertThat(kept).isEmpty();
    }

    @Test
    void whatWasGivenUpOpensNoJoinOnceMore() {
        openWith("open, late: edition");
        run(failed("made", "1"));
        run(List.of(told(BatchRecords.Event.CANCELLED)));

        assertThat(run(List.of(told(BatchRecords.Event.RETRY)))).isEmpty();
    }

    @Test
    void anItemIsRetriedAtItsStageWhateverThatIsCalledMeanwhile() {
        run(failed("made", "1"));
        graph = Written.graph(GRAPH.replace("MISSING", "wait")
                .replace("made: {from: source, function: f}", "built: {from: source, function: f, was: made}")
                .replace("from: made", "from: built"));
        counts = counts();
        work = work();
        kept.forEach((batch, value) -> work.restore(BatchRecords.key(batch), value));

        assertThat(run(List.of(told(BatchRecords.Event.RETRY)))).containsExactly("built: 1", "source: retried b/1");
    }

    @Test
    void batchesThatAreRetriedTogetherGoOnTogether() {
        run(failed("a", "made", "1"));
        run(failed("b", "made", "2"));

        assertThat(run(List.of(
                        BatchRecords.event("failed", "b", BatchRecords.Event.RETRY, 0),
                        BatchRecords.event("failed", "a", BatchRecords.Event.RETRY, 0))))
                .containsExactly("made: 1", "source: retried a/1", "made: 2", "source: retried b/2");
        assertThat(kept).isEmpty();
    }

    @Test
    void whatNoJoinWaitsForIsCountedAgain() {
        List<ProducerRecord<byte[], byte[]>> one = failed("after", "joined/1");
        assertThat(all(one)).containsExactly("failed: joined/1", "source: lost b/joined/1", "source: -1");
        run(one);

        assertThat(run(List.of(told(BatchRecords.Event.RETRY))))
                .containsExactly("after: joined/1", "source: retried b/joined/1", "source: 1");
    }

    @Test
    void whatAJoinDoesNotWaitForCannotBeRetried() {
        graph = Written.graph(GRAPH.replace("MISSING", "open"));
        counts = counts();

        assertThat(all(failed("made", "1")))
                .containsExactlyInAnyOrder("joined: lost b/1", "source: lost b/1", "joined: -1", "source: -1");
    }

    @Test
    void whatABatchHoldsIsGivenUpWithItAlsoWhereItFailsLater() {
        run(failed("made", "1"));
        assertThat(run(List.of(told(BatchRecords.Event.CANCELLED))))
                .containsExactly("joined: lost b/1", "joined: -1", "source: -1");
        work = work();
        kept.forEach((batch, value) -> work.restore(BatchRecords.key(batch), value));
        assertThat(run(failed("made", "2"))).containsExactly("joined: lost b/2", "joined: -1", "source: -1");
    }

    @Test
    void whatIsWaitedForStaysAndTheRestForSomeDays() {
        run(failed("made", "1"));
        run(failed("after", "2"));
        FailedWork both = work;
        work = work();
        run(failed("after", "3"));

        now += BatchesWork.KEPT.toMillis() + 1;
        run(List.of());
        assertThat(work.needed()).isEmpty();
        work = both;
        run(List.of());
        assertThat(work.needed()).hasValue(0);
    }

    @Test
    void whatSomebodyElseHasWrittenThereIsPassedOver() {
        run(failed("made", "1"));
        ProducerRecord<byte[], byte[]> unreadable =
                new ProducerRecord<>("failed", BatchRecords.key("b"), new byte[] {2});
        unreadable.headers().add("ce_batch", BatchRecords.key("b"));
        run(List.of(new ProducerRecord<>("failed", null, new byte[] {1}), unreadable));

        assertThat(run(List.of(told(BatchRecords.Event.RETRY)))).containsExactly("made: 1", "source: retried b/1");
    }

    @Test
    void aLateRetryIsOfWhatHasFailedBeforeItAlone() {
        run(failed("made", "1"));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(List.of(told(BatchRecords.Event.RETRY)));
        records.addAll(failed("made", "2"));

        assertThat(run(records)).containsExactly("made: 1", "source: retried b/1");
        assertThat(work.needed()).hasValue(1);
        work = work();
        kept.forEach((batch, value) -> work.restore(BatchRecords.key(batch), value));
        assertThat(run(List.of(told(BatchRecords.Event.RETRY)))).containsExactly("made: 2", "source: retried b/2");
    }

    private List<ProducerRecord<byte[], byte[]>> aside(String batch, String name) {
        CloudEvent item = new Items(new PipelineId(Namespace.DEFAULT, "p"))
                .ofBatch(batch, name, name.getBytes(StandardCharsets.UTF_8));
        return List.of(counts.setAside(node("made"), batch, KafkaEvents.write(item)));
    }

    private void isRestored() {
        work = work();
        kept.forEach((batch, value) -> work.restore(BatchRecords.key(batch), value));
    }

    @Test
    void itemsOfAPausedBatchStayUntilItGoesOnAndThenGoBackInOrderUncounted() {
        run(List.of(told(BatchRecords.Event.PAUSED)));
        run(aside("b", "1"));
        run(failed("made", "2"));
        assertThat(run(aside("b", "3"))).isEmpty();
        assertThat(work.needed()).hasValue(1);
        now += BatchesWork.KEPT.toMillis() + 1;
        run(List.of());
        isRestored();

        assertThat(run(List.of(told(BatchRecords.Event.RETRY))))
                .as("what has failed alone")
                .containsExactly("made: 2", "source: retried b/2");
        assertThat(run(List.of(told(BatchRecords.Event.RESUMED)))).containsExactly("made: 1", "made: 3");
        assertThat(run(aside("b", "4"))).as("its stage did not know yet").containsExactly("made: 4");
        assertThat(kept).isEmpty();
    }

    @Test
    void whatIsSetAsideOfABatchThatIsGivenUpIsMissingAlsoWhereItComesLater() {
        run(List.of(told(BatchRecords.Event.PAUSED)));
        run(aside("b", "1"));

        assertThat(run(List.of(told(BatchRecords.Event.CANCELLED))))
                .containsExactly("source: lost b/1", "joined: lost b/1", "joined: -1", "source: -1");
        isRestored();
        assertThat(run(aside("b", "2")))
                .containsExactly("source: lost b/2", "joined: lost b/2", "joined: -1", "source: -1");
        assertThat(paused()).as("what comes to a stage later is not called").containsExactly("b");
        now += BatchesWork.KEPT.toMillis() + 1;
        run(List.of());
        assertThat(kept).isEmpty();
    }

    @Test
    void howeverManySmallItemsGoOnATickTakesNoMoreThanFitsIntoATransaction() {
        int items = 40_000;
        run(List.of(told(BatchRecords.Event.PAUSED)));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            records.addAll(aside(i % 2 == 0 ? "b" : "other", Integer.toString(i)));
        }
        // The other one is paused too, and its records are passed over.
        run(List.of(BatchRecords.event("failed", "other", BatchRecords.Event.PAUSED, 0)));
        run(records);

        List<String> went = run(List.of(told(BatchRecords.Event.RESUMED)));
        assertThat(went).hasSizeBetween(2_000, items / 3);
        isRestored();
        while (went.size() < items / 2) {
            List<String> more = run(List.of());
            assertThat(more).isNotEmpty();
            went.addAll(more);
        }

        assertThat(went)
                .containsExactlyElementsOf(IntStream.range(0, items / 2)
                        .mapToObj(i -> "made: " + 2 * i)
                        .toList());
        assertThat(run(List.of())).isEmpty();
    }

    @Test
    void ofABatchThatWasGivenUpBeforeItWasPausedNothingIsCalledEither() {
        run(List.of(told(BatchRecords.Event.CANCELLED)));
        run(List.of(told(BatchRecords.Event.PAUSED)));

        assertThat(run(aside("b", "1"))).contains("source: -1");
    }

    private List<String> paused() {
        return kept.entrySet().stream()
                .filter(each -> FailedWork.isPaused(each.getValue()))
                .flatMap(each -> FailedWork.aside(BatchRecords.key(each.getKey())).stream())
                .toList();
    }
}
