package dev.sluice.events.topic;

import java.util.Optional;

/**
 * How a declared topic stands.
 *
 * @param word one of {@code ready}, {@code missing}, {@code different}, {@code waiting_for_broker}, {@code unknown}
 * @param detail what is wrong and what to do; empty if nothing is
 * @param there how it is in Kafka, where that is known
 */
public record TopicState(String word, String detail, Optional<TopicSettings> there) {}
