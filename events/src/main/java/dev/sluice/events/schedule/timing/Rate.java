package dev.sluice.events.schedule.timing;

import dev.sluice.core.function.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A fixed rate: whole multiples of a period since midnight of 1 January 1970 in UTC, whenever it was set and whoever asks. So one of 5
 * minutes is due at full five minutes, and one of 24 hours at midnight UTC.
 *
 * @param period in milliseconds, 1 s or more
 */
public record Rate(Duration period) implements Timing {

    public Rate {
        if (period.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a rate has a period of 1s or more");
        }
    }

    @Override
    public Optional<Instant> next(Instant after) {
        long length = period.toMillis();
        return Optional.of(Instant.ofEpochMilli((Math.floorDiv(after.toEpochMilli(), length) + 1) * length));
    }

    @Override
    public String text() {
        return "every " + DurationText.format(period);
    }
}
