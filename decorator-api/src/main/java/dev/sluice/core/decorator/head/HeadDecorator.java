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
import dev.sluice.core.invocation.Timings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decorator that looks at the head of the request, and passes on or answers, and at the head of the answer. No body is
 * read or copied, nothing waits, and nothing is allocated beyond what changes.
 */
public final class HeadDecorator implements Decorator {

    private final DecoratorSite site;
    private final HeadLook look;
    private final HeadDecorator[] alone = {this};

    public HeadDecorator(DecoratorSite site, HeadLook look) {
        this.site = site;
        this.look = look;
    }

    /** Several that stand one directly behind the other, as one: with one listener between for all of them. */
    public static Invoker inRow(List<HeadDecorator> decorators, Invoker next) {
        HeadDecorator[] row = decorators.toArray(HeadDecorator[]::new);
        return (invocation, listener) -> through(row, invocation, listener, next);
    }

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        return through(alone, invocation, listener, next);
    }

    private static Call through(HeadDecorator[] row, Invocation invocation, CallListener listener, Invoker next) {
        Invocation passing = invocation;
        @Nullable Watches watches = null;
        for (HeadDecorator decorator : row) {
            HeadStep step;
            try {
                step = decorator.look.look(passing);
            } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
                return decorator.failed(passing, watches, listener, e);
            }
            if (!(step instanceof HeadStep.Pass pass)) {
                return decorator.stop(passing, watches, listener, step);
            }
            if (pass.head() != passing.head()) {
                passing = passing.with(pass.head());
            }
            if (pass.watch() != Watch.NOTHING) {
                watches = new Watches(decorator.site, pass.watch(), watches);
            }
        }
        return Watches.listen(watches, passing, listener, next);
    }

    private Call stop(Invocation invocation, @Nullable Watches watches, CallListener listener, HeadStep step) {
        return switch (step) {
            case HeadStep.Stop(Answer answer, String reason) -> send(invocation, watches, listener, answer, reason);
            case HeadStep.StopWithProblem(var problem) ->
                send(
                        invocation,
                        watches,
                        listener,
                        Answer.of(problem.during(invocation.id())),
                        problem.kind().reason());
            case HeadStep.Pass _ -> throw new IllegalArgumentException("a call that passes is not stopped");
        };
    }

    private Call send(
            Invocation invocation, @Nullable Watches watches, CallListener listener, Answer answer, String reason) {
        site.fire(invocation.id(), new What.Answered(answer.status(), reason));
        Outcome outcome = new Outcome.Intercepted(site.decorator(), answer.status(), reason);
        return Watches.listen(watches, invocation, listener, (same, told) -> SentAnswer.send(answer, told, outcome));
    }

    private Call failed(Invocation invocation, @Nullable Watches watches, CallListener listener, Throwable cause) {
        site.fire(invocation.id(), new What.Failed(String.valueOf(cause)));
        return Watches.listen(watches, invocation, listener, (same, told) -> {
            told.finished(site.failure(cause), Timings.NONE);
            return EndedCall.INSTANCE;
        });
    }
}
