package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.partition.Held;
import dev.sluice.events.partition.Step;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class JoinWorkTest {

    private static final String GRAPH = """
            source: {batch: {}}
            stages:
              joined: {from: source, join: JOIN}
            sinks:
              done: {from: joined, topic: done}
            """;

    private final Items items = new Items(new PipelineId(Namespace.DEFAULT, "p"));
    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    private final Map<String, byte[]> kept = new TreeMap<>();
    private final List<StageSpan> spans = new ArrayList<>();
    private long now = 1_000;
    private String join = "{}";
    private JoinWork work = work();

    private JoinWork work() {
        PipelineGraph graph = Written.graph(GRAPH.replace("JOIN", join));
        Node.Step step = (Node.Step)
                graph.nodes().stream().filter(Counters::isBarrier).findFirst().orElseThrow();
        return new JoinWork(
                new JoinWork.Barrier(
                        step,
                        (Stage.Join) step.stage(),
                        new Way(graph),
                        items,
                        new Targets(node -> node.name().value(), _ -> 1_000_000, "dead", 1_000_000),
                        new BatchCounts(new Counters(graph), StageName::value, "failed", _ -> false),
                        new StageTraces(
                                Optional.of(new Tracing(0, spans::add)),
                                items.pipeline(),
                                step.name(),
                                Clock.systemUTC()),
                        () -> Instant.ofEpochMilli(now),
                        _ -> again()),
                new TopicPartition("joined", 0));
    }

    /** Its topic, as it is read again. */
    private PastRecords again() {
        return new PastRecords() {

            @Override
            public long tellWhile(long from, long until, Predicate<ConsumerRecord<byte[], byte[]>> goesOn) {
                return ReadAgain.tellWhile(log, from, until, goesOn);
            }

            @Override
            public void close() {}
        };
    }

    /** What a batch makes visible with these records, as topics. */
    private List<ProducerRecord<byte[], byte[]>> run(List<ProducerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            ConsumerRecord<byte[], byte[]> each = ReadAgain.at(log.size(), record);
            log.add(each);
            read.add(each);
        }
        Step step = new Step("kept", 0);
        work.run(read, step);
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : step.records()) {
            if (!record.topic().equals("kept")) {
                sent.add(record);
            } else if (record.value() == null) {
                kept.remove(BatchRecords.batch(record.key()));
            } else {
                kept.put(BatchRecords.batch(record.key()), record.value());
            }
        }
        return sent;
    }

    private ProducerRecord<byte[], byte[]> member(String batch, String name, String data) {
        try {
            return new Targets(_ -> "joined", _ -> 1_000_000, "dead", 1)
                    .record(
                            new Way.Arrived(
                                    Written.graph(GRAPH.replace("JOIN", join)).nodes().stream()
                                            .filter(Counters::isBarrier)
                                            .findFirst()
                                            .orElseThrow(),
                                    items.ofBatch(batch, name, data.getBytes(StandardCharsets.UTF_8))),
                            List.of());
        } catch (ItemFailedException e) {
            throw new AssertionError(e);
        }
    }

    private static ProducerRecord<byte[], byte[]> count(String batch, long by) {
        return BatchRecords.count("joined", batch, by);
    }

    private static String json(ProducerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static List<String> ids(String json) {
        return Pattern.compile("\\{\"specversion\":\"1.0\",\"id\":\"([^\"]+)\"")
                .matcher(json)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private ProducerRecord<byte[], byte[]> traced(String name, String trace) {
        ProducerRecord<byte[], byte[]> member = member("b", name, name);
        member.headers().add("ce_traceparent", trace.getBytes(StandardCharsets.UTF_8));
        return member;
    }

    @Test
    void itsItemIsInATraceOfItsOwnWithLinksToThoseOfTheMembers() {
        String one = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String other = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        List<ProducerRecord<byte[], byte[]>> sent = run(
                List.of(count("b", 4), traced("1", one), traced("2", other), member("b", "3", "3"), count("b", -4)));

        assertThat(spans).singleElement().satisfies(span -> {
            assertThat(span.links()).containsExactly(one, other);
            assertThat(span.item()).isEqualTo("b/joined");
            assertThat(span.batch()).isEqualTo("b");
            assertThat(span.failed()).isFalse();
            assertThat(sent.getFirst().headers().lastHeader("traceparent").value())
                    .isEqualTo(span.traceparent().getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void theMembersOfManyBatchesThatComeTogetherAreInMemoryUpToABound() {
        List<String> batches =
                IntStream.range(0, 120).mapToObj(number -> "b" + number).toList();
        for (String batch : batches) {
            run(List.of(count(batch, 4)));
        }
        for (int i = 0; i < 4; i++) {
            for (String batch : batches) {
                run(List.of(member(batch, Integer.toString(i), "\"" + "x".repeat(50_000) + "\"")));
            }
        }
        assertThat(work.inMemory()).isBetween(10L << 20, 16L << 20);

        for (String batch : batches) {
            assertThat(ids(json(run(List.of(count(batch, -4))).getFirst())))
                    .containsExactly(batch + "/0", batch + "/1", batch + "/2", batch + "/3");
        }
        assertThat(work.inMemory()).isZero();
    }

    @Test
    void itOpensWhenNothingIsUnderWayWithMembersInTheOrderOfTheirIds() {
        assertThat(run(List.of(count("b", 4), member("b", "10", "10"), count("b", -1), member("b", "9", "9"))))
                .isEmpty();
        assertThat(work.needed()).isEqualTo(OptionalLong.of(1));
        assertThat(kept).containsOnlyKeys("b");

        List<ProducerRecord<byte[], byte[]>> sent = run(List.of(count("b", -1), member("b", "2", "2"), count("b", -2)));

        assertThat(sent).map(ProducerRecord::topic).containsExactly("done", "source");
        String item = json(sent.getFirst());
        assertThat(ids(item)).containsExactly("b/2", "b/9", "b/10");
        assertThat(item).startsWith("{\"batch\":\"b\",\"expected\":3,\"count\":3,");
        assertThat(kept).isEmpty();
        assertThat(work.needed()).isEmpty();
    }

    @Test
    void batchesAreApartAndOneOfNoItemsOpensToo() {
        List<ProducerRecord<byte[], byte[]>> sent =
                run(List.of(count("a", 1), count("b", 1), member("a", "0", "1"), count("b", -1), count("a", -1)));

        assertThat(sent)
                .filteredOn(record -> record.topic().equals("done"))
                .map(record -> ids(json(record)).size())
                .containsExactly(0, 1);
    }

    @Test
    void missingItemsFailABatchUnlessSoManyAreTolerated() {
        ProducerRecord<byte[], byte[]> lost =
                BatchRecords.missing("joined", "b", new Missing("b/1", "resize", "attempts_exhausted"));
        List<ProducerRecord<byte[], byte[]>> records =
                List.of(count("b", 2), member("b", "0", "1"), count("b", -1), lost, count("b", -1));

        List<ProducerRecord<byte[], byte[]>> failed = run(records);
        assertThat(failed).map(ProducerRecord::topic).containsExactly("source", "source");

        join = "{tolerate: 50%}";
        work = work();
        assertThat(json(run(records).getFirst()))
                .endsWith("\"missing\":[{\"id\":\"b/1\",\"stage\":\"resize\",\"reason\":\"attempts_exhausted\"}]}");

        join = "{missing: open}";
        work = work();
        assertThat(json(run(records).getFirst())).contains("\"expected\":2");
    }

    @Test
    void oneThatIsGivenUpDoesNotOpen() {
        List<ProducerRecord<byte[], byte[]>> sent = run(List.of(
                count("b", 1),
                member("b", "0", "1"),
                BatchRecords.event("joined", "b", BatchRecords.Event.CANCELLED, 0),
                count("b", -1)));

        assertThat(sent).map(ProducerRecord::topic).containsExactly("source");
        assertThat(run(List.of(BatchRecords.event("joined", "b", BatchRecords.Event.CANCELLED, 0))))
                .isEmpty();
        assertThat(kept).isEmpty();
    }

    @Test
    void ofManyMembersItIsSaidWhereTheyAreAndTheyStay() {
        String large = "\"" + "x".repeat(200_000) + "\"";

        List<ProducerRecord<byte[], byte[]>> sent =
                run(List.of(count("b", 1), member("b", "0", large), member("b", "1", large), count("b", -1)));

        assertThat(json(sent.getFirst()))
                .contains("\"membersAt\":\"/pipelines/p/batches/b/members/joined\"")
                .doesNotContain("\"members\":");
        assertThat(work.needed()).isEqualTo(OptionalLong.of(1));
        assertThat(KeptMembers.read(kept.getOrDefault("b", new byte[0])))
                .hasValueSatisfying(opened -> assertThat(opened.until()).isEqualTo(3));
    }

    private static ProducerRecord<byte[], byte[]> retry(String batch) {
        return BatchRecords.event("joined", batch, BatchRecords.Event.RETRY, 0);
    }

    private static Missing missing(String name) {
        return new Missing("b/" + name, "resize", "attempts_exhausted");
    }

    /** An item of the batch b has failed, and is done. */
    private static List<ProducerRecord<byte[], byte[]>> lost(String name) {
        return List.of(BatchRecords.missing("joined", "b", missing(name)), count("b", -1));
    }

    /** A retry of these items of the batch b is at their stages. */
    private static List<ProducerRecord<byte[], byte[]>> retried(String... names) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(List.of(retry("b")));
        for (String name : names) {
            records.add(BatchRecords.retried("joined", "b", missing(name)));
        }
        records.add(count("b", names.length));
        return records;
    }

    private List<ProducerRecord<byte[], byte[]>> come(String name, String data) {
        return List.of(member("b", name, data), count("b", -1));
    }

    /** Begins anew with what is kept. */
    private void restore() {
        work = work();
        kept.forEach((key, value) -> work.restore(BatchRecords.key(key), value));
    }

    private void tick() {
        Step step = new Step("kept", 0);
        work.tick(step);
        for (ProducerRecord<byte[], byte[]> record : step.records()) {
            if (record.value() == null) {
                kept.remove(BatchRecords.batch(record.key()));
            } else {
                kept.put(BatchRecords.batch(record.key()), record.value());
            }
        }
    }

    /** What is told of the whole batch. */
    private static List<BatchRecords.Said> told(List<ProducerRecord<byte[], byte[]>> sent) {
        return sent.stream()
                .filter(record -> record.topic().equals("source"))
                .map(record -> BatchRecords.read(ReadAgain.at(0, record)).orElseThrow())
                .toList();
    }

    private static String edition(ProducerRecord<byte[], byte[]> record) {
        return BatchRecords.field(record.headers(), "ce_id").orElse("") + " "
                + BatchRecords.field(record.headers(), "ce_edition").orElse("");
    }

    @Test
    void itOpensOnceMoreForEachRetryWithTheOldAndTheLateMembersAlsoAfterAKill() {
        join = "{missing: open, late: edition}";
        work = work();
        run(List.of(count("b", 4)));
        run(come("1", "1"));
        run(lost("2"));
        run(lost("3"));
        List<ProducerRecord<byte[], byte[]>> first = run(lost("4"));
        assertThat(json(first.getFirst())).startsWith("{\"batch\":\"b\",\"edition\":1,\"expected\":4,\"count\":1,");
        assertThat(first.getFirst()).extracting(JoinWorkTest::edition).isEqualTo("b/joined 1");
        assertThat(told(first))
                .containsExactly(new BatchRecords.Said.Edition("joined", 1), new BatchRecords.Said.Counted(-1));
        assertThat(work.held()).isEqualTo(Held.NOTHING);
        assertThat(work.needed()).hasValue(1);

        restore();
        assertThat(run(retried("2", "3"))).isEmpty();
        assertThat(run(come("2", "2"))).isEmpty();
        restore();
        List<ProducerRecord<byte[], byte[]>> second = run(lost("3"));

        assertThat(second.getFirst()).extracting(JoinWorkTest::edition).isEqualTo("b/joined.2 2");
        assertThat(ids(json(second.getFirst()))).containsExactly("b/1", "b/2");
        assertThat(json(second.getFirst()))
                .startsWith("{\"batch\":\"b\",\"edition\":2,\"expected\":4,\"count\":2,")
                .endsWith(
                        "\"missingCount\":2,\"missing\":[{\"id\":\"b/3\",\"stage\":\"resize\",\"reason\":\"attempts_exhausted\"},"
                                + "{\"id\":\"b/4\",\"stage\":\"resize\",\"reason\":\"attempts_exhausted\"}]}");
        assertThat(told(second))
                .containsExactly(new BatchRecords.Said.Edition("joined", 2), new BatchRecords.Said.Counted(-1));

        // Two retries that overlap are done with one opening.
        run(retried("3"));
        run(retried("4"));
        run(come("4", "4"));
        List<ProducerRecord<byte[], byte[]>> third = run(come("3", "3"));

        assertThat(ids(json(third.getFirst()))).containsExactly("b/1", "b/2", "b/3", "b/4");
        assertThat(told(third))
                .containsExactly(new BatchRecords.Said.Edition("joined", 3), new BatchRecords.Said.Counted(-2));
        assertThat(kept).isEmpty();
        assertThat(work.needed()).isEmpty();
    }

    @Test
    void aRetryBeforeItOpensCountsIntoItsFirstItem() {
        join = "{missing: open, late: edition}";
        work = work();
        run(List.of(count("b", 2)));
        run(lost("1"));
        run(retried("1"));
        assertThat(run(come("2", "2"))).isEmpty();

        List<ProducerRecord<byte[], byte[]>> sent = run(come("1", "1"));

        assertThat(json(sent.getFirst()))
                .startsWith("{\"batch\":\"b\",\"edition\":1,\"expected\":2,\"count\":2,")
                .endsWith("\"missing\":[]}");
        assertThat(told(sent))
                .containsExactly(new BatchRecords.Said.Edition("joined", 1), new BatchRecords.Said.Counted(-2));
        assertThat(kept).isEmpty();
    }

    @Test
    void oneThatHasFailedOpensForTheFirstTimeWhenEnoughIsThereAndHasFailedNoMore() {
        join = "{tolerate: 1, late: edition}";
        work = work();
        Missing failed = new Missing("b/joined", "joined", "members_missing");
        run(List.of(count("b", 3)));
        run(lost("1"));
        run(lost("2"));
        assertThat(told(run(lost("3"))))
                .containsExactly(new BatchRecords.Said.Lost(failed), new BatchRecords.Said.Counted(-1));
        run(retried("1"));
        assertThat(told(run(come("1", "1")))).containsExactly(new BatchRecords.Said.Counted(-1));

        run(retried("2"));
        List<ProducerRecord<byte[], byte[]>> sent = run(come("2", "2"));

        assertThat(json(sent.get(1))).startsWith("{\"batch\":\"b\",\"edition\":1,\"expected\":3,\"count\":2,");
        assertThat(told(sent))
                .containsExactly(
                        new BatchRecords.Said.Retried(failed),
                        new BatchRecords.Said.Edition("joined", 1),
                        new BatchRecords.Said.Counted(-1));
    }

    @Test
    void membersGoAfterAWhileAndWhatComesThenIsMissing() {
        join = "{missing: open, late: edition, keep: 1h}";
        work = work();
        run(List.of(count("b", 2)));
        run(come("1", "1"));
        run(lost("2"));
        now += Duration.ofHours(1).toMillis();
        tick();
        assertThat(work.needed()).hasValue(1);
        now++;
        tick();
        assertThat(work.needed()).isEmpty();
        assertThat(JoinBatch.read(kept.getOrDefault("b", new byte[0])))
                .satisfies(batch -> assertThat(batch.isGone()).isTrue())
                .satisfies(batch -> assertThat(batch.since).isEqualTo(now));

        restore();
        run(retried("2"));
        List<ProducerRecord<byte[], byte[]>> sent = run(come("2", "2"));

        assertThat(told(sent))
                .containsExactly(
                        new BatchRecords.Said.Lost(new Missing("b/joined", "joined", "members_gone")),
                        new BatchRecords.Said.Counted(-1));
        assertThat(sent).hasSize(2);
        assertThat(work.needed()).isEmpty();
        now += JoinWork.KEPT.toMillis() + 1;
        tick();
        assertThat(kept).isEmpty();

        // Nothing is known of it any more.
        run(retried("2"));
        assertThat(told(run(come("2", "2"))))
                .containsExactly(
                        new BatchRecords.Said.Lost(new Missing("b/joined", "joined", "members_gone")),
                        new BatchRecords.Said.Counted(-1));
    }

    @Test
    void oneThatHasNoEditionsAnyMoreDoesNotOpenTwice() {
        join = "{missing: open, late: edition}";
        work = work();
        run(List.of(count("b", 1)));
        run(lost("1"));
        join = "{missing: open}";
        restore();

        run(retried("1"));

        assertThat(told(run(come("1", "1"))))
                .containsExactly(
                        new BatchRecords.Said.Lost(new Missing("b/joined", "joined", "members_gone")),
                        new BatchRecords.Said.Counted(-1));
    }

    @Test
    void oneThatIsGivenUpDoesNotOpenOnceMore() {
        join = "{missing: open, late: edition}";
        work = work();
        run(List.of(count("b", 1)));
        run(lost("1"));
        run(retried("1"));
        run(List.of(BatchRecords.event("joined", "b", BatchRecords.Event.CANCELLED, 0)));

        assertThat(told(run(come("1", "1")))).containsExactly(new BatchRecords.Said.Counted(-1));
        assertThat(kept).isEmpty();
    }

    @Test
    void ofManyMembersEachEditionSaysWhereItsOwnAre() {
        join = "{missing: open, late: edition}";
        work = work();
        String large = "\"" + "x".repeat(200_000) + "\"";
        run(List.of(count("b", 3)));
        run(come("1", large));
        run(come("2", large));
        String first = json(run(lost("3")).getFirst());
        run(retried("3"));
        String second = json(run(come("3", large)).getFirst());

        assertThat(first).contains("\"membersAt\":\"/pipelines/p/batches/b/members/joined?edition=1\"");
        assertThat(second).contains("\"membersAt\":\"/pipelines/p/batches/b/members/joined?edition=2\"");
        assertThat(kept.keySet())
                .map(key -> KeptMembers.edition(key, "b"))
                .containsExactly(OptionalLong.of(1), OptionalLong.of(2));
        assertThat(kept.values())
                .map(value -> KeptMembers.read(value).orElseThrow())
                .containsExactly(new KeptMembers(1, 6, now), new KeptMembers(1, 11, now));
        restore();
        assertThat(work.needed()).hasValue(1);
    }

    @Test
    void aStateIsRestoredAsItWas() {
        run(List.of(count("b", 3), member("b", "0", "1"), count("b", -1)));
        JoinWork other = work();
        kept.forEach((batch, value) -> other.restore(BatchRecords.key(batch), value));

        Step step = new Step("kept", 0);
        other.run(List.of(log.getFirst()), step);

        assertThat(other.needed()).isEqualTo(OptionalLong.of(1));
        assertThat(step.records())
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactly("1 5 1 0 1 ");
    }

    @Test
    void whatItWaitsWithIsTold() {
        run(List.of(count("a", 3), member("a", "0", "1"), count("a", -1), count("b", 1)));

        assertThat(work.held()).isEqualTo(new Held(2, 1));

        run(List.of(count("a", -2), count("b", -1)));

        assertThat(work.held()).isEqualTo(Held.NOTHING);
    }

    @Test
    void whatSomebodyElseWroteIntoItsTopicIsDeadAndHoldsUpNoBatch() {
        ProducerRecord<byte[], byte[]> keyless = new ProducerRecord<>("joined", null, new byte[] {1});
        ProducerRecord<byte[], byte[]> keyed = new ProducerRecord<>("joined", BatchRecords.key("b"), new byte[] {2});
        ProducerRecord<byte[], byte[]> unreadable =
                new ProducerRecord<>("joined", BatchRecords.key("b"), new byte[] {3});
        unreadable.headers().add("ce_batch", BatchRecords.key("b"));
        ProducerRecord<byte[], byte[]> wrong = count("b", 1);
        wrong.headers().forEach(field -> wrong.headers().remove(field.key()).add(field.key(), new byte[] {'x'}));

        List<ProducerRecord<byte[], byte[]>> sent =
                run(List.of(count("b", 1), keyless, keyed, unreadable, wrong, member("b", "0", "1"), count("b", -1)));

        assertThat(sent).map(ProducerRecord::topic).containsExactly("dead", "dead", "dead", "dead", "done", "source");
        assertThat(new String(
                        sent.getFirst().headers().lastHeader(DeadItems.DETAIL).value(), StandardCharsets.UTF_8))
                .isEqualTo("The record is no item: somebody else has written it into the topic 'joined'.");
        assertThat(ids(json(sent.get(4)))).containsExactly("b/0");
    }
}
