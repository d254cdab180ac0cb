package dev.sluice.events.pump;

import java.util.Set;
import java.util.regex.Pattern;

/** Which topics a consumer reads, by Kafka's names. */
public sealed interface Subscription {

    /** These, as soon as they are there. */
    record Names(Set<String> topics) implements Subscription {

        public Names {
            topics = Set.copyOf(topics);
        }
    }

    /** All whose whole name matches, also those that come later. */
    record Matching(Pattern pattern) implements Subscription {}

    /** Whether a topic of this name is read. */
    default boolean covers(String topic) {
        return switch (this) {
            case Names(Set<String> topics) -> topics.contains(topic);
            case Matching(Pattern pattern) -> pattern.matcher(topic).matches();
        };
    }
}
