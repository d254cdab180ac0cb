package dev.sluice.events.broker;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a broker of the platform's own stands.
 *
 * @param pid its process, if there is one
 * @param memoryBytes its share of the machine's memory (proportional set size), if that can be read
 * @param lastStart from its start to its being ready, the last time that this gateway started it
 * @param starts how often this gateway started it
 * @param ends how often it ended without being told to
 */
public record BrokerReport(
        KafkaCluster.State state,
        OptionalLong pid,
        OptionalLong memoryBytes,
        Optional<Duration> lastStart,
        long starts,
        long ends) {}
