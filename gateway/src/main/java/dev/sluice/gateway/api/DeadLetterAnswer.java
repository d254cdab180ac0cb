package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is told of a dead letter; in a list without the work itself. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterAnswer(
        String id,
        String function,
        Instant at,
        String reason,
        String error,
        int attempts,
        List<String> chain,
        String from,
        @Nullable Request request,
        @Nullable Message message) {

    /** The request of a call. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Request(
            String method,
            String path,
            String query,
            List<InvocationAnswer.Field> headers,
            Instant acceptedAt,
            @Nullable String text,
            @Nullable String base64) {}

    /** A record of a topic; {@code key}, {@code value} and values of fields are base 64. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Message(
            String topic,
            int partition,
            long offset,
            @Nullable String key,
            @Nullable String value,
            List<InvocationAnswer.Field> headers) {}

    static DeadLetterAnswer line(DeadLetter letter) {
        return of(letter, null, null);
    }

    static DeadLetterAnswer whole(DeadLetter letter) {
        return switch (letter.work()) {
            case DeadWork.Call(QueuedCall call) -> of(letter, request(call), null);
            case DeadWork.TopicRecord record -> of(letter, null, message(record));
        };
    }

    private static DeadLetterAnswer of(DeadLetter letter, @Nullable Request request, @Nullable Message message) {
        return new DeadLetterAnswer(
                letter.id().value(),
                letter.function().name(),
                letter.failure().at(),
                letter.failure().reason(),
                letter.failure().error(),
                letter.failure().attempts(),
                letter.failure().chain(),
                switch (letter.work()) {
                    case DeadWork.Call _ -> "call";
                    case DeadWork.TopicRecord record -> "trigger " + record.trigger();
                },
                request,
                message);
    }

    private static Request request(QueuedCall call) {
        RequestHead head = call.head();
        @Nullable String text = InvocationAnswer.text(call.body());
        return new Request(
                head.method(),
                head.path(),
                head.query(),
                InvocationAnswer.fields(head.headers()),
                call.accepted(),
                text,
                text == null ? InvocationAnswer.base64(call.body()) : null);
    }

    private static Message message(DeadWork.TopicRecord record) {
        return new Message(
                record.topic(),
                record.partition(),
                record.offset(),
                base64(record.key()),
                base64(record.value()),
                record.fields().stream()
                        .map(field -> new InvocationAnswer.Field(
                                field.name(),
                                field.value().map(InvocationAnswer::base64).orElse("")))
                        .toList());
    }

    private static @Nullable String base64(Optional<ByteBuffer> bytes) {
        return bytes.map(InvocationAnswer::base64).orElse(null);
    }
}
