package dev.sluice.events.pump;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a topic keeps records, read or not.
 *
 * @param time empty for ever
 * @param bytes of each partition, beyond which the oldest go; empty for any number
 */
public record Keeping(Optional<Duration> time, Optional<Long> bytes) {

    static final Keeping FOREVER = new Keeping(Optional.empty(), Optional.empty());
}
