package dev.sluice.examples.doubles;

import dev.sluice.function.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The context of a call that has ten minutes and is never cancelled. */
public record StubContext(String function, Instant deadline, Map<String, String> environment) implements Context {

    public StubContext(String function) {
        this(function, Instant.now().plus(Duration.ofMinutes(10)));
    }

    public StubContext(String function, Instant deadline) {
        this(function, deadline, Map.of());
    }

    /** The same with an environment. */
    public StubContext with(Map<String, String> other) {
        return new StubContext(function, deadline, other);
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
    public System.Logger logger() {
        return System.getLogger(function);
    }
}
