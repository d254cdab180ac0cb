package dev.sluice.pipelines.parked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.events.partition.Held;
import dev.sluice.events.partition.Step;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.pipelines.engine.ReadAgain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What a stage knows of its parked keys, and whoever has their items, record by record. */
class ParkedKeysTest {

    private static final WhyParked GONE = new WhyParked("gone", 3, "It is gone.");
    private static final String STATES = "states";

    private final List<ConsumerRecord<byte[], byte[]>> items = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> keys = new ArrayList<>();
    private final ParkedKeys parked = fresh(3);
    private final ParkedWork work = new ParkedWork(
            "stage",
            "lost"::equals,
            (from, until, goesOn) -> items.subList((int) from, (int) until).stream()
                    .takeWhile(goesOn)
                    .forEach(_ -> {}));

    private ParkedKeys fresh(int most) {
        ParkedKeys fresh = new ParkedKeys(
                new ParkedKeys.Topics("items", "keys"),
                (_, told) -> List.copyOf(keys).forEach(told),
                most);
        fresh.assigned(0);
        return fresh;
    }

    private static ConsumerRecord<byte[], byte[]> item(long offset, String key, String batch) {
        return ReadAgain.at(
                offset,
                new TopicRecord(
                                Optional.of(bytes(key)),
                                Optional.of(bytes("v" + offset)),
                                List.of(RecordHeader.of("ce_id", "i" + offset), RecordHeader.of("ce_batch", batch)))
                        .to("stage"));
    }

    private static ConsumerRecord<byte[], byte[]> item(long offset, String key) {
        return item(offset, key, "");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Something becomes visible. */
    private void written(Optional<List<ProducerRecord<byte[], byte[]>>> records) {
        records.orElseThrow().forEach(record -> {
            List<ConsumerRecord<byte[], byte[]>> log = record.topic().equals("keys") ? keys : items;
            log.add(ReadAgain.at(log.size(), record));
        });
    }

    private void said(ProducerRecord<byte[], byte[]> record) {
        items.add(ReadAgain.at(items.size(), record));
    }

    private int told;

    /** What goes on at the stage, as it is read there. */
    private List<ConsumerRecord<byte[], byte[]>> sent() {
        Step step = new Step(STATES, 0);
        work.run(List.copyOf(items.subList(told, items.size())), step);
        told = items.size();
        work.tick(step);
        return step.records().stream()
                .filter(record -> record.topic().equals("stage"))
                .map(record -> ReadAgain.at(1_000, record))
                .toList();
    }

    private static List<String> values(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whoHasThePartitionNextKnowsWhatIsParked() throws TooManyParkedKeysException {
        assertThat(parked.turn(item(1, "a"))).isEqualTo(ParkedKeys.Turn.CALL);
        written(parked.failed(item(1, "a"), GONE));
        assertThat(parked.turn(item(2, "a"))).isEqualTo(ParkedKeys.Turn.PARK);
        written(parked.behind(item(2, "a")));
        assertThat(parked.behind(item(2, "a"))).as("it is parked once").isEmpty();

        ParkedKeys next = fresh(3);
        assertThat(next.turn(item(3, "a"))).isEqualTo(ParkedKeys.Turn.PARK);
        assertThat(next.turn(item(3, "b"))).isEqualTo(ParkedKeys.Turn.CALL);
        assertThat(next.count()).isOne();
        assertThat(next.settled(item(3, "b"))).contains(List.of());
        next.lost(0);
        assertThat(next.settled(item(3, "b"))).as("of somebody else's").isEmpty();
        assertThat(next.failed(item(3, "b"), GONE)).isEmpty();
    }

    @Test
    void moreKeysThanAreHeldAreNotParked() throws TooManyParkedKeysException {
        for (int i = 0; i < 3; i++) {
            written(parked.failed(item(i, "k" + i), GONE));
        }
        assertThatThrownBy(() -> parked.failed(item(4, "k4"), GONE))
                .hasMessage(
                        "3 keys are parked in this partition of the stage, and no more are: retry or discard some of"
                                + " them.");
        written(parked.failed(item(5, "k1"), GONE));
        assertThat(parked.count()).isEqualTo(3);
    }

    @Test
    void whatGoesOnIsCalledInItsOrderAndWhatIsSentAgainIsPassedOver() throws TooManyParkedKeysException {
        written(parked.failed(item(1, "a"), GONE));
        written(parked.behind(item(2, "a")));
        written(parked.behind(item(3, "a")));
        assertThat(sent()).isEmpty();
        assertThat(work.held()).isEqualTo(new Held(1, 3));
        said(KeptKey.retryAll("items", 0));
        List<ConsumerRecord<byte[], byte[]>> going = sent();
        assertThat(values(going)).containsExactly("v1", "v2", "v3");
        assertThat(parked.turn(going.get(1))).as("before the first").isEqualTo(ParkedKeys.Turn.PASS);

        written(parked.settled(going.get(0)));
        assertThat(parked.turn(going.get(0))).as("once more").isEqualTo(ParkedKeys.Turn.PASS);
        assertThat(parked.settled(going.get(0))).isEmpty();
        written(parked.failed(going.get(1), GONE));
        assertThat(parked.turn(going.get(2))).as("behind one that failed again").isEqualTo(ParkedKeys.Turn.PASS);
        assertThat(sent()).isEmpty();
        written(parked.behind(item(4, "a")));

        said(KeptKey.retryAll("items", 0));
        List<ConsumerRecord<byte[], byte[]>> again = sent();
        assertThat(values(again)).containsExactly("v2", "v3", "v4");
        again.forEach(record -> {
            assertThat(parked.turn(record)).isEqualTo(ParkedKeys.Turn.CALL);
            written(parked.settled(record));
        });
        assertThat(sent()).isEmpty();
        assertThat(work.held()).isEqualTo(Held.NOTHING);
        assertThat(work.needed()).isEmpty();
        assertThat(parked.count()).isZero();
        assertThat(fresh(3).count()).isZero();
        assertThat(parked.turn(again.get(2))).as("when the key is free").isEqualTo(ParkedKeys.Turn.PASS);
    }

    @Test
    void whatFailedInABatchThatIsGivenUpBecomesADeadLetter() throws TooManyParkedKeysException {
        written(parked.failed(item(1, "a", "lost"), GONE));
        written(parked.behind(item(2, "a", "other")));
        List<ConsumerRecord<byte[], byte[]>> going = sent();

        assertThat(values(going)).containsExactly("v1", "v2");
        assertThat(parked.turn(going.getFirst())).isEqualTo(ParkedKeys.Turn.DISCARD);
        assertThat(ParkedKeys.why(going.getFirst())).isEqualTo(new WhyParked("batch_cancelled", 3, "It is gone."));
        assertThat(ParkedKeys.plain(going.getFirst()).headers())
                .extracting(RecordHeader::name)
                .containsExactly("ce_id", "ce_batch");
        written(parked.settled(going.getFirst()));
        assertThat(parked.turn(going.getLast())).isEqualTo(ParkedKeys.Turn.CALL);
    }

    @Test
    void ofManyItemsSomeAreOnTheirWayAtATime() throws TooManyParkedKeysException {
        int count = 3 * ParkedWork.AHEAD;
        written(parked.failed(item(0, "a"), GONE));
        IntStream.range(1, count).forEach(i -> written(parked.behind(item(i, "a"))));
        sent();
        said(KeptKey.retryAll("items", 0));
        List<String> done = new ArrayList<>();
        for (List<ConsumerRecord<byte[], byte[]>> going = sent(); !going.isEmpty(); going = sent()) {
            assertThat(going).hasSizeLessThanOrEqualTo(ParkedWork.AHEAD);
            done.addAll(values(going));
            going.forEach(record -> written(parked.settled(record)));
        }
        assertThat(done)
                .isEqualTo(IntStream.range(0, count).mapToObj(i -> "v" + i).toList());
        assertThat(parked.count()).isZero();
    }

    @Test
    void thoseThatFailOnceMoreLeaveTheRoomToOthers() throws TooManyParkedKeysException {
        int count = ParkedWork.AHEAD_OF_ALL + 200;
        ParkedKeys many = fresh(count);
        for (int i = 0; i < count; i++) {
            written(many.failed(item(i, "k" + i), GONE));
        }
        sent();
        said(KeptKey.retryAll("items", 0));
        List<ConsumerRecord<byte[], byte[]>> going = sent();
        assertThat(going).hasSize(ParkedWork.AHEAD_OF_ALL);
        for (ConsumerRecord<byte[], byte[]> record : going) {
            written(many.failed(record, GONE));
        }

        assertThat(values(sent()))
                .isEqualTo(IntStream.range(ParkedWork.AHEAD_OF_ALL, count)
                        .mapToObj(i -> "v" + i)
                        .toList());
    }

    @Test
    void whatSomebodyElseHasWrittenMeansNothing() {
        ConsumerRecord<byte[], byte[]> forged = item(7, "a");
        forged.headers().add("sluice-parked-place", bytes("1 2"));
        assertThat(parked.turn(forged)).isEqualTo(ParkedKeys.Turn.CALL);
        forged.headers().remove("sluice-parked-place");
        forged.headers().add("sluice-parked-place", bytes("1 2 3"));
        assertThat(parked.turn(forged)).as("its key is not parked").isEqualTo(ParkedKeys.Turn.PASS);
        items.add(item(0, "a"));
        assertThat(sent()).isEmpty();
        assertThat(work.held()).isEqualTo(Held.NOTHING);
    }
}
