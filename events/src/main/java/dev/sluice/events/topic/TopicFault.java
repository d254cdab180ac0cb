package dev.sluice.events.topic;

import java.util.Map;

/** Why something cannot be done with a topic. Each {@code detail} is a sentence for people that says what to do. */
public sealed interface TopicFault {

    record BadName(String detail) implements TopicFault {}

    record NoSuchTopic(TopicName topic) implements TopicFault {}

    /** It is there with settings that are not the wanted ones. */
    record Exists(TopicName topic, TopicSettings there, TopicSettings wanted) implements TopicFault {}

    /** Kafka tells the two names apart in topics, and not in its metrics. */
    record Collides(TopicName topic, String other) implements TopicFault {}

    /** Kafka refuses what is asked for, and will refuse it again. */
    record Refused(String detail) implements TopicFault {}

    /** Kafka does not let the platform do this, whoever asks. */
    record Denied(String detail) implements TopicFault {}

    /**
     * A record that has more bytes than one of the topic may have; nothing of what was sent with it was kept.
     *
     * @param record its number, from 0
     */
    record TooLarge(TopicName topic, int record, long bytes, long allowed) implements TopicFault {}

    /** More is kept for those who have not read it than may be; nothing was kept of what was sent. */
    record BacklogFull(String detail) implements TopicFault {}

    /** The place where reading should begin is not there. */
    record NoSuchPlace(String detail) implements TopicFault {}

    /** As many read as may. */
    record TooManyReaders(int most) implements TopicFault {}

    /** There is no broker; nothing was done. */
    record BrokerAway(String detail) implements TopicFault {}

    /** The broker is there and has not answered in time. */
    record NoAnswer(String detail) implements TopicFault {}

    /** Kafka has not said that it has the record; it may have it all the same. */
    record NotAcknowledged(String detail) implements TopicFault {}

    /**
     * Of several records Kafka has some.
     *
     * @param kept the places of those that it acknowledged, by their numbers, from 0
     * @param all how many were sent
     * @param why it has not acknowledged the first of the others
     */
    record PartlyKept(Map<Integer, Place> kept, int all, TopicFault why) implements TopicFault {

        public PartlyKept {
            kept = Map.copyOf(kept);
        }
    }
}
