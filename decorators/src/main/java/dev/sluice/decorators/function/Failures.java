package dev.sluice.decorators.function;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.problem.Problem;

/** How the failures of a decorator function are told to callers. */
final class Failures {

    private static final String LOOP = "call_loop";

    private final FunctionSettings settings;
    private final DecoratorSite site;
    private final String who;

    Failures(FunctionSettings settings, DecoratorSite site) {
        this.settings = settings;
        this.site = site;
        this.who = site.where() + " calls the function '" + settings.name() + "', ";
    }

    /** Whether the call ends with it, whatever is set: its caller has gone, or it goes round in a circle. */
    boolean endsTheCall(Reply.Failed reply) {
        return switch (reply.ending().outcome()) {
            case Outcome.Cancelled() -> true;
            case Outcome.PlatformFault(Component _, String reason, String _) -> reason.equals(LOOP);
            default -> false;
        };
    }

    Problem of(Reply.Failed reply) {
        Outcome outcome = reply.ending().outcome();
        return switch (outcome) {
            case Outcome.NoSuchFunction() ->
                site.problem(
                        502,
                        "decorator_function_missing",
                        "The decorator function is missing",
                        who + "which is not there any more. Deploy it again, or deploy '" + site.function()
                                + "' without it.");
            case Outcome.TimedOut _ ->
                site.problem(
                        504,
                        "decorator_function_slow",
                        "The decorator function ran out of time",
                        who + "which did not answer within its time, " + DurationText.format(settings.timeout())
                                + " at most. Make it faster, or raise 'timeout'.");
            case Outcome.Rejected rejected ->
                site.problem(
                                503,
                                "decorator_function_busy",
                                "The decorator function is busy",
                                who + "which takes no more calls now (" + rejected.reasonWord()
                                        + "). Try again after the time in 'Retry-After'.")
                        .retryAfter(rejected.retryAfter());
            default ->
                site.problem(
                        502,
                        "decorator_function_failed",
                        "The decorator function failed",
                        who + "which ended with '" + outcome.word() + "'. 'sluice logs " + settings.name()
                                + "' shows what it printed.");
        };
    }

    Problem nonsense(String what) {
        return site.problem(
                502,
                "bad_decorator_answer",
                "The decorator function's answer makes no sense",
                who + "whose answer makes no sense: " + what + ". docs/decorators-functions.md says what it may say.");
    }

    Problem tooLong(String what) {
        return site.problem(
                502,
                "decorator_body_too_large",
                "The body is too large for a decorator function",
                who + "but " + what + " has more than " + settings.maxBody() + ". Send less, or raise 'maxBody'.");
    }
}
