package dev.sluice.events.trigger;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.bus.BusTopics;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.filter.EventFilter;
import dev.sluice.events.pump.Delivery;
import dev.sluice.events.pump.StartPosition;
import dev.sluice.events.pump.Subscription;
import dev.sluice.events.topic.TopicName;
import dev.sluice.events.topic.TopicNames;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What a trigger reads of Kafka, and how, whatever its source is. */
record Reading(
        Optional<ConnectionId> connection,
        String group,
        Subscription subscription,
        StartPosition from,
        Delivery delivery,
        int concurrency,
        TopicSource.BatchSettings batch,
        Optional<EventFilter> filter,
        Optional<DataFormat> format,
        Optional<EventShares> shares) {

    /** Empty if it reads nothing of Kafka. {@code created}: when the trigger was applied first; a trigger that is deleted and made again is another subscriber. */
    static Optional<Reading> of(TriggerId id, TriggerSettings settings, Instant created, TopicNames names) {
        return settings.topic()
                .map(source -> of(id, source, names))
                .or(() -> settings.events().map(source -> of(id, source, created, names)));
    }

    private static Reading of(TriggerId id, TopicSource source, TopicNames names) {
        Optional<ConnectionId> connection = source.connection().map(name -> new ConnectionId(id.namespace(), name));
        Namespace namespace = ConnectionId.namespace(id.namespace(), source.connection());
        String group = source.group()
                .map(told -> new TopicName(namespace, told).kafkaName())
                .orElseGet(() -> group(id, names));
        return new Reading(
                connection,
                group,
                subscription(namespace, source, names),
                source.from(),
                source.delivery(),
                source.concurrency(),
                source.batch(),
                source.filter(),
                source.format(),
                source.shares());
    }

    private static Reading of(TriggerId id, EventsSource source, Instant created, TopicNames names) {
        return new Reading(
                Optional.empty(),
                subscriber(id, created, names),
                new Subscription.Names(
                        Set.of(new BusTopics(names.prefix()).of(id.namespace()).kafkaName())),
                source.from().where() == StartPosition.Where.LATEST ? StartPosition.at(created) : source.from(),
                source.delivery(),
                source.concurrency(),
                source.batch(),
                source.filter(),
                Optional.empty(),
                source.shares());
    }

    private static String group(TriggerId id, TopicNames names) {
        return names.prefix() + "trigger." + id.namespace() + "." + id.name();
    }

    /** The group of a trigger of published events. */
    static String subscriber(TriggerId id, Instant created, TopicNames names) {
        return group(id, names) + "." + created.toEpochMilli();
    }

    private static Subscription subscription(Namespace namespace, TopicSource source, TopicNames names) {
        if (source.pattern().isPresent()) {
            return new Subscription.Matching(
                    TopicPatterns.of(namespace, source.pattern().get(), names.prefix()));
        }
        Set<String> topics = new HashSet<>();
        source.name().ifPresent(name -> topics.add(new TopicName(namespace, name).kafkaName()));
        source.names().forEach(name -> topics.add(new TopicName(namespace, name).kafkaName()));
        return new Subscription.Names(topics);
    }
}
