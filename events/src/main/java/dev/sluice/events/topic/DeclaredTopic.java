package dev.sluice.events.topic;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.spec.Kind;
import java.util.Optional;

/** The keys of a topic's spec, as people write them and are told of them. */
public record DeclaredTopic(
        @Setting(
                value = "its name in the namespace, or over a connection that which Kafka knows",
                otherwise = "the name of the document")
        Optional<String> name,

        @Setting(value = "the connection to the Kafka that has it", otherwise = "the platform's own")
        Optional<String> connection,

        @Setting(
                value = "parts of the topic, each with an order of its own; more can be added",
                least = "1",
                most = "10000",
                otherwise = "the platform's choice")
        Optional<Integer> partitions,

        @Setting(
                value = "brokers that have each record",
                least = "1",
                most = "1000",
                otherwise = "the platform's choice")
        Optional<Integer> replication,

        @Setting(value = "how long records are kept", otherwise = "the broker's choice")
        Optional<Retention> retention,

        @Setting(
                value = "the most that one record may have, in bytes, with key, header fields and what Kafka adds",
                least = "256",
                most = "33554432",
                otherwise = "the broker's choice")
        Optional<Integer> maxMessageBytes,

        @Setting(
                value =
                        "whether the platform makes, changes and deletes it; else somebody else does, and it is only looked at",
                otherwise = "true")
        boolean create) {

    /** Topics as a kind of resource. */
    public static final Kind<DeclaredTopic> KIND = new Kind<>("sluice.dev/v1beta1", "Topic", DeclaredTopic.class);

    /** How a catalog keeps them. */
    public static final ResourceKind<Declared<DeclaredTopic>, Declared.Status> RESOURCE =
            Declared.kind(KIND, "topics", DeclaredTopic::format);

    /** Connections came with the sixth format. */
    private int format() {
        return connection.isPresent() ? 6 : 1;
    }

    /** The name of the topic in the namespace; {@code document}: that of the document. */
    public String topic(String document) {
        return name.orElse(document);
    }

    /** What is told of how it is to be. */
    public TopicSettings settings() {
        return new TopicSettings(partitions, replication, retention, maxMessageBytes);
    }
}
