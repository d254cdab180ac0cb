package dev.sluice.decorators.twofactor;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeHandler;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.problem.Problem;

/** The check for conditions that read the body. */
record WholeCheck(Checkpoint checkpoint) implements WholeHandler {

    @Override
    public Reply handle(WholeRequest request, Next next) throws InterruptedException {
        return switch (checkpoint.check(request.id(), request.head(), request.bytes())) {
            case HeadStep.Pass(var head, var watch) -> {
                Reply reply = next.call(request.with(head));
                yield reply instanceof Reply.Began began
                        ? began.with(watch.answered(began.status(), began.headers()))
                        : reply;
            }
            case HeadStep.Stop(Answer answer, String reason) -> Reply.own(answer, reason);
            case HeadStep.StopWithProblem(Problem problem) -> Reply.own(problem, request);
        };
    }
}
