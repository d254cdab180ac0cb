package dev.sluice.gateway.api;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.async.AsyncCalls;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.trigger.TriggerId;
import dev.sluice.events.trigger.Triggers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Redrives letters in their order: calls one by one, records of a trigger that follow each other up to 100 at once. For one thread. */
final class Redriven {

    private static final int TOGETHER = 100;

    private final AsyncCalls calls;
    private final Triggers triggers;
    private final Set<String> missing = new TreeSet<>();

    /** Letters of one trigger that are still to be redriven. */
    private final List<InvocationId> together = new ArrayList<>();

    private Optional<TriggerId> trigger = Optional.empty();
    private int count;
    private int left;

    Redriven(AsyncCalls calls, Triggers triggers) {
        this.calls = calls;
        this.triggers = triggers;
    }

    /** May be done by {@link #end} only. */
    void add(DeadLetter letter) throws InterruptedException {
        switch (letter.work()) {
            case DeadWork.Call _ -> {
                if (Awaited.of(calls.redrive(letter)) instanceof Acceptance.Refused refused) {
                    int status = refused instanceof Acceptance.BodyLost ? 409 : 503;
                    throw new ProblemException(
                            Problems.of(status, refused.reason(), "The letter stays where it is", refused.detail()));
                }
                count++;
            }
            case DeadWork.TopicRecord record ->
                add(letter.id(), new TriggerId(letter.function().namespace(), record.trigger()));
        }
    }

    private void add(InvocationId letter, TriggerId of) throws InterruptedException {
        if (!triggers.readsTopics(of)) {
            missing.add(of.name());
            left++;
            return;
        }
        if (together.size() == TOGETHER || !trigger.equals(Optional.of(of))) {
            end();
        }
        trigger = Optional.of(of);
        together.add(letter);
    }

    /** Redrives what is still to be. */
    void end() throws InterruptedException {
        if (trigger.isPresent()) {
            try {
                count += triggers.redrive(trigger.get(), together, calls);
            } catch (BrokerAwayException e) {
                throw new ProblemException(Awaited.away(String.valueOf(e.getMessage())));
            }
            together.clear();
            trigger = Optional.empty();
        }
    }

    /** Triggers whose letters stay, because they are not there any more. */
    Set<String> missing() {
        return missing;
    }

    DeadLettersResource.Count count() {
        return new DeadLettersResource.Count(count, left);
    }
}
