package dev.sluice.gateway.graph;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.function.Namespace;
import dev.sluice.events.destination.Destination;
import dev.sluice.events.trigger.TopicSource;
import dev.sluice.events.trigger.TriggerId;
import dev.sluice.events.trigger.TriggerSettings;
import dev.sluice.events.trigger.TriggerState;
import dev.sluice.events.trigger.Triggers;
import dev.sluice.gateway.invoke.SeenCalls;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is connected in a namespace: declared by triggers and their destinations, and seen of calls at this gateway.
 *
 * @param since when it began to count
 * @param leftOut calls that are not in it, because they went more ways than are counted
 */
record Graph(Instant since, List<Node> nodes, List<Edge> edges, long leftOut) {

    /** {@code id}: the kind and the name. */
    record Node(String id, String kind, String name) {}

    /**
     * @param kind {@code trigger}, {@code reply}, {@code onSuccess}, {@code onFailure}, or {@code call}
     * @param by of a declared one the trigger, of a call its entry point
     * @param count records that were done, or calls; of a destination nothing is counted
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Edge(
            String from,
            String to,
            String kind,
            String by,
            boolean declared,
            Optional<Long> count,
            Optional<BigDecimal> perSecond,
            Optional<Instant> lastAt) {}

    static Graph of(Namespace namespace, Triggers triggers, SeenCalls seen, Instant now) {
        Builder graph = new Builder(namespace, triggers, Duration.between(seen.since(), now));
        Map<String, TriggerSettings> all = triggers.all(namespace);
        all.forEach(graph::sources);
        all.forEach(graph::destinations);
        all.forEach(graph::matching);
        seen.in(namespace).forEach(graph::call);
        return new Graph(seen.since(), List.copyOf(graph.nodes.values()), graph.edges, seen.leftOut());
    }

    private static final class Builder {

        private final Namespace namespace;
        private final Triggers triggers;
        private final Duration lasts;
        private final Map<String, Node> nodes = new LinkedHashMap<>();
        private final List<Edge> edges = new ArrayList<>();

        Builder(Namespace namespace, Triggers triggers, Duration lasts) {
            this.namespace = namespace;
            this.triggers = triggers;
            this.lasts = lasts;
        }

        private String node(String kind, String name) {
            String id = kind + ":" + name;
            nodes.putIfAbsent(id, new Node(id, kind, name));
            return id;
        }

        private void declared(String from, String to, String kind, String trigger, Optional<Long> count) {
            edges.add(new Edge(from, to, kind, trigger, true, count, count.map(this::rate), Optional.empty()));
        }

        private BigDecimal rate(long count) {
            double seconds = Math.max(1, lasts.toMillis()) / 1000.0;
            return BigDecimal.valueOf(count / seconds).setScale(3, RoundingMode.HALF_UP);
        }

        void sources(String name, TriggerSettings settings) {
            String trigger = node("trigger", name);
            settings.topic().ifPresent(source -> {
                source.name().ifPresent(topic -> read(at(source.connection(), topic), trigger, name));
                source.names().forEach(topic -> read(at(source.connection(), topic), trigger, name));
                source.pattern().ifPresent(pattern -> read(at(source.connection(), pattern), trigger, name));
            });
            TriggerState state = triggers.state(new TriggerId(namespace, name));
            Optional<Long> done = state.report().map(report -> report.pump().done());
            declared(trigger, node("function", settings.function().name()), "trigger", name, done);
        }

        private void read(String topic, String trigger, String name) {
            declared(node("topic", topic), trigger, "trigger", name, Optional.empty());
        }

        void destinations(String name, TriggerSettings settings) {
            String function = node("function", settings.function().name());
            settings.reply().ifPresent(reply -> topic(function, at(reply.connection(), reply.topic()), "reply", name));
            settings.onSuccess().ifPresent(to -> destination(function, to, "onSuccess", name));
            settings.onFailure().ifPresent(to -> destination(function, to, "onFailure", name));
        }

        private void destination(String function, Destination to, String kind, String name) {
            to.topic().ifPresent(topic -> topic(function, at(to.connection(), topic), kind, name));
            to.function()
                    .ifPresent(told -> declared(function, node("function", told.name()), kind, name, Optional.empty()));
        }

        /** A topic of another Kafka is another one, whatever its name. */
        private static String at(Optional<String> connection, String topic) {
            return connection.map(name -> name + ":" + topic).orElse(topic);
        }

        private void topic(String function, String topic, String kind, String name) {
            declared(function, node("topic", topic), kind, name, Optional.empty());
        }

        /** From the topics that are known to a trigger that reads them by a pattern. */
        void matching(String name, TriggerSettings settings) {
            Optional<TopicSource> matching =
                    settings.topic().filter(source -> source.pattern().isPresent());
            if (matching.isEmpty()) {
                return;
            }
            Predicate<String> reads = triggers.reader(namespace, matching.get());
            for (Node node : nodes.values()) {
                if (node.kind().equals("topic") && reads.test(node.name())) {
                    declared(node.id(), "trigger:" + name, "trigger", name, Optional.empty());
                }
            }
        }

        void call(SeenCalls.Seen seen) {
            edges.add(new Edge(
                    node("function", seen.from().name()),
                    node("function", seen.to().name()),
                    "call",
                    seen.entryPoint().word(),
                    false,
                    Optional.of(seen.calls()),
                    Optional.of(rate(seen.calls())),
                    Optional.of(seen.last())));
        }
    }
}
