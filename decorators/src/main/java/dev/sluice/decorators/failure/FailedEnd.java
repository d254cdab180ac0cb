package dev.sluice.decorators.failure;

import dev.sluice.core.invocation.Outcome;
import java.util.Optional;

/** How a call may end without an answer, but for those that its caller ended. */
public enum FailedEnd {
    THREW,
    BAD_INPUT,
    BAD_ANSWER,
    TIMED_OUT,
    NEIGHBOUR_TIMED_OUT,
    OUT_OF_MEMORY,
    EXITED,
    REJECTED,
    NO_SUCH_FUNCTION,
    NOT_STARTED,
    PLATFORM_FAULT;

    /** Empty for calls that were answered or cancelled. */
    static Optional<FailedEnd> of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded _, Outcome.Intercepted _, Outcome.Cancelled _ -> Optional.empty();
            case Outcome.Threw _ -> Optional.of(THREW);
            case Outcome.BadInput _ -> Optional.of(BAD_INPUT);
            case Outcome.BadAnswer _ -> Optional.of(BAD_ANSWER);
            case Outcome.TimedOut _ -> Optional.of(TIMED_OUT);
            case Outcome.NeighbourTimedOut _ -> Optional.of(NEIGHBOUR_TIMED_OUT);
            case Outcome.OutOfMemory _ -> Optional.of(OUT_OF_MEMORY);
            case Outcome.Exited _ -> Optional.of(EXITED);
            case Outcome.Rejected _ -> Optional.of(REJECTED);
            case Outcome.NoSuchFunction _ -> Optional.of(NO_SUCH_FUNCTION);
            case Outcome.NotStarted _ -> Optional.of(NOT_STARTED);
            case Outcome.PlatformFault _ -> Optional.of(PLATFORM_FAULT);
        };
    }
}
