package dev.sluice.events.bus;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.topic.TopicName;

/**
 * The topics of published events, one for each namespace.
 *
 * @param prefix of all topics of the platform, {@code sluice.} unless set otherwise
 */
public record BusTopics(String prefix) {

    public TopicName of(Namespace namespace) {
        return new TopicName(Namespace.DEFAULT, prefix + "events." + namespace.value());
    }
}
