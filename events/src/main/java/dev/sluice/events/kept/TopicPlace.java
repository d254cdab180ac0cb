package dev.sluice.events.kept;

/**
 * Where the reading of a topic goes on, partition by partition.
 *
 * @param partition 0 or more; those before it were read
 * @param offset in it, 0 or more
 */
public record TopicPlace(int partition, long offset) {

    /** Where every topic begins. */
    public static final TopicPlace BEGINNING = new TopicPlace(0, 0);

    public TopicPlace {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException("no topic has the place " + offset + " in partition " + partition);
        }
    }
}
