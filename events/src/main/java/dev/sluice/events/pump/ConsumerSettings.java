package dev.sluice.events.pump;

import java.time.Duration;

/**
 * What a consumer reads, and for whom.
 *
 * @param group Kafka's name of those who share the partitions
 * @param grace how long what is under way is waited for when a partition is given back
 */
public record ConsumerSettings(
        String group, Subscription subscription, StartPosition start, PumpSettings pump, Duration grace) {

    /** The same for a group that begins elsewhere. */
    ConsumerSettings from(StartPosition other) {
        return new ConsumerSettings(group, subscription, other, pump, grace);
    }
}
