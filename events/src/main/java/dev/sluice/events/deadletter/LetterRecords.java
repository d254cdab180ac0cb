package dev.sluice.events.deadletter;

import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Dead letters that hold records of topics, as records of another topic: in their format, under the key of the record that they hold. */
public final class LetterRecords {

    private LetterRecords() {}

    public static ProducerRecord<byte[], byte[]> of(String topic, DeadLetter letter, DeadWork.TopicRecord work) {
        byte @Nullable [] key = work.key().map(LetterRecords::bytes).orElse(null);
        byte[] value = bytes(DeadLetterFormat.value(letter));
        return new ProducerRecord<>(
                topic, null, null, key, value, DeadLetterFormat.fields(letter).headers());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    public static DeadLetter read(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordException {
        byte @Nullable [] value = record.value();
        if (value == null) {
            throw new UnreadableRecordException("it has no value");
        }
        return DeadLetterFormat.read(Fields.of(record.headers()), ByteBuffer.wrap(value));
    }
}
