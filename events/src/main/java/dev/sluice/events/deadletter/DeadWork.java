package dev.sluice.events.deadletter;

import dev.sluice.events.call.QueuedCall;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What could not be done, byte for byte as it came, so that it can be done again. */
public sealed interface DeadWork {

    /** A call that waited, of a caller or of a schedule. */
    record Call(QueuedCall call) implements DeadWork {}

    /**
     * A record of a topic.
     *
     * @param trigger that brought it to the function
     * @param topic as Kafka names it
     * @param key empty if it has none; read-only
     * @param value empty for a tombstone; read-only
     */
    record TopicRecord(
            String trigger,
            String topic,
            int partition,
            long offset,
            Optional<ByteBuffer> key,
            Optional<ByteBuffer> value,
            List<Field> fields)
            implements DeadWork {

        public TopicRecord {
            key = key.map(ReadOnly::of);
            value = value.map(ReadOnly::of);
            fields = List.copyOf(fields);
        }

        @Override
        public Optional<ByteBuffer> key() {
            return key.map(ByteBuffer::duplicate);
        }

        @Override
        public Optional<ByteBuffer> value() {
            return value.map(ByteBuffer::duplicate);
        }
    }

    /** A header field of a record; a name may repeat. {@code value}: empty for null; read-only. */
    record Field(String name, Optional<ByteBuffer> value) {

        public Field {
            value = value.map(ReadOnly::of);
        }

        @Override
        public Optional<ByteBuffer> value() {
            return value.map(ByteBuffer::duplicate);
        }
    }
}
