package dev.sluice.decorators.bulkhead;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.SentAnswer;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.problem.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/** Lets a call pass when there is a place, makes it wait when there is room for that, and else refuses. */
final class Bulkhead implements Decorator {

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final BulkheadSettings settings;
    private final DecoratorSite site;
    private final AsyncSemaphore<WaitingCall> places;

    /** Calls on for one that has a place, and gives the place back at its end. */
    private final Decorator passing;

    Bulkhead(BulkheadSettings settings, DecoratorSite site) {
        this.settings = settings;
        this.site = site;
        this.places = new AsyncSemaphore<>(settings.calls(), settings.waiting());
        Watch leaving = new Watch() {
            @Override
            public void finished(Outcome outcome, Timings timings) {
                leave();
            }
        };
        this.passing = new HeadDecorator(site, invocation -> HeadStep.pass(invocation.head(), leaving));
    }

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        WaitingCall call = new WaitingCall(this, invocation, listener, next);
        return switch (places.enter(call)) {
            case ENTERED -> pass(invocation, listener, next);
            case WAITS -> {
                call.waitAtMost(settings.patience(), site.timers());
                yield call;
            }
            case FULL ->
                refuse(
                        invocation,
                        listener,
                        "'" + site.function() + "' has " + settings.calls() + " calls under way and "
                                + settings.waiting() + " waiting, as many as its decorator 'bulkhead' allows.");
        };
    }

    Call pass(Invocation invocation, CallListener listener, Invoker next) {
        return passing.around(invocation, listener, next);
    }

    boolean giveUp(WaitingCall call) {
        return places.giveUp(call);
    }

    Call waitedTooLong(Invocation invocation, CallListener listener) {
        return refuse(
                invocation,
                listener,
                "The call waited " + DurationText.format(settings.patience()) + " for one of the " + settings.calls()
                        + " calls of '" + site.function()
                        + "' under way to end, as long as its decorator 'bulkhead' allows.");
    }

    private Call refuse(Invocation invocation, CallListener listener, String why) {
        Problem problem = site.problem(
                        503,
                        "bulkhead_full",
                        "Too many calls at the same time",
                        why + " Nothing was run. Try again after the time in 'Retry-After'.")
                .retryAfter(COME_BACK)
                .during(invocation.id());
        site.fire(invocation.id(), new What.Limited(COME_BACK));
        site.fire(invocation.id(), new What.Answered(503, "bulkhead_full"));
        return SentAnswer.send(
                Answer.of(problem), listener, new Outcome.Intercepted(site.decorator(), 503, "bulkhead_full"));
    }

    /** The next one starts on a thread of its own: it must not run on the event loop of the one that ended. */
    private void leave() {
        boolean started = false;
        while (!started) {
            Optional<WaitingCall> next = places.leave();
            started = next.isEmpty() || start(next.get());
        }
    }

    private boolean start(WaitingCall call) {
        try {
            site.services().executor().execute(call::start);
            return true;
        } catch (RejectedExecutionException e) {
            call.fail(site.failure(e));
            return false;
        }
    }
}
