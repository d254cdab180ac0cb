package dev.sluice.gateway.http;

import static dev.sluice.core.invocation.Component.EGRESS;
import static dev.sluice.core.invocation.Component.FUNCTION;
import static dev.sluice.core.invocation.Component.GATEWAY;
import static dev.sluice.core.invocation.Component.POOL;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.function.ErrorDetail;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.problem.Problem.Kind;
import dev.sluice.core.problem.Sentence;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.gateway.invoke.BrokenDecorators;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How each end of an invocation is told to its caller: the one place where outcomes become statuses and sentences. */
final class Problems {

    static final Kind THREW = new Kind(502, FUNCTION, "function_threw", "The function threw an error");
    static final Kind BAD_INPUT = new Kind(400, FUNCTION, "bad_input", "The function cannot take this body");
    static final Kind BAD_ANSWER = new Kind(502, FUNCTION, "bad_answer", "The function's answer cannot be sent");
    static final Kind TIMED_OUT = new Kind(504, FUNCTION, "timed_out", "The function ran out of time");
    static final Kind NEIGHBOUR_TIMED_OUT =
            new Kind(503, FUNCTION, "neighbour_timed_out", "Another call ended the function's process");
    static final Kind OUT_OF_MEMORY = new Kind(502, FUNCTION, "out_of_memory", "The function ran out of memory");
    static final Kind EXITED = new Kind(502, FUNCTION, "function_exited", "The function's process ended");
    static final Kind NO_SUCH_FUNCTION = new Kind(404, GATEWAY, "no_such_function", "There is no such function");
    static final Kind CANCELLED = new Kind(499, GATEWAY, "cancelled", "The caller went away");
    static final Kind ACCESS_DENIED = new Kind(401, GATEWAY, "access_denied", "This function needs a token");
    static final Kind EGRESS_DENIED = new Kind(401, EGRESS, "access_denied", "This ambassador needs a token");
    static final Kind CALL_NOT_DECLARED =
            new Kind(403, GATEWAY, "call_not_declared", "This function may not call that one");
    static final Kind BAD_REQUEST = new Kind(400, GATEWAY, "bad_request", "This is not a request that HTTP allows");
    static final Kind HEADERS_TOO_LARGE = new Kind(431, GATEWAY, "headers_too_large", "The headers are too large");
    static final Kind SHUTTING_DOWN = new Kind(503, GATEWAY, "shutting_down", "The gateway is shutting down");

    static final Kind SHARD_ELSEWHERE = new Kind(503, POOL, "shard_elsewhere", "The shard is owned by others");
    static final Kind PREEMPTED = new Kind(503, POOL, "preempted", "The call gave way to an interactive one");

    private static final String DECORATOR_FAILED = "A decorator failed";
    private static final String WHERE = "'function' says where; 'sluice logs %s' shows what it printed.";

    private static final int LONGEST_LINE = 500;
    private static final int BUSY = 429;

    /** Whom a problem is told: the caller of this function, by this invocation, who may know so much of its failures. */
    record Audience(String function, InvocationId id, ErrorDetail detail) {}

    private Problems() {}

    /** The status that a caller is told if nothing of the answer was sent before; 0 if there is nobody to tell. */
    static int status(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded(int status) -> status;
            case Outcome.Intercepted intercepted -> intercepted.status();
            case Outcome.Cancelled() -> 0;
            // Said of every call in an overload, so no sentences are made for it.
            case Outcome.Rejected rejected ->
                switch (rejected.reason()) {
                    case SHUTTING_DOWN, PREEMPTED, SHARD_ELSEWHERE -> 503;
                    case QUEUE_FULL, QUEUE_TIMEOUT, DEADLINE_PASSED, START_TIMEOUT, CRASH_LOOP -> BUSY;
                };
            default -> of(outcome, "", List.of()).status();
        };
    }

    /** What a caller is told of an invocation that did not succeed, as far as the function lets him know. */
    static Problem of(Outcome outcome, Audience told, List<String> near) {
        return switch (told.detail()) {
            case FULL -> of(outcome, told.function(), near);
            case BRIEF -> brief(outcome, told, near);
        };
    }

    /** The same without what the function's code has said: classes, messages, frames, last words. */
    private static Problem brief(Outcome outcome, Audience told, List<String> near) {
        String why = " Its log says why, to its owner: 'sluice logs " + told.function() + " --invocation " + told.id()
                + "'.";
        return switch (outcome) {
            case Outcome.Threw _ -> Problem.of(THREW, "The function threw an error." + why);
            case Outcome.BadInput _ -> withoutFunction(of(outcome, told.function(), near));
            case Outcome.BadAnswer _ ->
                Problem.of(BAD_ANSWER, "The function ran, but its answer cannot be sent." + why);
            case Outcome.TimedOut _ -> withoutFunction(of(outcome, told.function(), near));
            case Outcome.NeighbourTimedOut _ -> of(outcome, told.function(), near);
            case Outcome.OutOfMemory _ ->
                Problem.of(OUT_OF_MEMORY, "The function used more memory than its limit." + why);
            case Outcome.Exited _ -> Problem.of(EXITED, "The function's process ended during the call." + why);
            case Outcome.NotStarted(String reason, FunctionError _) ->
                Problem.of(notStarted(reason), "No instance of the function could be started." + why);
            case Outcome.Rejected(RejectReason reason, String _, Duration retryAfter)
            when reason == RejectReason.CRASH_LOOP ->
                rejected(reason, "its instances keep ending").retryAfter(retryAfter);
            case Outcome.PlatformFault(Component component, String reason, String _)
            when component == Component.DECORATOR && reason.equals(DecoratorSite.FAILED) ->
                Problem.of(
                        new Kind(ofDecorator(reason), component, reason, DECORATOR_FAILED),
                        "A decorator of the function failed." + why);
            case Outcome.PlatformFault _, Outcome.Rejected _, Outcome.NoSuchFunction _, Outcome.Cancelled _ ->
                of(outcome, told.function(), near);
            case Outcome.Succeeded _, Outcome.Intercepted _ -> of(outcome, told.function(), near);
        };
    }

    private static Problem withoutFunction(Problem problem) {
        return Problem.of(problem.kind(), problem.detail());
    }

    private static Kind notStarted(String reason) {
        return new Kind(502, FUNCTION, reason, "The function cannot be started");
    }

    /**
     * What a caller is told of an invocation that did not succeed, with all that is known of it.
     *
     * @param near names that may have been meant, if there is no such function
     */
    static Problem of(Outcome outcome, String function, List<String> near) {
        return switch (outcome) {
            case Outcome.Threw(FunctionError error) ->
                told(
                        THREW,
                        Sentence.ended("The function threw " + thrown(error)) + " " + WHERE.formatted(function),
                        error);
            case Outcome.BadInput(FunctionError error) ->
                told(
                        BAD_INPUT,
                        Sentence.ended("The body cannot be read as what the function takes" + because(error))
                                + " Send what it expects.",
                        error);
            case Outcome.BadAnswer(FunctionError error) ->
                told(
                        BAD_ANSWER,
                        Sentence.ended("The function ran, but its answer cannot be sent" + because(error))
                                + " Its author has to change what it returns.",
                        error);
            case Outcome.TimedOut(Duration timeout, FunctionError error) ->
                told(
                        TIMED_OUT,
                        "The function was stopped because it ran longer than its timeout of " + text(timeout)
                                + ". Make it faster, or raise 'timeout' in its spec.",
                        error);
            case Outcome.NeighbourTimedOut() ->
                Problem.of(
                        NEIGHBOUR_TIMED_OUT,
                        "Another call on the same instance ran longer than its timeout and could not be interrupted, so the"
                                + " process was ended, and this call with it. Make it again if the function can take it twice;"
                                + " 'sluice logs " + function + "' names the call that ran too long.");
            case Outcome.OutOfMemory(String detail) ->
                Problem.of(
                        OUT_OF_MEMORY,
                        Sentence.ended("The function used more memory than its limit" + because(detail)) + " "
                                + MemoryArea.advice(detail));
            case Outcome.Exited(String detail, Outcome.EndedBy by) ->
                Problem.of(
                        EXITED,
                        Sentence.ended("The function's process ended during the call" + because(detail)) + " "
                                + advice(by) + "; 'sluice logs " + function + "' shows what it printed.");
            case Outcome.Rejected(RejectReason reason, String detail, Duration retryAfter) ->
                rejected(reason, detail).retryAfter(retryAfter);
            case Outcome.NoSuchFunction() -> Problem.of(NO_SUCH_FUNCTION, noSuchFunction(function, near));
            case Outcome.NotStarted(String reason, FunctionError error) ->
                told(
                        notStarted(reason),
                        Sentence.ended("No instance of the function could be started" + because(error))
                                + " Deploy a version that starts, or roll back to one that did.",
                        error);
            case Outcome.PlatformFault(Component component, String reason, String detail) ->
                fault(component, reason, detail);
            case Outcome.Cancelled() -> Problem.of(CANCELLED, "The caller went away before the answer.");
            case Outcome.Succeeded(int status) -> throw answered(status);
            case Outcome.Intercepted intercepted -> throw answered(intercepted.status());
        };
    }

    private static Problem fault(Component component, String reason, String detail) {
        if (reason.equals(Settlement.LOOP)) {
            return Problem.of(
                    new Kind(508, component, reason, "The calls go round in a circle"),
                    sentence(detail) + " The owner of these functions has to break the circle.");
        }
        return switch (component) {
            case DECORATOR ->
                Problem.of(
                        new Kind(ofDecorator(reason), component, reason, DECORATOR_FAILED),
                        sentence(detail) + " The function's owner has to mend its decorators.");
            case UPSTREAM ->
                Problem.of(
                        new Kind(ofUpstream(reason), component, reason, "The upstream failed"),
                        sentence(detail) + " The API behind this function, or its 'upstream', has to be mended.");
            case EGRESS ->
                Problem.of(
                        new Kind(ofUpstream(reason), component, reason, "The target of an ambassador failed"),
                        sentence(detail) + " Who stands there, or 'egress' in the function's spec, has to be mended.");
            case GATEWAY, POOL, PROVIDER, RUNNER, FUNCTION, EVENTS, PIPELINE ->
                Problem.of(
                        new Kind(component == GATEWAY ? 500 : 503, component, reason, "The platform failed"),
                        sentence(detail)
                                + " This is not the function's fault. Try again; if it stays, tell the operator.");
        };
    }

    private static int ofUpstream(String reason) {
        return switch (reason) {
            case "upstream_timeout" -> 504;
            case "upstream_busy" -> 503;
            case "egress_no_key" -> 400;
            default -> 502;
        };
    }

    private static int ofDecorator(String reason) {
        return switch (reason) {
            case BrokenDecorators.REASON -> 503;
            default -> 500;
        };
    }

    private static IllegalArgumentException answered(int status) {
        return new IllegalArgumentException("an answer with status " + status + " is no problem");
    }

    static Problem accessDenied(String function) {
        return Problem.of(
                ACCESS_DENIED,
                "The function " + function + " takes calls only with a token of the platform. Send it as"
                        + " 'Authorization: Bearer TOKEN'.");
    }

    private static String advice(Outcome.EndedBy by) {
        return switch (by) {
            case ITSELF -> "A function must not end its process";
            case A_CRASH -> "Native code that it uses failed, or the runtime did";
            case A_SIGNAL ->
                "Somebody stopped it from outside, or the system did, as when the machine has no memory left: call again";
        };
    }

    static Problem egressDenied() {
        return Problem.of(
                EGRESS_DENIED,
                "This ambassador takes calls of its own instance only. Send the value of SLUICE_EGRESS_TOKEN in the"
                        + " field Sluice-Egress-Token.");
    }

    static Problem callNotDeclared(FunctionName caller, FunctionName called) {
        if (!called.namespace().equals(caller.namespace())) {
            return Problem.of(
                    CALL_NOT_DECLARED,
                    "The function " + caller + " may not call " + called
                            + ", because that is in another namespace. Call one of its own.");
        }
        return Problem.of(
                CALL_NOT_DECLARED,
                "The function " + caller + " may not call " + called
                        + ", because 'calls' in its spec names others. Add " + called + " there.");
    }

    static Problem badRequest(String sentence) {
        return Problem.of(BAD_REQUEST, sentence);
    }

    static Problem headersTooLarge(int most) {
        return Problem.of(
                HEADERS_TOO_LARGE,
                "The request's headers have more than " + most + " bytes in all. Send less of them, or put it into the"
                        + " body.");
    }

    static Problem shuttingDown() {
        return Problem.of(SHUTTING_DOWN, "The gateway is shutting down and takes no new calls. Try again soon.")
                .retryAfter(Duration.ofSeconds(1));
    }

    private static Problem rejected(RejectReason reason, String detail) {
        return switch (reason) {
            case QUEUE_FULL -> busy(reason, "Too many calls wait for this function", detail);
            case QUEUE_TIMEOUT -> busy(reason, "The call waited too long", detail);
            case DEADLINE_PASSED -> busy(reason, "The call could not begin before its deadline", detail);
            case START_TIMEOUT -> busy(reason, "No instance was ready in time", detail);
            case CRASH_LOOP -> busy(reason, "The function's instances keep crashing", detail);
            case SHARD_ELSEWHERE ->
                Problem.of(SHARD_ELSEWHERE, sentence(detail) + " Try again after the time in 'Retry-After'.");
            case PREEMPTED ->
                Problem.of(
                        PREEMPTED,
                        sentence(detail)
                                + " Make the call again after the time in 'Retry-After', if it may run twice.");
            case SHUTTING_DOWN -> Problem.of(SHUTTING_DOWN, sentence(detail));
        };
    }

    private static Problem busy(RejectReason reason, String title, String detail) {
        return Problem.of(
                new Kind(BUSY, POOL, reason.name().toLowerCase(Locale.ROOT), title),
                sentence(detail) + " Nothing was run. Try again after the time in 'Retry-After'.");
    }

    private static String noSuchFunction(String function, List<String> near) {
        String hint = near.isEmpty()
                ? "'sluice list' shows those there are."
                : "Did you mean " + String.join(" or ", near) + "?";
        return "There is no function '" + function + "'. " + hint;
    }

    private static Problem told(Kind kind, String detail, FunctionError error) {
        Problem problem = Problem.of(kind, detail);
        boolean silent = error.type().isEmpty()
                && error.message().isEmpty()
                && error.frames().isEmpty();
        return silent ? problem : problem.causedBy(error);
    }

    private static String thrown(FunctionError error) {
        String type = error.type().isEmpty() ? "an error" : error.type();
        return error.message().isEmpty() ? type : type + ": " + firstLine(error.message());
    }

    private static String because(FunctionError error) {
        return because(error.message());
    }

    private static String because(String detail) {
        return detail.isEmpty() ? "" : ": " + firstLine(detail);
    }

    private static String sentence(String detail) {
        return Sentence.ended(firstLine(detail));
    }

    /** Without the full stop, so that it can stand inside a sentence. */
    private static String firstLine(String text) {
        String all = text.lines().findFirst().orElse("").strip();
        String line = all.length() > LONGEST_LINE ? all.substring(0, LONGEST_LINE) + "…" : all;
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
