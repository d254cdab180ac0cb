package dev.sluice.events.topic;

import java.util.List;

/**
 * How a topic stands.
 *
 * @param settings all of them are told
 * @param cleanup what becomes of old records, in Kafka's words: {@code delete}, {@code compact}, or both
 * @param groups who has read from it and noted how far, by name
 */
public record TopicReport(
        TopicName topic, TopicSettings settings, String cleanup, List<Partition> partitions, List<Group> groups) {

    public TopicReport {
        partitions = List.copyOf(partitions);
        groups = List.copyOf(groups);
    }

    /**
     * One partition.
     *
     * @param begin the offset of the first record that is kept
     * @param end the offset that the next record gets
     * @param replicas brokers that should have it
     * @param inSync those that have all of it
     */
    public record Partition(int partition, long begin, long end, int replicas, int inSync) {}

    /**
     * A consumer group.
     *
     * @param state in Kafka's words: {@code stable}, {@code empty}, …
     * @param lag how many records it has still to read, of the partitions of which it has noted something
     */
    public record Group(String group, String state, long lag) {}
}
