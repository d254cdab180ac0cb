package dev.sluice.events.topic;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.TreeValues;
import java.util.Optional;

/**
 * Which names of topics are the users', and which the platform's.
 *
 * @param prefix what the names of the platform's own topics begin with; it has no two dots in a row
 */
public record TopicNames(String prefix) {

    public TopicNames {
        if (prefix.isEmpty() || prefix.contains("..")) {
            throw new IllegalArgumentException(
                    "the prefix of the platform's topics is not empty and has no two dots in a row: '" + prefix + "'");
        }
    }

    /**
     * The topic that a user means.
     *
     * @throws TopicException with {@link TopicFault.BadName} if no topic of theirs may have the name
     */
    public TopicName of(Namespace namespace, String name) throws TopicException {
        Optional<String> why = refusal(namespace, name);
        if (why.isPresent()) {
            throw new TopicException(new TopicFault.BadName(
                    "'" + TreeValues.shown(name) + "' cannot be the name of a topic" + why.get()));
        }
        return new TopicName(namespace, name);
    }

    /** The users' topic of this name in Kafka; empty if it is not theirs. */
    public Optional<TopicName> ofKafka(String kafkaName) {
        return TopicName.ofKafka(kafkaName).filter(topic -> !isOurs(topic.namespace(), topic.name()));
    }

    private Optional<String> refusal(Namespace namespace, String name) {
        if (name.startsWith("__")) {
            return Optional.of(": names that begin with '__' are Kafka's own. Take another name.");
        }
        if (name.contains("..")) {
            return Optional.of(
                    ": two dots in a row stand between a namespace and a name. Take one, and say the namespace beside the name.");
        }
        if (isOurs(namespace, name)) {
            return Optional.of(": names that begin with '" + prefix + "' are the platform's own. Take another name.");
        }
        return TopicName.isValid(namespace, name)
                ? Optional.empty()
                : Optional.of(". Allowed: " + TopicName.RULE + ".");
    }

    /** Names in other namespaces begin with these, so the platform's own cannot be among them. */
    private boolean isOurs(Namespace namespace, String name) {
        return namespace.isDefault() && name.startsWith(prefix);
    }
}
