package dev.sluice.decorators.circuitbreaker;

import dev.sluice.core.decorator.DecoratorEvent.What;
import java.util.function.Consumer;

/**
 * The state of a circuit. Time is an argument: nanoseconds of a clock that never runs backwards. Thread-safe. Made here
 * because the well-known one of Resilience4j does not tell when an open circuit is tried again, which {@code Retry-After}
 * needs.
 */
final class Circuit {

    private static final long WHILE_PROBED = 1_000_000_000L;

    private final CircuitBreakerSettings settings;
    private final Consumer<What> changes;
    private State state;

    /** Grows with each change, so that what calls of an earlier state bring is told apart. */
    private int era;

    private sealed interface State {

        record Closed(RecentCalls recent) implements State {}

        record Open(long until) implements State {}

        record HalfOpen(int running, int good) implements State {}
    }

    /** What a call is told. */
    sealed interface Permit {

        /** It may go on, and must tell how it ended, with its era. */
        record Granted(int era) implements Permit {}

        /** It may not, for so many nanoseconds. */
        record Refused(long nanos) implements Permit {}
    }

    /** How a call ended. */
    enum Result {
        GOOD,
        FAILED,
        /** It says nothing about the function, as when its caller left. */
        UNKNOWN
    }

    /** Begins closed; {@code changes} is told of each change, and must be short. */
    Circuit(CircuitBreakerSettings settings, long now, Consumer<What> changes) {
        this.settings = settings;
        this.changes = changes;
        this.state = closed(now);
    }

    private State closed(long now) {
        return new State.Closed(new RecentCalls(settings.window().toNanos(), now));
    }

    synchronized Permit ask(long now) {
        return switch (state) {
            case State.Closed _ -> new Permit.Granted(era);
            case State.Open(long until) when now - until < 0 -> new Permit.Refused(until - now);
            case State.Open _ -> {
                become(new State.HalfOpen(0, 0), new What.HalfOpened());
                yield ask(now);
            }
            case State.HalfOpen(int running, int good)
            when running + good >= settings.probes() -> new Permit.Refused(WHILE_PROBED);
            case State.HalfOpen(int running, int good) -> {
                state = new State.HalfOpen(running + 1, good);
                yield new Permit.Granted(era);
            }
        };
    }

    /** Tells how a call ended that was granted. */
    synchronized void ended(Permit.Granted permit, Result result, long now) {
        if (permit.era() != era) {
            return;
        }
        switch (state) {
            case State.Closed(RecentCalls recent) -> count(recent, result, now);
            case State.HalfOpen(int running, int good) -> probed(running - 1, good, result, now);
            case State.Open _ -> throw new IllegalStateException("an open circuit grants nothing");
        }
    }

    private void count(RecentCalls recent, Result result, long now) {
        if (result == Result.UNKNOWN) {
            return;
        }
        recent.add(result == Result.FAILED, now);
        if (recent.calls() >= settings.minimum() && recent.failureRatio() >= settings.ratio()) {
            open(now);
        }
    }

    private void probed(int running, int good, Result result, long now) {
        switch (result) {
            case UNKNOWN -> state = new State.HalfOpen(running, good);
            case FAILED -> open(now);
            case GOOD -> {
                state = new State.HalfOpen(running, good + 1);
                if (good + 1 >= settings.probes()) {
                    become(closed(now), new What.Closed());
                }
            }
        }
    }

    private void open(long now) {
        become(new State.Open(now + settings.open().toNanos()), new What.Opened());
    }

    private void become(State next, What change) {
        state = next;
        era++;
        changes.accept(change);
    }
}
