package dev.sluice.events.trigger;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.JsonEvents;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.invocation.HttpEvents;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes records of answers: events of what says that it is events, and of all else a record of the bytes. No body makes none.
 *
 * @param chains of the events that are answered
 */
record Replies(TriggerId trigger, EventChains chains) {

    private static final String CONTENT_TYPE = "content-type";

    /**
     * The records of the answer to one event.
     *
     * @throws MalformedEventException if it says that it is an event, and is none
     */
    List<TopicRecord> of(ConsumerRecord<byte[], byte[]> source, EventAnswer answer) throws MalformedEventException {
        if (HttpEvents.mode(answer.headers()).isPresent()) {
            return events(source, HttpEvents.readAll(answer.headers(), answer.body()));
        }
        List<RecordHeader> headers = new ArrayList<>();
        answer.headers().first(CONTENT_TYPE).ifPresent(type -> headers.add(RecordHeader.of(CONTENT_TYPE, type)));
        return plain(source, answer.body(), headers);
    }

    /** The records of one item of the answer to a batch, as JSON; null makes none. */
    List<TopicRecord> ofItem(ConsumerRecord<byte[], byte[]> source, EventAnswer item) throws MalformedEventException {
        byte[] json = item.body();
        if (json.length == 4 && json[0] == 'n') {
            return List.of();
        }
        return HttpEvents.mode(item.headers()).equals(Optional.of(HttpEvents.Mode.BATCH))
                ? events(source, List.of(JsonEvents.read(json)))
                : plain(source, json, List.of(RecordHeader.of(CONTENT_TYPE, "application/json")));
    }

    private List<TopicRecord> plain(ConsumerRecord<byte[], byte[]> source, byte[] body, List<RecordHeader> headers) {
        return body.length == 0
                ? List.of()
                : List.of(told(source, 0, new TopicRecord(Optional.empty(), Optional.of(body), headers)));
    }

    private List<TopicRecord> events(ConsumerRecord<byte[], byte[]> source, List<CloudEvent> events) {
        List<TopicRecord> records = new ArrayList<>(events.size());
        for (CloudEvent event : events) {
            records.add(told(source, records.size(), KafkaEvents.write(event)));
        }
        return records;
    }

    /** With the functions that it came through, an id that a repeat has too, and the key of what it answers unless it has its own. */
    private TopicRecord told(ConsumerRecord<byte[], byte[]> source, int number, TopicRecord record) {
        List<RecordHeader> headers = new ArrayList<>(record.headers());
        String id = RecordIds.of(trigger, source, "reply " + number).value();
        headers.add(RecordHeader.of(RecordEvents.ID_FIELD, id));
        headers.add(chains.field(source));
        return new TopicRecord(record.key().or(() -> Optional.ofNullable(source.key())), record.value(), headers);
    }
}
