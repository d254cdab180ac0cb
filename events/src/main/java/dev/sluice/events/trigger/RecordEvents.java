package dev.sluice.events.trigger;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.RecordText;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.topic.TopicName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes events of records: one that is an event is that one, and any other is the data of an event about its place. */
public final class RecordEvents {

    /** The type of events that records are made into. */
    static final String TYPE = "dev.sluice.topic.record";

    /** The header field of a record that a trigger has sent on: an id that a repeat has too. */
    static final String ID_FIELD = "sluice-id";

    private static final String CONTENT_TYPE = "content-type";
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}(\\s*;.{0,200})?");

    private RecordEvents() {}

    /**
     * @param connection over which it came; empty for the platform's own Kafka
     * @param format of the value of a record that does not say it
     */
    public static CloudEvent of(
            ConsumerRecord<byte[], byte[]> read, Optional<ConnectionId> connection, Optional<DataFormat> format)
            throws MalformedEventException {
        TopicRecord record = TopicRecord.of(read);
        return KafkaEvents.isEvent(record) ? KafkaEvents.read(record) : plain(read, record, connection, format);
    }

    private static CloudEvent plain(
            ConsumerRecord<byte[], byte[]> read,
            TopicRecord record,
            Optional<ConnectionId> connection,
            Optional<DataFormat> format)
            throws MalformedEventException {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(
                "id",
                record.header(ID_FIELD)
                        .flatMap(RecordHeader::text)
                        .filter(InvocationId::isValid)
                        .orElse(read.partition() + ":" + read.offset()));
        attributes.put(
                "source",
                connection.map(from -> from.path() + "/topics/" + read.topic()).orElseGet(() -> source(read.topic())));
        attributes.put("type", TYPE);
        attributes.put("subject", "partition " + read.partition() + ", offset " + read.offset());
        attributes.put(
                "time", Instant.ofEpochMilli(Math.max(0, read.timestamp())).toString());
        key(read).ifPresent(key -> attributes.put(CloudEvent.KEY, key));
        Optional<String> contentType = record.header(CONTENT_TYPE)
                .flatMap(RecordHeader::text)
                .filter(RecordEvents::isMediaType)
                .or(() -> format.filter(_ -> record.value().isPresent()).map(DataFormat::mediaType));
        return CloudEvent.of(attributes, contentType, record.value());
    }

    /** The key of a record, if an attribute can have it. */
    static Optional<String> key(ConsumerRecord<byte[], byte[]> read) {
        return Optional.ofNullable(read.key()).flatMap(RecordText::read).filter(RecordEvents::isPlain);
    }

    private static String source(String kafkaName) {
        Optional<TopicName> topic = TopicName.ofKafka(kafkaName);
        Namespace namespace = topic.map(TopicName::namespace).orElse(Namespace.DEFAULT);
        return namespace.path() + "/topics/" + topic.map(TopicName::name).orElse(kafkaName);
    }

    /** Attributes of events have no control characters. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            int c = text.codePointAt(i);
            if (Character.isISOControl(c)
                    || c >= 0xd800 && c <= 0xdfff
                    || c >= 0xfdd0 && c <= 0xfdef
                    || (c & 0xfffe) == 0xfffe) {
                return false;
            }
            i += Character.charCount(c) - 1;
        }
        return true;
    }

    private static boolean isMediaType(String text) {
        return MEDIA_TYPE.matcher(text).matches() && isPlain(text);
    }
}
