package dev.sluice.events.trigger;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.problem.JsonText;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.record.RecordText;
import dev.sluice.events.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Events that tell what became of an event: JSON with the record, and with the answer or the error. Bytes are told as {@code NAME} if
 * they are text, and in base 64 as {@code NAMEBase64} otherwise; of more than {@link #MOST}, {@code NAMEBytes} tells how many there are.
 *
 * @param function that was called
 */
record OutcomeEvents(TriggerId trigger, FunctionName function) {

    static final String SUCCEEDED = "dev.sluice.trigger.succeeded";
    static final String FAILED = "dev.sluice.trigger.failed";

    /** 192 KiB, so that a record that may have 1 MiB holds two of them, however they are written. */
    private static final int MOST = 192 * 1024;

    /** {@code id}: the same for a repeat. */
    CloudEvent succeeded(InvocationId id, Attempt attempt, EventAnswer answer) {
        return event(id, SUCCEEDED, attempt, json -> {
            json.name("answer").open('{').member("status", answer.status());
            answer.headers().first("Content-Type").ifPresent(type -> json.member("contentType", type));
            bytes(json, "body", answer.body());
            json.close('}');
        });
    }

    /** {@code letter}: the id of the dead letter, which has the whole record. */
    CloudEvent failed(InvocationId id, Attempt attempt, String reason, String detail, InvocationId letter) {
        return event(
                id,
                FAILED,
                attempt,
                json -> json.name("error")
                        .open('{')
                        .member("reason", reason)
                        .member("detail", detail)
                        .close('}')
                        .member("deadLetter", letter.value()));
    }

    private CloudEvent event(InvocationId id, String type, Attempt attempt, Consumer<JsonText> more) {
        ConsumerRecord<byte[], byte[]> record = attempt.record();
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("id", id.value());
        attributes.put("source", trigger.namespace().path() + "/triggers/" + trigger.name());
        attributes.put("type", type);
        attributes.put("subject", topic(record) + ", partition " + record.partition() + ", offset " + record.offset());
        RecordEvents.key(record).ifPresent(key -> attributes.put(CloudEvent.KEY, key));
        JsonText json = new JsonText()
                .open('{')
                .member("trigger", trigger.name())
                .member("function", function.name())
                .member("attempts", attempt.number());
        record(json, record);
        more.accept(json);
        byte[] data = json.close('}').toString().getBytes(StandardCharsets.UTF_8);
        return new CloudEvent(attributes, Optional.of("application/json"), Optional.of(data));
    }

    private static String topic(ConsumerRecord<byte[], byte[]> record) {
        return TopicName.ofKafka(record.topic()).map(TopicName::name).orElse(record.topic());
    }

    private static void record(JsonText json, ConsumerRecord<byte[], byte[]> record) {
        json.name("record")
                .open('{')
                .member("topic", topic(record))
                .member("partition", record.partition())
                .member("offset", record.offset())
                .member(
                        "time",
                        Instant.ofEpochMilli(Math.max(0, record.timestamp())).toString());
        bytes(json, "key", record.key());
        bytes(json, "value", record.value());
        json.name("headers").open('[');
        for (Header header : record.headers()) {
            json.open('{').member("name", header.key());
            bytes(json, "value", header.value());
            json.close('}');
        }
        json.close(']').close('}');
    }

    private static void bytes(JsonText json, String name, byte @Nullable [] bytes) {
        if (bytes == null) {
            return;
        }
        if (bytes.length > MOST) {
            json.member(name + "Bytes", bytes.length);
            return;
        }
        RecordText.read(bytes)
                .filter(text -> text.chars().noneMatch(c -> c < ' ' && "\n\r\t".indexOf(c) < 0))
                .ifPresentOrElse(
                        text -> json.member(name, text),
                        () -> json.member(name + "Base64", Base64.getEncoder().encodeToString(bytes)));
    }
}
