package dev.sluice.events.trigger;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;

/** Says how a call ended that did not go well. */
public final class Words {

    private Words() {}

    public static String of(FunctionName function, Outcome outcome) {
        String name = "'" + function + "'";
        return switch (outcome) {
            case Outcome.Succeeded(int status) -> name + " answered " + status + ".";
            case Outcome.Intercepted(String decorator, int status, String reason) ->
                "Its decorator " + decorator + " answered " + status + " (" + reason + ").";
            case Outcome.Threw(FunctionError error) -> name + " threw " + shown(error) + ".";
            case Outcome.BadInput(FunctionError error) -> "The event does not fit " + name + ": " + shown(error) + ".";
            case Outcome.BadAnswer(FunctionError error) -> "The answer cannot be used: " + shown(error) + ".";
            case Outcome.TimedOut timedOut -> name + " ran longer than " + timedOut.timeout() + ".";
            case Outcome.NeighbourTimedOut() ->
                "The call ended with its process, which another call of " + name + " held beyond its timeout.";
            case Outcome.OutOfMemory(String detail) -> name + " used more memory than it may: " + detail + ".";
            case Outcome.Exited exited -> "The process of " + name + " ended: " + exited.detail() + ".";
            case Outcome.Cancelled _ -> "The call was cancelled.";
            case Outcome.Rejected rejected -> rejected.detail();
            case Outcome.NoSuchFunction _ -> "There is no function " + name + ".";
            case Outcome.NotStarted(String _, FunctionError error) ->
                name + " could not be started: " + shown(error) + ".";
            case Outcome.PlatformFault fault -> fault.detail();
        };
    }

    private static String shown(FunctionError error) {
        if (error.type().isEmpty()) {
            return error.message();
        }
        return error.message().isEmpty() ? error.type() : error.type() + ": " + error.message();
    }
}
