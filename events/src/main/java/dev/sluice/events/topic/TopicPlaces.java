package dev.sluice.events.topic;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import java.util.Optional;

/**
 * Where the topics are that a namespace names: in the platform's own Kafka, or where a document of kind Topic says that one is. The name
 * of such a document stands before that of a topic in the platform's own Kafka. Thread-safe.
 *
 * @param own the topics of the platform's own Kafka
 */
public record TopicPlaces(Catalog catalog, Topics own, Clusters clusters) {

    /** A topic, and by what it is reached. */
    public record Found(Topics topics, TopicName topic) {}

    /** The topic that a user means. Blocks as the catalog does, and never waits for Kafka. */
    public Found find(Namespace namespace, String name) throws TopicException {
        Optional<DeclaredTopic> elsewhere = elsewhere(catalog, namespace, name);
        return elsewhere.isPresent()
                ? find(namespace, name, elsewhere.get())
                : new Found(own, own.name(namespace, name));
    }

    /** The topic that a document declares. */
    Found find(Namespace namespace, String document, DeclaredTopic spec) throws TopicException {
        String name = spec.topic(document);
        if (spec.connection().isEmpty()) {
            return new Found(own, own.name(namespace, name));
        }
        Topics there = clusters.over(namespace, spec.connection().get());
        return new Found(there, there.name(Namespace.DEFAULT, name));
    }

    /** The document that says of a name that its topic is reached over a connection; empty if the topic is the platform's own. */
    public static Optional<DeclaredTopic> elsewhere(Catalog catalog, Namespace namespace, String name) {
        if (!FunctionName.isValid(name)) {
            return Optional.empty();
        }
        ResourceId<Declared<DeclaredTopic>, Declared.Status> id =
                new ResourceId<>(DeclaredTopic.RESOURCE, namespace, name);
        return catalog.get(id)
                .map(Resource::spec)
                .map(Declared::settings)
                .filter(spec -> spec.connection().isPresent());
    }
}
