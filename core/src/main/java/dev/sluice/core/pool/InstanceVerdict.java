package dev.sluice.core.pool;

import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Outcome;

/** What an invocation's outcome means for the instance that ran it. */
enum InstanceVerdict {
    /** It answered: it survives, and is no crash loop. */
    ANSWERED,
    /** It survives. */
    SURVIVES,
    /** No new calls; it is killed when its other calls have ended. */
    THROWN_AWAY,
    /** The same, and it counts as a crash unless it had answered before. */
    CRASHED;

    static InstanceVerdict of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded o -> ANSWERED;
            case Outcome.Threw o -> ANSWERED;
            case Outcome.BadInput o -> ANSWERED;
            case Outcome.BadAnswer o -> ANSWERED;
            case Outcome.Intercepted o -> SURVIVES;
            case Outcome.Cancelled o -> SURVIVES;
            case Outcome.Rejected o -> SURVIVES;
            case Outcome.NoSuchFunction o -> SURVIVES;
            case Outcome.NotStarted o -> SURVIVES;
            case Outcome.TimedOut o -> THROWN_AWAY;
            case Outcome.NeighbourTimedOut o -> THROWN_AWAY;
            case Outcome.OutOfMemory o -> CRASHED;
            case Outcome.Exited o -> CRASHED;
            case Outcome.PlatformFault o ->
                o.component() == Component.RUNNER || o.component() == Component.PROVIDER ? CRASHED : SURVIVES;
        };
    }

    /** Why the instance ended, for people; {@code outcome} is one that it does not survive. */
    static String why(Outcome outcome) {
        return switch (outcome) {
            case Outcome.TimedOut _, Outcome.NeighbourTimedOut _ -> "a call timed out";
            case Outcome.OutOfMemory o -> "out of memory";
            case Outcome.Exited o -> "its process ended: " + o.detail();
            case Outcome.PlatformFault o -> "fault of the runner: " + o.detail();
            default -> throw new IllegalArgumentException("an instance survives " + outcome);
        };
    }
}
