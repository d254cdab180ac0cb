package dev.sluice.events.pump;

import java.util.List;

/**
 * How a consumer stands.
 *
 * @param partitions those that it has
 * @param notices what happened that nobody asked for, the last few, as sentences
 */
public record ConsumerReport(Standing standing, List<Place> partitions, PumpReport pump, List<String> notices) {

    public ConsumerReport {
        partitions = List.copyOf(partitions);
        notices = List.copyOf(notices);
    }

    /** Whether it reads. */
    public sealed interface Standing {

        /** It does, or others of its group do. */
        record Reading() implements Standing {}

        /** These topics are not there, or, if there are none of them, none that matches. */
        record NoTopic(List<String> missing) implements Standing {

            public NoTopic {
                missing = List.copyOf(missing);
            }
        }

        /** Kafka does not answer, or refuses; {@code why} is a sentence. */
        record Away(String why) implements Standing {}
    }

    /**
     * A partition.
     *
     * @param position the first offset that is not done
     * @param lag how many offsets there are from there to the end
     */
    public record Place(String topic, int partition, long position, long lag) {}

    /** That of all partitions. */
    public long lag() {
        return partitions.stream().mapToLong(Place::lag).sum();
    }
}
