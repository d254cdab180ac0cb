package dev.sluice.events.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.pump.Delivery;
import dev.sluice.events.pump.Progress;
import dev.sluice.events.pump.Pump;
import dev.sluice.events.pump.PumpEffect;
import dev.sluice.events.pump.PumpSettings;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.queue.CallTopics;
import dev.sluice.events.stored.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Whose calls begin, of a function whose topics are models that make their records when they are read. */
class CallTurnsTest {

    private static final FunctionName FUNCTION = new FunctionName("p1");
    private static final long MILLION = 1_000_000;
    private static final int AT_ONCE = 500;

    private final CallTopics topics = new CallTopics(BrokerFixture.cluster(), "x.", 1);
    private final CallTurns turns = new CallTurns(topics, FUNCTION, Map.of("gold", 4));
    private final Pump pump = new Pump(PumpSettings.of(Delivery.ORDERED, 16, 3).in(turns));
    private final Map<TopicPartition, Lane> lanes = new LinkedHashMap<>();
    private final ArrayDeque<PumpEffect> effects = new ArrayDeque<>();
    private long now;

    /** Calls of one fair key after the other; an empty key is none. */
    private static final class Lane {

        final LinkedHashMap<String, Long> counts = new LinkedHashMap<>();
        long read;

        String key(long offset) {
            long end = 0;
            for (Map.Entry<String, Long> each : counts.entrySet()) {
                end += each.getValue();
                if (offset < end) {
                    return each.getKey();
                }
            }
            throw new IllegalStateException("there is no record at " + offset);
        }

        long end() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private void put(String topic, int partition, String key, long count) {
        lanes.computeIfAbsent(new TopicPartition(topic, partition), _ -> new Lane())
                .counts
                .put(key, count);
    }

    private void put(String key, long count) {
        put(topics.name(FUNCTION) + ".fair", CallTopics.lane(key), key, count);
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset, String key) {
        Fields fields =
                Fields.begin("call", 3).with("fair-key", Optional.of(key).filter(known -> !known.isEmpty()));
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                Long.toString(offset).getBytes(StandardCharsets.US_ASCII),
                new byte[0],
                new RecordHeaders(fields.headers()),
                Optional.empty());
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return Fields.of(record.headers()).find("fair-key").orElse("");
    }

    /** The fair keys of so many calls, in the order in which they begin; each that is under way ends in its turn. */
    private List<String> begun(int count) {
        Consumer<PumpEffect> out = effects::add;
        lanes.keySet().stream()
                .filter(partition -> pump.position(partition).isEmpty())
                .forEach(partition -> pump.assigned(partition, Progress.at(0), now, out));
        List<String> order = new ArrayList<>();
        while (order.size() < count) {
            read(out);
            PumpEffect effect = effects.poll();
            switch (effect) {
                case PumpEffect.Start start -> {
                    order.add(key(start.attempts().getFirst().record()));
                    pump.ended(start.work(), List.of(Verdict.DONE), now, out);
                }
                case PumpEffect.Commit commit -> pump.committed(commit.partition(), commit.number(), true, now, out);
                case null -> {
                    now += 1_000_000;
                    pump.tick(now, out);
                }
                default -> {}
            }
        }
        return order;
    }

    private void read(Consumer<PumpEffect> out) {
        lanes.forEach((partition, lane) -> {
            if (pump.wants(partition) && lane.read < lane.end()) {
                long end = Math.min(lane.end(), lane.read + AT_ONCE);
                List<ConsumerRecord<byte[], byte[]>> records = LongStream.range(lane.read, end)
                        .mapToObj(offset -> record(partition, offset, lane.key(offset)))
                        .toList();
                lane.read = end;
                pump.fetched(partition, records, now, out);
            }
        });
    }

    private static Map<String, Integer> counts(List<String> order) {
        Map<String, Integer> counts = new HashMap<>();
        order.forEach(key -> counts.merge(key, 1, Integer::sum));
        return counts;
    }

    @Test
    void aMillionCallsOfOneFairKeyDoNotStandBeforeTenOfAnother() {
        assertThat(CallTopics.lane("flood")).isNotEqualTo(CallTopics.lane("few"));
        put("flood", MILLION);
        put("few", 10);

        assertThat(counts(begun(40))).containsEntry("few", 10);
    }

    @Test
    void aMillionCallsWithoutAFairKeyAreAsThoseOfOne() {
        put(topics.name(FUNCTION), 0, "", MILLION);
        put(topics.name(FUNCTION), 1, "", MILLION);
        put("few", 10);

        assertThat(counts(begun(40))).containsEntry("few", 10);
    }

    @Test
    void aKeyOfWeight4HasFourTurnsWhereOthersHaveOneAndWeightsMayChange() {
        assertThat(IntStream.of(CallTopics.lane("gold"), CallTopics.lane("silver"), CallTopics.lane("bronze"))
                        .distinct()
                        .count())
                .isEqualTo(3);
        put("silver", MILLION);
        put("gold", MILLION);
        put("bronze", MILLION);
        begun(100);

        assertThat(counts(begun(600))).containsEntry("gold", 400).containsEntry("bronze", 100);

        turns.weights(Map.of());
        begun(100);
        assertThat(counts(begun(600))).containsEntry("gold", 200).containsEntry("bronze", 200);
    }

    @Test
    void keysInOneLaneTakeTurnsAsFarAsItIsRead() {
        String other = IntStream.range(0, 10_000)
                .mapToObj(i -> "key" + i)
                .filter(key -> CallTopics.lane(key) == CallTopics.lane("flood"))
                .findFirst()
                .orElseThrow();
        put("flood", 300);
        put(other, 10);

        assertThat(counts(begun(60))).containsEntry(other, 10);
    }

    @Test
    void prioritiesCountBeforeFairKeysWhateverTheNameOfTheFunctionIs() {
        String topic = topics.name(FUNCTION);
        put(topic + ".p1.fair", CallTopics.lane("few"), "few", MILLION);
        put(topic + ".p5.fair", CallTopics.lane("flood"), "flood", MILLION);
        put(topic, 0, "", MILLION);
        begun(100);

        assertThat(counts(begun(2_100))).isEqualTo(Map.of("few", 1_600, "", 400, "flood", 100));
    }
}
