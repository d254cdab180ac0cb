package dev.sluice.core.event;

import java.time.Duration;

/** What a function says became of one event of a batch. */
public sealed interface EventOutcome {

    /** It is taken care of. */
    record Done() implements EventOutcome {}

    /** It failed, and may go well another time, not before {@code after} has passed. */
    record Retry(String message, Duration after) implements EventOutcome {}

    /** It failed, and will always fail. */
    record Failed(String message) implements EventOutcome {}
}
