package dev.sluice.events.deadletter;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.call.CallFormat;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters as records of Kafka, format 1: the value is that of the work, byte for byte, its header fields are there, and what
 * is known of the failure stands in fields that begin with {@code sluice-dead-}.
 */
final class DeadLetterFormat {

    private static final String KIND = "dead-letter";
    private static final int NEWEST = 1;
    private static final String FIELD = "field:";
    private static final String KEY = "dead-key";
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private DeadLetterFormat() {}

    static ByteBuffer value(DeadLetter letter) {
        return switch (letter.work()) {
            case DeadWork.Call(QueuedCall call) -> CallFormat.value(call);
            case DeadWork.TopicRecord record -> record.value().orElse(NOTHING.duplicate());
        };
    }

    static Fields fields(DeadLetter letter) {
        Failure failure = letter.failure();
        Fields fields = Fields.begin(KIND, NEWEST)
                .with("dead-at", failure.at().toString())
                .with("dead-reason", failure.reason())
                .with("dead-error", failure.error())
                .with("dead-attempts", Integer.toString(failure.attempts()));
        for (String function : failure.chain()) {
            fields = fields.with("dead-chain", function);
        }
        return switch (letter.work()) {
            case DeadWork.Call(QueuedCall call) -> fields.and(CallFormat.fields(call));
            case DeadWork.TopicRecord record -> topicRecord(fields, letter, record);
        };
    }

    private static Fields topicRecord(Fields fields, DeadLetter letter, DeadWork.TopicRecord record) {
        Fields told = fields.with("id", letter.id().value())
                .with("function", letter.function().value())
                .with("dead-trigger", record.trigger())
                .with("dead-topic", record.topic())
                .with("dead-partition", Integer.toString(record.partition()))
                .with("dead-offset", Long.toString(record.offset()))
                .with("dead-tombstone", Boolean.toString(record.value().isEmpty()));
        if (record.key().isPresent()) {
            told = told.plus(Fields.OURS + KEY, bytes(record.key().get()));
        }
        for (DeadWork.Field field : record.fields()) {
            told = told.plus(
                    FIELD + field.name(),
                    field.value().map(DeadLetterFormat::bytes).orElse(null));
        }
        return told;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    static DeadLetter read(Fields fields, ByteBuffer value) throws UnreadableRecordException {
        fields.format(KIND, NEWEST);
        Failure failure = new Failure(
                fields.instant("dead-at"),
                fields.text("dead-reason"),
                fields.text("dead-error"),
                fields.count("dead-attempts"),
                fields.all("dead-chain"));
        if (fields.find("dead-trigger").isEmpty()) {
            QueuedCall call = CallFormat.read(fields, value);
            return new DeadLetter(call.id(), call.function(), new DeadWork.Call(call), failure);
        }
        String function = fields.text("function");
        return new DeadLetter(
                new InvocationId(fields.text("id")),
                FunctionName.ofValue(function)
                        .orElseThrow(() -> new UnreadableRecordException("'" + function + "' is no function")),
                topicRecord(fields, value),
                failure);
    }

    private static DeadWork.TopicRecord topicRecord(Fields fields, ByteBuffer value) throws UnreadableRecordException {
        Optional<ByteBuffer> key = Optional.empty();
        List<DeadWork.Field> own = new ArrayList<>();
        for (Header header : fields.headers()) {
            byte @Nullable [] bytes = header.value();
            Optional<ByteBuffer> held = bytes == null ? Optional.empty() : Optional.of(ByteBuffer.wrap(bytes));
            if (header.key().equals(Fields.OURS + KEY)) {
                key = held;
            } else if (header.key().startsWith(FIELD)) {
                own.add(new DeadWork.Field(header.key().substring(FIELD.length()), held));
            }
        }
        return new DeadWork.TopicRecord(
                fields.text("dead-trigger"),
                fields.text("dead-topic"),
                fields.count("dead-partition"),
                fields.number("dead-offset"),
                key,
                Boolean.parseBoolean(fields.text("dead-tombstone")) ? Optional.empty() : Optional.of(value),
                own);
    }
}
