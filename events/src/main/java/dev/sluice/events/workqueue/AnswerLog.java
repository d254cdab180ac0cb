package dev.sluice.events.workqueue;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.partition.PartitionLog;
import dev.sluice.events.payload.PayloadFormat;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What functions made of the items of a queue, as it is kept: found by the item, of which the place alone is held in memory. Blocks, and
 * throws a {@link org.apache.kafka.common.KafkaException} where Kafka does not answer. Thread-safe.
 */
final class AnswerLog implements AutoCloseable {

    private static final String KIND = "work-answer";
    private static final int FORMAT = 1;
    static final int FEW = 1_000;
    private static final String VERSION = "version";
    private static final String STEP = "step";
    private static final String STATUS = "status";
    private static final String TYPE = "type";
    private static final String LAST = "last";

    private final KafkaCluster cluster;
    private final TopicPartition partition;

    /** Guarded by this, as is the rest: where the newest answer of each item is. */
    private final Map<String, Long> places = new HashMap<>();

    /** When there are so many, it is looked which of them are gone. */
    private int full = FEW;

    private @Nullable PartitionLog log;
    private long read;

    AnswerLog(KafkaCluster cluster, String topic) {
        this.cluster = cluster;
        this.partition = new TopicPartition(topic, 0);
    }

    static ProducerRecord<byte[], byte[]> record(String topic, KeptAnswer answer) {
        Fields fields = Fields.begin(KIND, FORMAT)
                .with(VERSION, answer.version())
                .with(STEP, Integer.toString(answer.step()))
                .with(STATUS, Integer.toString(answer.status()))
                .with(TYPE, answer.type())
                .with(LAST, Boolean.toString(answer.last()));
        ByteBuffer value = PayloadFormat.value(answer.content());
        byte[] body = new byte[value.remaining()];
        value.get(body);
        return new ProducerRecord<>(
                topic,
                0,
                answer.item().getBytes(StandardCharsets.UTF_8),
                body,
                PayloadFormat.with(fields, PayloadFormat.ANSWER, answer.content())
                        .headers());
    }

    private static KeptAnswer read(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordException {
        Fields fields = Fields.of(record.headers());
        fields.format(KIND, FORMAT);
        return new KeptAnswer(
                item(record),
                fields.text(VERSION),
                fields.count(STEP),
                fields.count(STATUS),
                fields.find(TYPE),
                Boolean.parseBoolean(fields.text(LAST)),
                PayloadFormat.read(fields, PayloadFormat.ANSWER, ByteBuffer.wrap(record.value())));
    }

    private static String item(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    /**
     * The newest answer that is kept of an item; empty if none is, or none any more. One that was committed a moment ago is found, so it waits for
     * what is being committed.
     */
    synchronized Optional<KeptAnswer> find(String item) throws UnreadableRecordException {
        PartitionLog open = log();
        read = open.allNews(partition, read, record -> places.put(item(record), record.offset()));
        tidy(open);
        Long place = places.get(item);
        if (place == null) {
            return Optional.empty();
        }
        Found found = new Found();
        open.readWhile(partition, place, place + 1, record -> {
            found.record = record;
            return false;
        });
        @Nullable ConsumerRecord<byte[], byte[]> there = found.record;
        // Where Kafka has deleted it, the record behind it is told, or none.
        return there == null || there.offset() != place ? Optional.empty() : Optional.of(read(there));
    }

    /** Forgets what Kafka has deleted, whenever there is twice as much as then. */
    private void tidy(PartitionLog open) {
        if (places.size() >= full) {
            long first = open.first(partition);
            places.values().removeIf(place -> place < first);
            full = Math.max(FEW, 2 * places.size());
        }
    }

    /** Of how many items a place is known. */
    synchronized int known() {
        return places.size();
    }

    private static final class Found {
        private @Nullable ConsumerRecord<byte[], byte[]> record;
    }

    private PartitionLog log() {
        PartitionLog present = log;
        if (present == null) {
            present = new PartitionLog(cluster);
            log = present;
        }
        return present;
    }

    @Override
    public synchronized void close() {
        if (log != null) {
            log.close();
            log = null;
        }
    }
}
