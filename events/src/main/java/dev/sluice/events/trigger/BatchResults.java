package dev.sluice.events.trigger;

import dev.sluice.core.event.BatchAnswer;
import dev.sluice.core.event.BatchItemFailures;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.EventOutcome;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.events.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a function says of the events of a batch, in one of two forms: a result for each, or those that failed. */
final class BatchResults {

    private static final EventOutcome DONE = new EventOutcome.Done();
    private static final EventOutcome FAILED = new EventOutcome.Retry("it failed", Duration.ZERO);

    private enum Form {
        RESULTS,
        FAILURES,
        NEITHER
    }

    private BatchResults() {}

    /**
     * Reads an answer.
     *
     * @param events of the batch
     * @param records that they were made of
     * @return an outcome for each; empty if the answer says nothing of them
     */
    static Optional<List<EventOutcome>> of(
            byte[] answer, List<CloudEvent> events, List<ConsumerRecord<byte[], byte[]>> records)
            throws MalformedEventException {
        return switch (form(answer)) {
            case RESULTS -> Optional.of(BatchAnswer.read(answer, events.size()));
            case FAILURES -> Optional.of(failures(answer, events, records));
            case NEITHER -> Optional.empty();
        };
    }

    /** Whether an answer says what became of events, in either form. */
    static boolean isOne(byte[] answer) {
        return form(answer) != Form.NEITHER;
    }

    private static Form form(byte[] answer) {
        if (BatchAnswer.isList(answer)) {
            return Form.NEITHER;
        }
        String text = new String(answer, StandardCharsets.UTF_8);
        if (text.contains("\"results\"")) {
            return Form.RESULTS;
        }
        return text.contains("\"batchItemFailures\"") ? Form.FAILURES : Form.NEITHER;
    }

    private static List<EventOutcome> failures(
            byte[] answer, List<CloudEvent> events, List<ConsumerRecord<byte[], byte[]>> records)
            throws MalformedEventException {
        Set<String> failed = BatchItemFailures.read(answer);
        Set<String> unknown = new HashSet<>(failed);
        List<EventOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Set<String> names = names(events.get(i), records.get(i));
            unknown.removeAll(names);
            outcomes.add(names.stream().anyMatch(failed::contains) ? FAILED : DONE);
        }
        if (!unknown.isEmpty()) {
            throw new MalformedEventException(
                    "'" + unknown.iterator().next() + "' is the identifier of none of its events");
        }
        return outcomes;
    }

    /** The id of the event, and the place of its record, by Kafka's name of the topic and by that in its namespace. */
    private static Set<String> names(CloudEvent event, ConsumerRecord<byte[], byte[]> record) {
        String place = "-" + record.partition() + ":" + record.offset();
        Set<String> names = new HashSet<>();
        event.attribute("id").ifPresent(names::add);
        names.add(record.topic() + place);
        TopicName.ofKafka(record.topic()).ifPresent(topic -> names.add(topic.name() + place));
        return names;
    }
}
