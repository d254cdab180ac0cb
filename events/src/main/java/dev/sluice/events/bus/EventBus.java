package dev.sluice.events.bus;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Namespace;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicName;
import dev.sluice.events.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps published events in the topic of their namespace, for all who subscribe to it. Events with the same {@code partitionkey} stay in
 * order, and without one those with the same source and subject. Thread-safe; methods block as those of {@link Topics}.
 */
public final class EventBus {

    private final Topics topics;
    private final BusTopics names;
    private final int partitions;
    private final Subscribers subscribers;
    private final Set<TopicName> made = ConcurrentHashMap.newKeySet();
    private final Map<Namespace, BusBacklog> backlogs = new ConcurrentHashMap<>();

    /** @param partitions of the topic of a namespace when it is made */
    public EventBus(Topics topics, BusTopics names, int partitions, Subscribers subscribers) {
        this.topics = topics;
        this.names = names;
        this.partitions = partitions;
        this.subscribers = subscribers;
    }

    /** The most bytes that an event may have, with its attributes and what Kafka adds. */
    public int eventLimit(Namespace namespace) throws TopicException {
        return topics.recordLimit(made(namespace));
    }

    /**
     * Keeps events; returns when Kafka has all of them.
     *
     * @param more header fields of each record
     * @return how many subscribe to them now, whatever their filters say
     * @throws TopicException also with {@link TopicFault.BacklogFull}
     */
    public int publish(Namespace namespace, List<CloudEvent> events, List<RecordHeader> more) throws TopicException {
        BusBacklog backlog = backlogs.getOrDefault(namespace, BusBacklog.NONE);
        if (backlog.isFull()) {
            throw new TopicException(new TopicFault.BacklogFull(backlog.full()));
        }
        List<TopicRecord> records =
                events.stream().map(event -> record(event, more)).toList();
        TopicName topic = made(namespace);
        try {
            topics.publish(topic, records);
        } catch (TopicException e) {
            if (!(e.fault() instanceof TopicFault.NoSuchTopic)) {
                throw e;
            }
            // Somebody deleted it with Kafka's own tools.
            made.remove(topic);
            topics.publish(made(namespace), records);
        }
        long bytes = records.stream()
                .mapToLong(record -> record.value().map(value -> value.length).orElse(0))
                .sum();
        backlogs.merge(
                namespace,
                BusBacklog.NONE.plus(records.size(), bytes),
                (now, added) -> now.plus(added.events(), added.bytes()));
        return subscribers.groups(namespace).size();
    }

    private static TopicRecord record(CloudEvent event, List<RecordHeader> more) {
        TopicRecord record = KafkaEvents.write(event);
        Optional<byte[]> about = event.attribute("subject")
                .map(subject -> (event.source() + "\n" + subject).getBytes(StandardCharsets.UTF_8));
        List<RecordHeader> headers = new ArrayList<>(record.headers());
        headers.addAll(more);
        return new TopicRecord(record.key().or(() -> about), record.value(), headers);
    }

    private TopicName made(Namespace namespace) throws TopicException {
        TopicName topic = topic(namespace);
        if (!made.contains(topic)) {
            topics.keep(topic, partitions);
            made.add(topic);
        }
        return topic;
    }

    TopicName topic(Namespace namespace) {
        return names.of(namespace);
    }

    Subscribers subscribers() {
        return subscribers;
    }

    /** Namespaces in which events were published since the start. */
    Set<Namespace> published() {
        return Set.copyOf(backlogs.keySet());
    }

    /** What is kept of a namespace, seen anew. */
    void seen(Namespace namespace, BusBacklog backlog) {
        backlogs.put(namespace, backlog);
    }
}
