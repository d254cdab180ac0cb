package dev.sluice.core.decorator.head;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.problem.Problem;

/** What becomes of a call whose head was looked at. */
public sealed interface HeadStep {

    /**
     * It goes on.
     *
     * @param head what goes on; the very object that came in if nothing changes
     * @param watch what is done with the answer
     */
    record Pass(RequestHead head, Watch watch) implements HeadStep {}

    /** The decorator answers itself; {@code reason} is stable, lower-case with underscores. */
    record Stop(Answer answer, String reason) implements HeadStep {}

    static HeadStep pass(RequestHead head) {
        return new Pass(head, Watch.NOTHING);
    }

    static HeadStep pass(RequestHead head, Watch watch) {
        return new Pass(head, watch);
    }

    static HeadStep stop(Answer answer, String reason) {
        return new Stop(answer, reason);
    }

    /** Answers with a problem, whose reason it is; the id of the invocation is added. */
    static HeadStep stop(Problem problem) {
        return new StopWithProblem(problem);
    }

    /** The decorator refuses. */
    record StopWithProblem(Problem problem) implements HeadStep {}
}
