package dev.sluice.events.attempt;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.events.payload.Payload;
import java.time.Duration;

/**
 * How an attempt ended.
 *
 * @param headers of the answer, if there was one
 * @param answer its body, as far as it may be kept
 * @param whole whether that is all of it
 * @param version the one that it came to, 0 if to none
 */
record Ended(Outcome outcome, Headers headers, Payload answer, boolean whole, int version) {

    /** The same, of which the answer could not be kept. */
    Ended withoutAnswer() {
        return new Ended(outcome, headers, Payload.NONE, false, version);
    }

    /** How it ended, in words for whoever made the call: nothing that the function's code has said. */
    String brief() {
        return switch (outcome) {
            case Outcome.Succeeded(int status) -> "the function answered " + status;
            case Outcome.Intercepted(String decorator, int status, String reason) ->
                "the decorator '" + decorator + "' answered " + status + " (" + reason + ")";
            case Outcome.Threw _, Outcome.BadInput _, Outcome.BadAnswer _, Outcome.TimedOut _ -> outcome.word();
            case Outcome.NeighbourTimedOut _, Outcome.OutOfMemory _, Outcome.Exited _, Outcome.Cancelled _ ->
                outcome.word();
            case Outcome.Rejected _, Outcome.NotStarted _, Outcome.PlatformFault _ ->
                outcome.word() + " (" + outcome.reasonWord() + ")";
            case Outcome.NoSuchFunction _ -> outcome.word();
        };
    }

    /** The same for the function's owner. */
    String full() {
        return switch (outcome) {
            case Outcome.Threw(FunctionError error) -> with(error);
            case Outcome.BadInput(FunctionError error) -> with(error);
            case Outcome.BadAnswer(FunctionError error) -> with(error);
            case Outcome.TimedOut(Duration _, FunctionError error) -> with(error);
            case Outcome.NotStarted(String _, FunctionError error) -> with(error);
            case Outcome.OutOfMemory(String detail) -> with(detail);
            case Outcome.Exited exited -> with(exited.detail());
            case Outcome.Rejected rejected -> with(rejected.detail());
            case Outcome.PlatformFault fault -> with(fault.detail());
            case Outcome.Succeeded _, Outcome.Intercepted _, Outcome.NeighbourTimedOut _ -> brief();
            case Outcome.Cancelled _, Outcome.NoSuchFunction _ -> brief();
        };
    }

    private String with(FunctionError error) {
        return with(error.type().isEmpty() ? error.message() : error.type() + ": " + error.message());
    }

    private String with(String detail) {
        return detail.isBlank() ? brief() : brief() + ": " + detail;
    }
}
