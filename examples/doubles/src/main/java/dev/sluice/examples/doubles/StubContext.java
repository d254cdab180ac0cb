package dev.sluice.examples.doubles;

import dev.sluice.function.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The context of a call that has ten minutes and is never cancelled. */
public record StubContext(String function, Instant deadline) implements Context {

    public StubContext(String function) {
        this(function, Instant.now().plus(Duration.ofMinutes(10)));
    }

    @Override
    public String invocationId() {
        return "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    }

    @Override
    public Duration remaining() {
        return Duration.between(Instant.now(), deadline);
    }

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public System.Logger logger() {
        return System.getLogger(function);
    }
}
