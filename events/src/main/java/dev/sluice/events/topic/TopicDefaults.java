package dev.sluice.events.topic;

import java.util.Optional;

/** What topics are made with where nothing is said; what is empty here is the broker's choice. */
public record TopicDefaults(Optional<Integer> partitions, Optional<Integer> replication) {}
