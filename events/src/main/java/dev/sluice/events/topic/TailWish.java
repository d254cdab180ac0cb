package dev.sluice.events.topic;

import java.util.OptionalInt;

/**
 * What somebody wants to read of a topic.
 *
 * @param partition the only one that is read; empty for all
 * @param follow whether to wait for what comes behind the end; without it reading ends where the topic ended when it began
 */
public record TailWish(TopicName topic, ReadFrom from, OptionalInt partition, boolean follow) {}
