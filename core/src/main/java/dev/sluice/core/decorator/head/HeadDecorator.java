package dev.sluice.core.decorator.head;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.decorator.SentAnswer;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.problem.Problem;

/**
 * A decorator that looks at the head of the request, and passes on or answers, and at the head of the answer. No body is
 * read or copied, nothing waits, and nothing is allocated beyond what changes.
 */
public final class HeadDecorator implements Decorator {

    private final DecoratorSite site;
    private final HeadLook look;

    public HeadDecorator(DecoratorSite site, HeadLook look) {
        this.site = site;
        this.look = look;
    }

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        HeadStep step;
        try {
            step = look.look(invocation);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            return failed(invocation, listener, e);
        }
        return switch (step) {
            case HeadStep.Pass(RequestHead head, Watch watch) -> pass(with(head, invocation), watch, listener, next);
            case HeadStep.Stop(Answer answer, String reason) -> stop(invocation, listener, answer, reason);
            case HeadStep.StopWithProblem(Problem problem) ->
                stop(
                        invocation,
                        listener,
                        Answer.of(problem.during(invocation.id())),
                        problem.kind().reason());
        };
    }

    private static Invocation with(RequestHead head, Invocation invocation) {
        return head == invocation.head()
                ? invocation
                : new Invocation(invocation.id(), invocation.function(), head, invocation.body());
    }

    private Call pass(Invocation invocation, Watch watch, CallListener listener, Invoker next) {
        if (watch == Watch.NOTHING) {
            return next.invoke(invocation, listener);
        }
        WatchedListener watched = new WatchedListener(site, invocation.id(), watch, listener);
        Call call = next.invoke(invocation, watched);
        watched.sent(call);
        return call;
    }

    private Call stop(Invocation invocation, CallListener listener, Answer answer, String reason) {
        site.fire(invocation.id(), new What.Answered(answer.status(), reason));
        return SentAnswer.send(answer, listener, new Outcome.Intercepted(site.decorator(), answer.status(), reason));
    }

    private Call failed(Invocation invocation, CallListener listener, Throwable cause) {
        site.fire(invocation.id(), new What.Failed(String.valueOf(cause)));
        listener.finished(site.failure(cause), Timings.NONE);
        return EndedCall.INSTANCE;
    }
}
