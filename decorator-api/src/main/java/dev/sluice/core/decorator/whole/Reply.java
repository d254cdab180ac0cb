package dev.sluice.core.decorator.whole;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.problem.Problem;

/** What came of a call, or what a decorator makes of it. */
public sealed interface Reply permits Reply.Began, Reply.Whole, Reply.Failed, Reply.Own {

    /** An answer has begun: its head is known, and its body streams through if this is returned as it is. */
    sealed interface Began extends Reply permits InnerCall.Begun {

        int status();

        Headers headers();

        /** The same with other headers. */
        Began with(Headers headers);

        /**
         * Reads the body. A {@link Whole} if it has at most {@code limit} bytes, {@link Failed} if the call broke off,
         * and this if it is longer, or if there is no room for it: nothing is lost, it may still be returned.
         */
        Reply gathered(int limit) throws InterruptedException;

        /** Cancels the call behind it, from any thread: nobody wants the rest. */
        @Override
        void drop();
    }

    /**
     * A whole answer.
     *
     * @param ending how the call behind it ended: it stays the outcome, with the status of the answer
     */
    record Whole(Answer answer, Ending ending) implements Reply {

        /** The same with another answer in its place. */
        public Whole with(Answer other) {
            return new Whole(other, ending);
        }
    }

    /** No answer: {@code ending} says why. Returned as it is, the caller is told that. */
    record Failed(Ending ending) implements Reply {}

    /** The decorator's own answer; {@code reason} is stable, lower-case with underscores. */
    record Own(Answer answer, String reason) implements Reply {}

    /** How a call ended, and what is known of its way. */
    record Ending(Outcome outcome, Timings timings, CallProgress way) {}

    /** The decorator's own answer. */
    static Reply own(Answer answer, String reason) {
        return new Own(answer, reason);
    }

    /** The decorator refuses; the reason of the problem is that of the answer, and the id of the call is added. */
    static Reply own(Problem problem, WholeRequest request) {
        return new Own(Answer.of(problem.during(request.id())), problem.kind().reason());
    }

    /** {@link Began#gathered}; any other reply stays what it is. */
    default Reply gathered(int limit) throws InterruptedException {
        return this;
    }

    /** Lets go of what is still under way behind it, which would otherwise go on until the handler has returned. */
    default void drop() {}

    /** The status of the answer; 0 if there is none. */
    default int statusOrZero() {
        return switch (this) {
            case Began began -> began.status();
            case Whole whole -> whole.answer().status();
            case Own own -> own.answer().status();
            case Failed _ -> 0;
        };
    }
}
