package dev.sluice.events.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.JsonEvents;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.HttpEvents;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the CloudEvents SDK for Java writes is read here as the same event, and the other way round. */
class JavaSdkTest {

    private static final JsonFormat FORMAT = new JsonFormat();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The same event, as both have it. */
    private record Pair(CloudEvent ours, io.cloudevents.CloudEvent theirs) {}

    private static Pair pair(String contentType, byte[] data) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("id", "7");
        attributes.put("source", "/shop");
        attributes.put("type", "order.created");
        attributes.put("subject", "orders/17");
        attributes.put("time", "2026-11-28T09:00:00Z");
        attributes.put("dataschema", "https://shop.example/order");
        attributes.put("partitionkey", "ada");
        attributes.put("priority", "3");
        return new Pair(
                new CloudEvent(attributes, Optional.of(contentType), Optional.of(data)),
                CloudEventBuilder.v1()
                        .withId("7")
                        .withSource(URI.create("/shop"))
                        .withType("order.created")
                        .withSubject("orders/17")
                        .withTime(OffsetDateTime.parse("2026-11-28T09:00:00Z"))
                        .withDataSchema(URI.create("https://shop.example/order"))
                        .withExtension("partitionkey", "ada")
                        .withExtension("priority", "3")
                        .withData(contentType, data)
                        .build());
    }

    static List<Pair> pairs() {
        return List.of(
                pair("application/json", "{\"total\":12.5}".getBytes(StandardCharsets.UTF_8)),
                pair("text/plain", "caf\u00e9".getBytes(StandardCharsets.UTF_8)),
                pair("image/png", new byte[] {0, -1, 7}));
    }

    private static void assertSame(CloudEvent read, CloudEvent expected) {
        assertThat(read.attributes()).isEqualTo(expected.attributes());
        assertThat(read.contentType()).isEqualTo(expected.contentType());
        assertThat(read.data())
                .hasValueSatisfying(
                        data -> assertThat(data).isEqualTo(expected.data().orElseThrow()));
    }

    private static void assertSame(io.cloudevents.CloudEvent read, io.cloudevents.CloudEvent expected) {
        for (String name : expected.getAttributeNames()) {
            assertThat(read.getAttribute(name)).as(name).isEqualTo(expected.getAttribute(name));
        }
        assertThat(read.getAttributeNames()).isEqualTo(expected.getAttributeNames());
        assertThat(read.getExtensionNames()).isEqualTo(expected.getExtensionNames());
        for (String name : expected.getExtensionNames()) {
            assertThat(String.valueOf(read.getExtension(name)))
                    .as(name)
                    .isEqualTo(String.valueOf(expected.getExtension(name)));
        }
        assertThat(data(read)).isEqualTo(data(expected));
    }

    private static byte[] data(io.cloudevents.CloudEvent event) {
        return Objects.requireNonNull(event.getData()).toBytes();
    }

    private static CloudEvent read(Map<String, String> fields, byte[] body) throws MalformedEventException {
        List<String> all = new ArrayList<>();
        fields.forEach((name, value) -> {
            all.add(name);
            all.add(value);
        });
        return HttpEvents.read(Headers.of(all.toArray(String[]::new)), body);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void overHttpInBinaryMode(Pair pair) throws MalformedEventException {
        Map<String, String> fields = new HashMap<>();
        List<byte[]> body = new ArrayList<>();
        HttpMessageFactory.createWriter(fields::put, body::add).writeBinary(pair.theirs());
        assertSame(read(fields, body.getFirst()), pair.ours());

        // The SDK decodes nothing, although the standard says so: only values that need no encoding are the same to it.
        Map<String, String> written = new HashMap<>();
        Headers headers = HttpEvents.binary(pair.ours());
        for (int i = 0; i < headers.size(); i++) {
            written.put(headers.name(i), headers.value(i));
        }
        assertSame(
                HttpMessageFactory.createReader(written, pair.ours().data().orElseThrow())
                        .toEvent(),
                pair.theirs());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void overHttpInStructuredMode(Pair pair) throws MalformedEventException {
        Map<String, String> fields = new HashMap<>();
        List<byte[]> body = new ArrayList<>();
        HttpMessageFactory.createWriter(fields::put, body::add).writeStructured(pair.theirs(), FORMAT);
        assertSame(read(fields, body.getFirst()), pair.ours());

        assertSame(
                HttpMessageFactory.createReader(
                                Map.of("Content-Type", JsonEvents.STRUCTURED), JsonEvents.write(pair.ours()))
                        .toEvent(),
                pair.theirs());
    }

    /** The SDK knows no batches: each item of one is an event to it. */
    @ParameterizedTest
    @MethodSource("pairs")
    void inBatches(Pair pair) throws MalformedEventException, IOException {
        String item = new String(FORMAT.serialize(pair.theirs()), StandardCharsets.UTF_8);
        byte[] batch = ("[" + item + "," + item + "]").getBytes(StandardCharsets.UTF_8);
        List<CloudEvent> read = HttpEvents.readAll(Headers.of("Content-Type", JsonEvents.BATCH), batch);
        assertThat(read).hasSize(2).allSatisfy(event -> assertSame(event, pair.ours()));

        JsonNode written = JSON.readTree(JsonEvents.writeBatch(List.of(pair.ours(), pair.ours())));
        assertThat(written).hasSize(2).allSatisfy(each -> assertSame(FORMAT.deserialize(bytes(each)), pair.theirs()));
    }

    private static byte[] bytes(JsonNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void inKafka(Pair pair) throws MalformedEventException {
        ProducerRecord<byte[], byte[]> binary =
                KafkaMessageFactory.<byte[]>createWriter("orders", new byte[0]).writeBinary(pair.theirs());
        assertSame(KafkaEvents.read(TopicRecord.of(kept(binary))), pair.ours());
        ProducerRecord<byte[], byte[]> structured =
                KafkaMessageFactory.<byte[]>createWriter("orders", new byte[0]).writeStructured(pair.theirs(), FORMAT);
        assertSame(KafkaEvents.read(TopicRecord.of(kept(structured))), pair.ours());

        assertSame(
                KafkaMessageFactory.createReader(
                                kept(KafkaEvents.write(pair.ours()).to("orders")))
                        .toEvent(),
                pair.theirs());
    }

    private static ConsumerRecord<byte[], byte[]> kept(ProducerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }
}
