package dev.sluice.events.trigger;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.topic.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds circles in which what triggers send on comes back to them. What functions publish by themselves is not seen. */
final class Circles {

    private final Map<String, TriggerSettings> triggers;
    private final Map<String, Predicate<String>> readers = new TreeMap<>();

    /**
     * @param triggers all of the namespace, by their names
     * @param prefix of the platform's own topics
     */
    Circles(Namespace namespace, Map<String, TriggerSettings> triggers, String prefix) {
        this.triggers = triggers;
        triggers.forEach((name, settings) ->
                settings.topic().ifPresent(source -> readers.put(name, reader(namespace, source, prefix))));
    }

    /** A trigger, and by which topics what the first one sends on comes to it. */
    private record Way(String name, List<String> steps) {}

    /** The shortest circle through the trigger {@code name}, in words; empty if there is none. */
    Optional<String> through(String name) {
        TriggerSettings first = settings(name);
        String start = step(name);
        if (first.functions().anyMatch(first.function()::equals)) {
            return Optional.of(start + " -> function " + first.function().name());
        }
        ArrayDeque<Way> ways = new ArrayDeque<>(List.of(new Way(name, List.of(start))));
        Set<String> seen = new HashSet<>();
        while (!ways.isEmpty()) {
            Way way = ways.remove();
            for (String topic : topics(way.name())) {
                for (String reader : readers(topic)) {
                    if (reader.equals(name)) {
                        return Optional.of(
                                "topic " + topic + " -> " + String.join(" -> ", way.steps()) + " -> topic " + topic);
                    }
                    if (seen.add(reader)) {
                        List<String> steps = new ArrayList<>(way.steps());
                        steps.add("topic " + topic);
                        steps.add(step(reader));
                        ways.add(new Way(reader, steps));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private TriggerSettings settings(String name) {
        TriggerSettings settings = triggers.get(name);
        if (settings == null) {
            throw new IllegalArgumentException("there is no trigger " + name);
        }
        return settings;
    }

    private String step(String name) {
        return "function " + settings(name).function().name() + " (trigger " + name + ")";
    }

    /** To which the trigger sends on. */
    private Collection<String> topics(String name) {
        return settings(name).topics().toList();
    }

    private List<String> readers(String topic) {
        return readers.entrySet().stream()
                .filter(each -> each.getValue().test(topic))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Which topics of a namespace a source reads; none has the name of a pattern with a star. */
    static Predicate<String> reader(Namespace namespace, TopicSource source, String prefix) {
        if (source.connection().isPresent()) {
            return _ -> false;
        }
        Set<String> names = new HashSet<>(source.names());
        source.name().ifPresent(names::add);
        Optional<Pattern> pattern = source.pattern().map(text -> TopicPatterns.of(namespace, text, prefix));
        return topic -> names.contains(topic)
                || pattern.isPresent()
                        && TopicName.isValid(namespace, topic)
                        && pattern.get()
                                .matcher(new TopicName(namespace, topic).kafkaName())
                                .matches();
    }
}
