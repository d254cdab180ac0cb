package dev.sluice.function.ownership;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A key as it stands.
 *
 * @param version greater than each that it had before
 * @param expiresAt when it vanishes, if it does
 * @param token the greatest that it was written with
 */
public record KeyValue(String value, long version, Optional<Instant> expiresAt, OptionalLong token) {}
