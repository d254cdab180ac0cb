package dev.sluice.events.queue;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.deadletter.KeptDeadLetters;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.InvocationStates;
import dev.sluice.events.invocation.Standing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Puts dead letters back to where they are tried again: under the same id, with attempts and age counted anew. The call is put first,
 * and the letter taken out when it is durable. So one that is interrupted between the two leaves the letter, and a second one sees by the
 * state of the call whether it was put already: nothing is lost, and what has been done is not done twice.
 */
public final class Redrive {

    private final KeptDeadLetters letters;
    private final InvocationStates states;
    private final KafkaCallQueue queue;
    private final InstantSource clock;

    public Redrive(KeptDeadLetters letters, InvocationStates states, KafkaCallQueue queue, InstantSource clock) {
        this.letters = letters;
        this.states = states;
        this.queue = queue;
        this.clock = clock;
    }

    /** Redrives one letter. Completes when that is durable; with what hindered it otherwise. */
    public CompletionStage<Acceptance> redrive(DeadLetter letter) {
        return states.find(letter.id()).thenCompose(state -> {
            boolean done = state.filter(known -> !mustBePut(known)).isPresent();
            CompletionStage<Acceptance> put = done
                    ? CompletableFuture.completedFuture(new Acceptance.Accepted(letter.id()))
                    : queue.putAnyway(call(letter));
            return put.thenCompose(acceptance -> acceptance instanceof Acceptance.Accepted
                    ? letters.purge(letter.id()).thenApply(_ -> acceptance)
                    : CompletableFuture.completedFuture(acceptance));
        });
    }

    /** A call that waits untried may have been put or not; one that is passed over is put in vain. */
    private static boolean mustBePut(InvocationState state) {
        return state.standing() instanceof Standing.Dead || state.standing() instanceof Standing.Waiting;
    }

    private QueuedCall call(DeadLetter letter) {
        return switch (letter.work()) {
            case DeadWork.Call(QueuedCall call) -> again(call);
            case DeadWork.TopicRecord record ->
                throw new IllegalArgumentException(
                        "the record of trigger " + record.trigger() + " is redriven by its trigger");
        };
    }

    private QueuedCall again(QueuedCall call) {
        Instant now = clock.instant();
        InvocationId id = call.id();
        CallTerms terms = CallTerms.at(call.terms().entryPoint())
                .inOrderOf(call.terms().key())
                .through(call.terms().chain())
                .priority(call.terms().priority())
                .version(call.terms().version())
                .sharingAs(call.terms().fairKey());
        return new QueuedCall(id, call.function(), now, call.head(), call.body(), terms, call.callback());
    }
}
