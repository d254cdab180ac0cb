package dev.sluice.events.trigger;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** What came of a seek. */
public sealed interface Sought {

    /**
     * It is kept: every gateway goes on there with what it has of the partitions, as soon as it sees that.
     *
     * @param from where the group stood when it was asked for
     * @param to where it goes on, of the same partitions
     */
    record Kept(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) implements Sought {

        public Kept {
            from = sorted(from);
            to = sorted(to);
        }

        private static Map<TopicPartition, Long> sorted(Map<TopicPartition, Long> offsets) {
            Map<TopicPartition, Long> sorted = new TreeMap<>(TriggerSeek.BY_PLACE);
            sorted.putAll(offsets);
            return Collections.unmodifiableMap(sorted);
        }
    }

    record NoSuchTrigger() implements Sought {}

    /** There is no such place. */
    record NoSuchPlace(String detail) implements Sought {}

    /** It has read nothing of it so far: it begins where its spec says. */
    record NotBegun(String detail) implements Sought {}

    /** Kafka did not say what is there. */
    record Away(String detail) implements Sought {}
}
