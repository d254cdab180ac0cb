package dev.sluice.events.schedule.timing;

import java.time.Instant;
import java.util.Optional;

/** A single time. */
public record Once(Instant time) implements Timing {

    @Override
    public Optional<Instant> next(Instant after) {
        return Optional.of(time).filter(after::isBefore);
    }

    @Override
    public String text() {
        return "at " + time;
    }
}
