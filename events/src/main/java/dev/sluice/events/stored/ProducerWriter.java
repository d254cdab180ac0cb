package dev.sluice.events.stored;

import dev.sluice.core.loop.Serial;
import dev.sluice.events.broker.DurableWrites;
import dev.sluice.events.broker.KafkaCluster;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes through one producer, which is made with the first record. At most 32 MiB wait to be sent; what is more waits
 * on a virtual thread, 5 s at most. What is not acknowledged within 15 s counts as not kept.
 */
public final class ProducerWriter implements RecordWriter, AutoCloseable {

    private static final int MOST_BYTES = 3 * 1024 * 1024;
    private static final ThreadFactory THREADS =
            Thread.ofVirtual().name("sluice-writer-", 0).factory();

    private final KafkaCluster cluster;

    /** What is sent to each topic, in order: a send may block as long as the producer has no room, or does not know the topic. */
    private final Map<String, Serial> lanes = new ConcurrentHashMap<>();

    /** Guarded by this. */
    private @Nullable Producer<byte[], byte[]> producer;

    private boolean closed;

    public ProducerWriter(KafkaCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public CompletionStage<RecordMetadata> write(String topic, byte[] key, Fields fields, Optional<ByteBuffer> value) {
        return write(topic, null, key, fields, value);
    }

    @Override
    public CompletionStage<RecordMetadata> write(
            TopicPartition partition, byte[] key, Fields fields, Optional<ByteBuffer> value) {
        return write(partition.topic(), partition.partition(), key, fields, value);
    }

    private CompletionStage<RecordMetadata> write(
            String topic, @Nullable Integer partition, byte[] key, Fields fields, Optional<ByteBuffer> value) {
        byte @Nullable [] bytes = value.map(ProducerWriter::bytes).orElse(null);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, partition, null, key, bytes, fields.headers());
        CompletableFuture<RecordMetadata> written = new CompletableFuture<>();
        lanes.computeIfAbsent(topic, _ -> Serial.on(ProducerWriter::start)).execute(() -> send(record, written));
        return written;
    }

    private static void start(Runnable task) {
        THREADS.newThread(task).start();
    }

    private void send(ProducerRecord<byte[], byte[]> record, CompletableFuture<RecordMetadata> written) {
        try {
            producer().send(record, (place, fault) -> {
                if (fault == null) {
                    start(() -> written.complete(place));
                } else {
                    start(() -> written.completeExceptionally(failed(record, fault)));
                }
            });
        } catch (RuntimeException e) {
            // Whoever is told may do more than a moment's work, and others of this topic wait.
            start(() -> written.completeExceptionally(failed(record, e)));
        }
    }

    private static WriteFailedException failed(ProducerRecord<byte[], byte[]> record, Exception fault) {
        return new WriteFailedException(
                "a record of " + record.topic() + " is not known to be kept: " + fault.getMessage(), fault);
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (closed) {
            throw new IllegalStateException("the gateway is shutting down");
        }
        Producer<byte[], byte[]> made = producer;
        if (made == null) {
            Map<String, Object> settings = new HashMap<>(cluster.clientProperties());
            settings.putAll(DurableWrites.SETTINGS);
            settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_BYTES);
            settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
            settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
            settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000);
            made = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            producer = made;
        }
        return made;
    }

    /** Ends within seconds; what is not written by then fails. */
    @Override
    public void close() {
        @Nullable Producer<byte[], byte[]> made;
        synchronized (this) {
            closed = true;
            made = producer;
        }
        if (made != null) {
            made.close(Duration.ofSeconds(3));
        }
    }
}
