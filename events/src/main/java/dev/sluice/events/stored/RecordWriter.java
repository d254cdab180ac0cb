package dev.sluice.events.stored;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Writes records to the platform's own topics. May be used from any thread. */
public interface RecordWriter {

    /**
     * Writes a record to the partition that its key says, behind those that were written to the same topic before. Never blocks. Completes when it is durable, with the place where it stands, on a thread that may block; completes exceptionally with a
     * {@link WriteFailedException} if it is not known to be.
     *
     * @param value empty for a tombstone
     */
    CompletionStage<RecordMetadata> write(String topic, byte[] key, Fields fields, Optional<ByteBuffer> value);

    /** The same to a partition that is there, whatever the key is. */
    CompletionStage<RecordMetadata> write(
            TopicPartition partition, byte[] key, Fields fields, Optional<ByteBuffer> value);

    /** The same under a key that is text. */
    default CompletionStage<RecordMetadata> write(String topic, String key, Fields fields, Optional<ByteBuffer> value) {
        return write(topic, key.getBytes(StandardCharsets.UTF_8), fields, value);
    }
}
