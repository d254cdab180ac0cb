package dev.sluice.events.topic;

/** A topic in a list. */
public record TopicLine(TopicName topic, int partitions, int replication) {}
