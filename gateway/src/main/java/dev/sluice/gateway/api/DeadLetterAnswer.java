package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.PayloadLostException;
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

    /** The request of a call; {@code omitted}: why there is no body, if it is lost. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Request(
            String method,
            String path,
            String query,
            List<InvocationAnswer.Field> headers,
            Instant acceptedAt,
            @Nullable BodyText text,
            @Nullable BodyText base64,
            @Nullable String omitted) {}

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

    /** May block, to read the body. */
    static DeadLetterAnswer whole(DeadLetter letter, KeptPayloads payloads) {
        return switch (letter.work()) {
            case DeadWork.Call(QueuedCall call) -> of(letter, request(call, payloads), null);
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

    private static Request request(QueuedCall call, KeptPayloads payloads) {
        try {
            BodyText body = BodyText.of(payloads.readNow(call.body()));
            return request(call, body.isText() ? body : null, body.isText() ? null : body, null);
        } catch (PayloadLostException e) {
            return request(call, null, null, e.getMessage());
        }
    }

    private static Request request(
            QueuedCall call, @Nullable BodyText text, @Nullable BodyText base64, @Nullable String omitted) {
        RequestHead head = call.head();
        return new Request(
                head.method(),
                head.path(),
                head.query(),
                InvocationAnswer.fields(head.headers()),
                call.accepted(),
                text,
                base64,
                omitted);
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
