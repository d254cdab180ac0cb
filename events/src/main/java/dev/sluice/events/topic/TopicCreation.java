package dev.sluice.events.topic;

/**
 * What came of asking for a topic.
 *
 * @param settings as it is; all are told
 * @param created false if it was there, as it is wanted
 */
public record TopicCreation(TopicName topic, TopicSettings settings, boolean created) {}
