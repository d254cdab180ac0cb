package dev.sluice.events.kept;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.stored.Fields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers that belong to no group, and what they read. */
final class KeptConsumers {

    private KeptConsumers() {}

    static Consumer<byte[], byte[]> make(KafkaCluster cluster, int atOnce) {
        Map<String, Object> settings = new HashMap<>(cluster.clientProperties());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, atOnce);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The id that a record is under; empty if somebody else wrote it. */
    static Optional<InvocationId> id(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return Optional.empty();
        }
        String text = new String(record.key(), StandardCharsets.UTF_8);
        return InvocationId.isValid(text) ? Optional.of(new InvocationId(text)) : Optional.empty();
    }

    /** The record; empty if it is a tombstone, or if somebody else wrote it. */
    static Optional<KeptRecord> kept(ConsumerRecord<byte[], byte[]> record) {
        return id(record).flatMap(id -> kept(record, id));
    }

    /** The record under this id; empty if it is a tombstone. */
    static Optional<KeptRecord> kept(ConsumerRecord<byte[], byte[]> record, InvocationId id) {
        return record.value() == null
                ? Optional.empty()
                : Optional.of(new KeptRecord(
                        id,
                        Fields.of(record.headers()),
                        ByteBuffer.wrap(record.value()),
                        Instant.ofEpochMilli(record.timestamp())));
    }
}
