package dev.sluice.core.decorator;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that a decorator did. Decorators count nothing themselves: who wants numbers listens.
 *
 * @param decorator the name of its kind
 * @param position in the spec, from 0
 * @param invocation the call that it belongs to, if any
 */
public record DecoratorEvent(
        FunctionName function, String decorator, int position, Optional<InvocationId> invocation, What what) {

    /** What was done. The vocabulary is the same for all decorators, so that metrics stay few. */
    public sealed interface What {

        /** It answered in the function's place; told by the forms themselves. */
        record Answered(int status, String reason) implements What {}

        /** It changed the request. */
        record ChangedRequest() implements What {}

        /** It changed the answer. */
        record ChangedAnswer() implements What {}

        /** It turned a call away because there were too many. */
        record Limited(Duration retryAfter) implements What {}

        /** The circuit opened: calls are refused from now on. */
        record Opened() implements What {}

        /** The circuit lets a few calls through to try. */
        record HalfOpened() implements What {}

        /** The circuit closed: calls go through again. */
        record Closed() implements What {}

        /** A stored answer served. */
        record Hit() implements What {}

        /** A stored answer served though it is old, while a new one is fetched. */
        record Stale() implements What {}

        /** There was no stored answer. */
        record Miss() implements What {}

        /** An answer was stored. */
        record Stored() implements What {}

        /** A call was tried again; {@code attempt} is 2 for the first time. */
        record Retried(int attempt) implements What {}

        /** A second call was sent because the first is slow. */
        record Hedged() implements What {}

        /** A copy of the call was sent elsewhere. */
        record Mirrored() implements What {}

        /** The call went to one of several targets. */
        record Routed(String target) implements What {}

        /** Time ran out. */
        record TimedOut(Duration limit) implements What {}

        /** An answer was made of fewer answers than were asked for. */
        record Partial(int answers, int of) implements What {}

        /** Another answer took the place of a failure. */
        record FellBack(String reason) implements What {}

        /** The decorator itself failed; told by the forms themselves. */
        record Failed(String detail) implements What {}

        /** The stable word for the variant, in metrics and logs. */
        default String word() {
            return switch (this) {
                case Answered _ -> "answered";
                case ChangedRequest _ -> "changed_request";
                case ChangedAnswer _ -> "changed_answer";
                case Limited _ -> "limited";
                case Opened _ -> "opened";
                case HalfOpened _ -> "half_opened";
                case Closed _ -> "closed";
                case Hit _ -> "hit";
                case Stale _ -> "stale";
                case Miss _ -> "miss";
                case Stored _ -> "stored";
                case Retried _ -> "retried";
                case Hedged _ -> "hedged";
                case Mirrored _ -> "mirrored";
                case Routed _ -> "routed";
                case TimedOut _ -> "timed_out";
                case Partial _ -> "partial";
                case FellBack _ -> "fell_back";
                case Failed _ -> "failed";
            };
        }
    }
}
