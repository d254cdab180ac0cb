package dev.sluice.events.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Records and the events that they are, as the Kafka protocol binding of CloudEvents has them. */
class KafkaEventsTest {

    private static final String[] REQUIRED = {
        "ce_specversion", "1.0", "ce_id", "7", "ce_source", "/shop", "ce_type", "t"
    };

    /** A record in binary mode and the event that it is; each can be made of the other. */
    private record Vector(String name, TopicRecord record, CloudEvent event) {}

    private static final List<Vector> VECTORS = List.of(
            new Vector(
                    "only what every event has",
                    record(null, null, REQUIRED),
                    event(null, null, "id", "7", "source", "/shop", "type", "t")),
            new Vector(
                    "data with its type",
                    record(null, "{\"a\": 1.50}", with("content-type", "application/json")),
                    event("application/json", "{\"a\": 1.50}", "id", "7", "source", "/shop", "type", "t")),
            new Vector(
                    "data of no bytes is not the same as none",
                    record(null, "", with("content-type", "text/plain")),
                    event("text/plain", "", "id", "7", "source", "/shop", "type", "t")),
            new Vector(
                    "values are UTF-8 and nothing is percent-encoded",
                    record(null, "x", with("ce_subject", "caf\u00e9 100%41 \"\uD83D\uDE00\"")),
                    event(
                            null,
                            "x",
                            "id",
                            "7",
                            "source",
                            "/shop",
                            "type",
                            "t",
                            "subject",
                            "caf\u00e9 100%41 \"\uD83D\uDE00\"")),
            new Vector(
                    "the key is what partitionkey says",
                    record("m\u00fcller", "x", with("ce_partitionkey", "m\u00fcller")),
                    event(null, "x", "id", "7", "source", "/shop", "type", "t", "partitionkey", "m\u00fcller")),
            new Vector(
                    "extensions and a time keep their order",
                    record(null, "x", with("ce_time", "2026-11-28T09:30:00Z", "ce_zeta", "-42", "ce_alpha", "true")),
                    event(
                            null,
                            "x",
                            "id",
                            "7",
                            "source",
                            "/shop",
                            "type",
                            "t",
                            "time",
                            "2026-11-28T09:30:00Z",
                            "zeta",
                            "-42",
                            "alpha",
                            "true")));

    @TestFactory
    List<DynamicTest> eachVectorIsWrittenAndReadAsItStands() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Vector vector : VECTORS) {
            tests.add(DynamicTest.dynamicTest(
                    vector.name() + ", written",
                    () -> assertThat(shown(KafkaEvents.write(vector.event()))).isEqualTo(shown(vector.record()))));
            tests.add(DynamicTest.dynamicTest(vector.name() + ", read", () -> {
                assertThat(KafkaEvents.isEvent(vector.record())).isTrue();
                assertThat(shown(KafkaEvents.read(vector.record()))).isEqualTo(shown(vector.event()));
            }));
        }
        return tests;
    }

    @Test
    void anEventInStructuredModeIsRead() throws MalformedEventException {
        TopicRecord record = record(
                "k",
                "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/shop\",\"type\":\"t\",\"data\":{\"a\":1}}",
                "content-type",
                "application/cloudevents+json; charset=UTF-8");

        assertThat(KafkaEvents.isEvent(record)).isTrue();
        assertThat(shown(KafkaEvents.read(record)))
                .isEqualTo(shown(event("application/json", "{\"a\":1}", "id", "7", "source", "/shop", "type", "t")));
    }

    @Test
    void otherFieldsAreNoAttributes() throws MalformedEventException {
        TopicRecord record = record(null, "x", with("traceparent", "00-1", "Content-Type", "text/plain", "ce", "no"));

        assertThat(shown(KafkaEvents.read(record)))
                .isEqualTo(shown(event("text/plain", "x", "id", "7", "source", "/shop", "type", "t")));
    }

    @Test
    void whatSaysNothingOfEventsIsNone() {
        assertThat(KafkaEvents.isEvent(record("k", "{}", "content-type", "application/json")))
                .isFalse();
        assertThat(KafkaEvents.isEvent(record(null, null))).isFalse();
    }

    @Test
    void malformedEventsAreToldByWhatIsWrong() {
        assertMalformed(
                record(null, null, "ce_specversion", "1.0", "ce_id", "7", "ce_type", "t"),
                "it has no 'source', which every event must have");
        assertMalformed(
                record(null, null, "ce_specversion", "0.3"), "its 'specversion' is '0.3', and only 1.0 is known here");
        assertMalformed(record(null, null, with("ce_id", "8")), "the header field 'ce_id' is told twice");
        assertMalformed(
                record(null, null, with("ce_Subject", "x")),
                "'Subject' cannot be the name of an attribute: names have lower-case letters and digits only");
        assertMalformed(
                record(null, "[]", "content-type", "application/cloudevents-batch+json"),
                "the content type is 'application/cloudevents-batch+json', and of such events only"
                        + " application/cloudevents+json is understood");
        assertMalformed(
                record(null, null, "content-type", "application/cloudevents+json"),
                "the record has no value, where the event should be");
        assertMalformed(
                plus(new RecordHeader("ce_subject", Optional.empty())), "the header field 'ce_subject' has no value");
        assertMalformed(
                plus(new RecordHeader("ce_subject", Optional.of(new byte[] {(byte) 0xC3, 0x28}))),
                "the header field 'ce_subject' is not UTF-8");
    }

    private static void assertMalformed(TopicRecord record, String message) {
        assertThat(KafkaEvents.isEvent(record)).isTrue();
        assertThatThrownBy(() -> KafkaEvents.read(record))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage(message);
    }

    private static TopicRecord plus(RecordHeader header) {
        List<RecordHeader> headers =
                new ArrayList<>(record(null, null, REQUIRED).headers());
        headers.add(header);
        return new TopicRecord(Optional.empty(), Optional.empty(), headers);
    }

    private static String[] with(String... more) {
        String[] all = Arrays.copyOf(REQUIRED, REQUIRED.length + more.length);
        System.arraycopy(more, 0, all, REQUIRED.length, more.length);
        return all;
    }

    private static TopicRecord record(@Nullable String key, @Nullable String value, String... headers) {
        List<RecordHeader> fields = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(RecordHeader.of(headers[i], headers[i + 1]));
        }
        return new TopicRecord(bytes(key), bytes(value), fields);
    }

    private static CloudEvent event(@Nullable String type, @Nullable String data, String... attributes) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i], attributes[i + 1]);
        }
        return new CloudEvent(all, Optional.ofNullable(type), bytes(data));
    }

    private static Optional<byte[]> bytes(@Nullable String text) {
        return Optional.ofNullable(text).map(some -> some.getBytes(StandardCharsets.UTF_8));
    }

    private static String shown(TopicRecord record) {
        StringBuilder fields = new StringBuilder();
        record.headers()
                .forEach(header -> fields.append(header.name())
                        .append('=')
                        .append(header.text().orElse("?"))
                        .append('\n'));
        return shown(record.key()) + "\n" + shown(record.value()) + "\n" + fields;
    }

    private static String shown(CloudEvent event) {
        return event.attributes() + " " + event.contentType() + " " + shown(event.data());
    }

    private static String shown(Optional<byte[]> bytes) {
        return bytes.flatMap(RecordText::read).map(text -> "'" + text + "'").orElse("none");
    }
}
