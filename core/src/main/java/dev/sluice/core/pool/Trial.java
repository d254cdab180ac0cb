package dev.sluice.core.pool;

import dev.sluice.core.invocation.Outcome;
import java.time.Duration;

/** What came of specialising a version before it goes live. */
public sealed interface Trial {

    /** {@code description}: what the runner found, for people. */
    record Passed(String description, Duration took) implements Trial {}

    /** {@code why} is a {@link Outcome.NotStarted}, {@link Outcome.Rejected}, {@link Outcome.Exited}, … */
    record Failed(Outcome why, String hint) implements Trial {}
}
