package dev.sluice.events.topic;

/** Where a record is kept. */
public record Place(int partition, long offset) {}
