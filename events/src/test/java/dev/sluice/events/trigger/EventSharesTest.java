package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Delivery;
import dev.sluice.events.pump.Progress;
import dev.sluice.events.pump.Pump;
import dev.sluice.events.pump.PumpEffect;
import dev.sluice.events.pump.PumpSettings;
import dev.sluice.events.pump.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose records begin, of a topic whose partitions are models that are read as fast as calls end. */
class EventSharesTest {

    private static final int AT_ONCE = 500;
    private static final int PERMITS = 16;

    private final List<List<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
    private final List<Integer> read = new ArrayList<>();
    private final ArrayDeque<PumpEffect> effects = new ArrayDeque<>();
    private final ArrayDeque<PumpEffect.Start> underWay = new ArrayDeque<>();
    private final Consumer<PumpEffect> out = effects::add;
    private Pump pump = pump(Map.of());
    private int mostHeld;
    private long now;

    private static Pump pump(Map<String, Integer> weights) {
        EventShares shares = new EventShares(new EventFairKey.Header("tenant"), weights);
        return new Pump(PumpSettings.of(Delivery.ORDERED, PERMITS, 3).in(shares).within(PumpSettings.Bounds.FAR));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> record(
            int partition, long offset, @Nullable String key, Map<String, String> headers, String value) {
        RecordHeaders fields = new RecordHeaders();
        headers.forEach((name, text) -> fields.add(name, bytes(text)));
        return new ConsumerRecord<>(
                "t",
                partition,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                bytes(key),
                bytes(value),
                fields,
                Optional.empty());
    }

    /** Records of one tenant, whose keys are some hundreds. */
    private void append(int partition, String tenant, int count) {
        while (partitions.size() <= partition) {
            partitions.add(new ArrayList<>());
            read.add(0);
            pump.assigned(new TopicPartition("t", partitions.size() - 1), Progress.at(0), now, out);
        }
        List<ConsumerRecord<byte[], byte[]>> all = partitions.get(partition);
        for (int i = 0; i < count; i++) {
            all.add(record(partition, all.size(), tenant + i % 300, Map.of("tenant", tenant), ""));
        }
    }

    private void readSome() {
        for (int i = 0; i < partitions.size(); i++) {
            TopicPartition partition = new TopicPartition("t", i);
            List<ConsumerRecord<byte[], byte[]>> all = partitions.get(i);
            int from = read.get(i);
            if (pump.wants(partition) && from < all.size()) {
                int until = Math.min(all.size(), from + AT_ONCE);
                read.set(i, until);
                pump.fetched(partition, all.subList(from, until), now, out);
            }
        }
        mostHeld = Math.max(mostHeld, pump.backlog());
    }

    /** So many records, in the order in which they begin; one that is under way ends whenever something more is read. */
    private List<ConsumerRecord<byte[], byte[]>> begun(int count) {
        List<ConsumerRecord<byte[], byte[]>> order = new ArrayList<>();
        while (order.size() < count) {
            PumpEffect effect = effects.poll();
            switch (effect) {
                case PumpEffect.Start start -> {
                    underWay.add(start);
                    start.attempts().stream().map(Attempt::record).forEach(order::add);
                }
                case PumpEffect.Commit commit -> pump.committed(commit.partition(), commit.number(), true, now, out);
                case null -> {
                    readSome();
                    PumpEffect.Start oldest = underWay.poll();
                    if (oldest != null) {
                        pump.ended(oldest.work(), List.of(Verdict.DONE), now, out);
                    }
                    now += 1_000_000;
                    pump.tick(now, out);
                }
                default -> {}
            }
        }
        return order;
    }

    private static List<String> tenants(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> new String(record.headers().lastHeader("tenant").value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void fiveThousandRecordsOfOneFairKeyDoNotStandBeforeTenOfAnotherAndEachKeyKeepsItsOrder() {
        append(0, "flood", 5_000);
        append(0, "few", 10);

        List<ConsumerRecord<byte[], byte[]>> order = begun(5_010);

        assertThat(Collections.frequency(tenants(order.subList(0, 50)), "few")).isEqualTo(10);
        Map<String, Long> last = new HashMap<>();
        assertThat(order).allSatisfy(record -> {
            Long before = last.put(new String(record.key(), StandardCharsets.UTF_8), record.offset());
            assertThat(before == null || before < record.offset()).isTrue();
        });
    }

    @Test
    void aFloodOverAllPartitionsHasTheTurnsOfOneFairKey() {
        for (int partition = 0; partition < 8; partition++) {
            append(partition, "flood", 2_000);
        }
        append(3, "few", 10);

        assertThat(Collections.frequency(tenants(begun(50)), "few")).isEqualTo(10);
    }

    @Test
    void aFairKeyOfWeight4HasFourTurnsWhereOthersHaveOneInWhateverPartitionsTheyAre() {
        pump = pump(Map.of("gold", 4));
        append(0, "silver", 3_000);
        append(1, "gold", 3_000);
        append(2, "silver", 3_000);
        begun(200);

        assertThat(Collections.frequency(tenants(begun(500)), "gold")).isBetween(399, 401);
    }

    @Test
    void fairnessReachesAsFarAsWhatIsReadAhead() {
        append(0, "flood", 19_900);
        append(0, "few", 10);
        assertThat(Collections.frequency(tenants(begun(100)), "few")).isEqualTo(10);

        append(1, "far", 60_000);
        append(1, "few", 10);
        mostHeld = 0;
        begun(1_000);
        assertThat(mostHeld).isBetween(39_000, 40_500);
        assertThat(tenants(begun(10_000))).doesNotContain("few");
    }

    private static String of(Object written, ConsumerRecord<byte[], byte[]> record) {
        return EventFairKey.parse(written).of(record);
    }

    @Test
    void aFairKeyIsTheKeyOfTheRecordAnAttributeOfItsEventOrAHeaderField() {
        ConsumerRecord<byte[], byte[]> binary = record(
                0,
                0,
                "ada",
                Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_source", "/s", "ce_type", "t", "ce_subject", "acme"),
                "");
        assertThat(of("key", binary)).isEqualTo("ada");
        assertThat(of("subject", binary)).isEqualTo("acme");
        assertThat(of("tenant", binary)).isEmpty();
        assertThat(of(Map.of("header", "ce_type"), binary)).isEqualTo("t");

        ConsumerRecord<byte[], byte[]> structured = record(
                0,
                0,
                null,
                Map.of("content-type", "application/cloudevents+json"),
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"acme\"}");
        assertThat(of("subject", structured)).isEqualTo("acme");
        assertThat(of("key", structured)).isEmpty();
    }

    @Test
    void whatHasNoneOrIsMalformedSharesOneTurnAndBytesThatAreNoTextAreTold() {
        ConsumerRecord<byte[], byte[]> plain = record(0, 7, null, Map.of(), "{}");
        assertThat(of("subject", plain)).isEmpty();
        ConsumerRecord<byte[], byte[]> malformed = record(0, 7, null, Map.of("ce_specversion", "1.0"), "");
        assertThat(of("subject", malformed)).isEmpty();
        ConsumerRecord<byte[], byte[]> bytes =
                new ConsumerRecord<>("t", 0, 0, new byte[] {(byte) 0xff, 1}, new byte[0]);
        assertThat(of("key", bytes)).isEqualTo("ff01");
    }

    @Test
    void whatIsNoFairKeyIsRefused() {
        assertThatThrownBy(() -> EventFairKey.parse("Sub ject"))
                .hasMessage("'Sub ject' cannot be the name of an attribute");
        assertThatThrownBy(() -> EventFairKey.parse(List.of("key"))).hasMessage("it is no such key");
        assertThat(problems(Map.of("name", "orders", "weights", Map.of("gold", 4L))))
                .extracting(SpecProblem::message)
                .containsExactly("weights are those of values of a fairKey, and there is none");
        assertThat(problems(Map.of("name", "orders", "fairKey", "key", "weights", Map.of("gold", 0L))))
                .hasSize(1);
    }

    private static List<SpecProblem> problems(Map<String, Object> topic) {
        return switch (TriggerSettings.KIND.readSpec(Map.of("function", "ship", "topic", topic))) {
            case Binding.Refused<TriggerSettings>(List<SpecProblem> problems) -> problems;
            case Binding.Bound<TriggerSettings> _ -> List.of();
        };
    }
}
