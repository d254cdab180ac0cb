package dev.sluice.events.pump;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a group is to go on instead of where it stands. Whoever owns a partition sets it back or forth, once: what is committed of it
 * says by which number that was.
 */
public record Seek(Map<TopicPartition, Point> points) {

    public static final Seek NONE = new Seek(Map.of());

    /**
     * Where a partition goes on.
     *
     * @param number 1 or more; a later seek of the partition has a greater one
     * @param offset the first record that is read
     */
    public record Point(long number, long offset) {

        public Point {
            if (number < 1 || offset < 0) {
                throw new IllegalArgumentException("no point to go on at: " + number + ", " + offset);
            }
        }
    }

    public Seek {
        points = Map.copyOf(points);
    }

    /** Where the partition goes on, if that has not been done by what is known of it. */
    Optional<Progress> of(TopicPartition partition, Progress known) {
        return Optional.ofNullable(points.get(partition))
                .filter(point -> known.seek() < point.number())
                .map(point -> Progress.at(point.offset()).after(point.number()));
    }

    /** A partition of which nothing was ever committed: it begins there, and no seek from before is for it. */
    Progress fresh(TopicPartition partition, long offset) {
        Point point = points.get(partition);
        return point == null ? Progress.at(offset) : Progress.at(offset).after(point.number());
    }
}
