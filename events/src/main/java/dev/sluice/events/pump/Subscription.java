package dev.sluice.events.pump;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

    /** Those of these topics that are read. */
    default Set<String> among(Set<String> topics) {
        return switch (this) {
            case Names(Set<String> names) ->
                names.stream().filter(topics::contains).collect(Collectors.toSet());
            case Matching matching -> topics.stream().filter(matching::covers).collect(Collectors.toSet());
        };
    }

    /** Whether a topic of this name is read. */
    default boolean covers(String topic) {
        return switch (this) {
            case Names(Set<String> topics) -> topics.contains(topic);
            case Matching(Pattern pattern) -> pattern.matcher(topic).matches();
        };
    }
}
