package dev.sluice.events.pump;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How a consumer stands.
 *
 * @param partitions those that it has
 * @param notices what happened that nobody asked for, the last few, as sentences
 * @param topics how long those that it reads keep records, as far as Kafka tells that
 */
public record ConsumerReport(
        Standing standing,
        List<Place> partitions,
        PumpReport pump,
        List<String> notices,
        SortedMap<String, Keeping> topics) {

    public ConsumerReport {
        partitions = List.copyOf(partitions);
        notices = List.copyOf(notices);
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
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

        /** That of one who has no partition, while these topics are there. */
        static Standing of(Subscription subscription, Set<String> there) {
            return switch (subscription) {
                case Subscription.Names(Set<String> topics) -> {
                    List<String> missing = topics.stream()
                            .filter(topic -> !there.contains(topic))
                            .sorted()
                            .toList();
                    yield missing.isEmpty() ? new Reading() : new NoTopic(missing);
                }
                case Subscription.Matching matching ->
                    there.stream().anyMatch(matching::covers) ? new Reading() : new NoTopic(List.of());
            };
        }

        /** Kafka does not answer, or refuses; {@code why} is a sentence. */
        record Away(String why) implements Standing {}
    }

    /**
     * A partition.
     *
     * @param position the first offset that is not done
     * @param lag how many offsets there are from there to the end
     * @param unread how many of these were not read yet
     */
    public record Place(String topic, int partition, long position, long lag, long unread) {

        /** One of which nothing was read that is not done. */
        public Place(String topic, int partition, long position, long lag) {
            this(topic, partition, position, lag, lag);
        }
    }

    /** The same of one that has calls made by another consumer: how these stand, and the partitions and notices of both. */
    public ConsumerReport calling(ConsumerReport calls) {
        return new ConsumerReport(
                standing instanceof Standing.Reading ? calls.standing() : standing,
                Stream.concat(partitions.stream(), calls.partitions().stream()).toList(),
                // What is dead is counted beside what is done.
                calls.pump().doing(Math.max(0, pump.done() - calls.pump().buried())),
                Stream.concat(notices.stream(), calls.notices().stream()).toList(),
                topics);
    }

    /**
     * How many records are not done: exactly of those that were read, and at most of the others, among whose offsets are those of the
     * ends of transactions.
     */
    public long waiting() {
        return pump.held() + partitions.stream().mapToLong(Place::unread).sum();
    }

    /** That of all partitions. */
    public long lag() {
        return partitions.stream().mapToLong(Place::lag).sum();
    }
}
