package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.destination.Destination;
import dev.sluice.events.destination.ReplySettings;
import dev.sluice.events.topic.DeclaredTopic;
import dev.sluice.events.topic.TopicPlaces;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The triggers that the catalog has, with the topics that they name where documents of kind Topic say that these are. Thread-safe. Blocks
 * as the catalog does.
 */
record LocatedTriggers(Catalog catalog) {

    Optional<Resource<Declared<TriggerSettings>, Declared.Status>> find(TriggerId id) {
        return catalog.get(new ResourceId<>(TriggerSettings.RESOURCE, id.namespace(), id.name()))
                .map(found -> new Resource<>(
                        found.id(),
                        found.revision(),
                        new Declared<>(
                                found.spec().labels(),
                                found.spec().written(),
                                located(id.namespace(), found.spec().settings())),
                        found.status()));
    }

    /** All of a namespace, by their names. */
    SortedMap<String, TriggerSettings> all(Namespace namespace) {
        SortedMap<String, TriggerSettings> all = new TreeMap<>();
        catalog.each(
                TriggerSettings.RESOURCE,
                namespace,
                trigger -> all.put(trigger.id().name(), trigger.spec().settings()));
        all.replaceAll((_, settings) -> located(namespace, settings));
        return all;
    }

    /** The same, with what it names where that is now. */
    TriggerSettings located(Namespace namespace, TriggerSettings settings) {
        Optional<TopicSource> source = settings.topic()
                .filter(told -> told.connection().isEmpty())
                .flatMap(told -> told.name().flatMap(name -> elsewhere(namespace, name, told::over)));
        Optional<ReplySettings> reply = settings.reply()
                .filter(told -> told.connection().isEmpty())
                .flatMap(told -> elsewhere(namespace, told.topic(), told::over));
        Optional<Destination> done = settings.onSuccess().flatMap(told -> located(namespace, told));
        Optional<Destination> dead = settings.onFailure().flatMap(told -> located(namespace, told));
        if (Stream.of(source, reply, done, dead).allMatch(Optional::isEmpty)) {
            return settings;
        }
        return settings.located(
                source.or(settings::topic),
                reply.or(settings::reply),
                done.or(settings::onSuccess),
                dead.or(settings::onFailure));
    }

    private Optional<Destination> located(Namespace namespace, Destination told) {
        return told.connection().isPresent()
                ? Optional.empty()
                : told.topic().flatMap(topic -> elsewhere(namespace, topic, told::over));
    }

    private <T> Optional<T> elsewhere(Namespace namespace, String name, BiFunction<String, String, T> over) {
        return TopicPlaces.elsewhere(catalog, namespace, name)
                .map(topic -> over.apply(topic.connection().orElseThrow(), topic.topic(name)));
    }

    /** What is wrong with a source that reads several topics together: all are read from one Kafka. */
    List<SpecProblem> problems(Namespace namespace, TopicSource source) {
        List<SpecProblem> problems = new ArrayList<>();
        if (source.connection().isEmpty()) {
            for (int i = 0; i < source.names().size(); i++) {
                String name = source.names().get(i);
                if (TopicPlaces.elsewhere(catalog, namespace, name).isPresent()) {
                    problems.add(new SpecProblem(
                            "spec.topic.names[" + i + "]",
                            "the topic '" + name + "' is reached over a connection",
                            "a trigger of its own, with topic.name"));
                }
            }
        }
        return problems;
    }

    /** The triggers that name a topic of the namespace as their own Kafka's, in order of the names. */
    List<String> topicUsers(Namespace namespace, String topic) {
        List<String> users = new ArrayList<>();
        catalog.each(TriggerSettings.RESOURCE, namespace, trigger -> {
            TriggerSettings settings = trigger.spec().settings();
            boolean reads = settings.topic()
                    .filter(source -> source.connection().isEmpty())
                    .flatMap(TopicSource::name)
                    .filter(topic::equals)
                    .isPresent();
            if (reads || settings.topics().anyMatch(topic::equals)) {
                users.add(trigger.id().name());
            }
        });
        return users;
    }

    /** The connections over which documents say that topics are reached. */
    Set<ConnectionId> connections() {
        Set<ConnectionId> named = new HashSet<>();
        for (Namespace namespace : catalog.namespaces(DeclaredTopic.RESOURCE)) {
            catalog.each(
                    DeclaredTopic.RESOURCE,
                    namespace,
                    topic -> topic.spec()
                            .settings()
                            .connection()
                            .ifPresent(name -> named.add(new ConnectionId(namespace, name))));
        }
        return named;
    }
}
