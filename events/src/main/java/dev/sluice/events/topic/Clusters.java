package dev.sluice.events.topic;

import dev.sluice.core.function.Namespace;

/** Clusters of Kafka that somebody else runs, by the connections of namespaces to them. Thread-safe. */
@FunctionalInterface
public interface Clusters {

    /**
     * The topics that a connection leads to.
     *
     * @throws TopicException with {@link TopicFault.BrokerAway} if the connection is not there or cannot be used
     */
    Topics over(Namespace namespace, String connection) throws TopicException;
}
