package dev.sluice.events.trigger;

import dev.sluice.core.event.BatchAnswer;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.destination.Parcel;
import dev.sluice.events.destination.Sender;
import dev.sluice.events.destination.Sent;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Verdict;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/** Sends on what comes of events. An event is done when all of it is durable. */
final class Onward implements AfterCall {

    /** The reason of an event whose answer a destination will never take. */
    static final String REFUSED = "destination_refused";

    private static final System.Logger LOG = System.getLogger(Onward.class.getName());

    private final Parcels parcels;
    private final Sender sender;
    private final boolean replies;
    private final boolean batches;
    private final RetryPolicy policy;
    private final RandomGenerator random;
    private final Unsent unsent = new Unsent();

    /** Why nobody could be told of a dead letter, so that the log says it once. */
    private final AtomicReference<String> lastUntold = new AtomicReference<>("");

    Onward(Parcels parcels, Sender sender, TriggerSettings settings, Reading reading, RandomGenerator random) {
        this.parcels = parcels;
        this.sender = sender;
        this.replies = settings.reply().isPresent();
        this.batches = reading.batch().size() > 1;
        this.policy = settings.retry().policy();
        this.random = random;
    }

    @Override
    public CompletionStage<List<Verdict>> answered(EventAnswer answer, List<Attempt> attempts, List<Verdict> verdicts) {
        List<EventAnswer> parts;
        try {
            parts = parts(answer, attempts.size());
        } catch (MalformedEventException e) {
            return each(
                    attempts,
                    verdicts,
                    (attempt, _) -> CompletableFuture.completedStage(bad(
                            attempt,
                            "Its answer to a batch cannot be used: with 'reply' it is a JSON list with an item for"
                                    + " each event, and " + e.getMessage() + ".")));
        }
        return each(attempts, verdicts, (attempt, number) -> sent(attempt, parts.get(number)));
    }

    private interface Step {
        CompletionStage<Verdict> of(Attempt attempt, int number);
    }

    /** Takes the step with those that are done. */
    private static CompletionStage<List<Verdict>> each(List<Attempt> attempts, List<Verdict> verdicts, Step step) {
        List<CompletionStage<Verdict>> stages = new ArrayList<>(attempts.size());
        for (int i = 0; i < attempts.size(); i++) {
            boolean done = verdicts.get(i).settlement() instanceof Settlement.Done;
            stages.add(done ? step.of(attempts.get(i), i) : CompletableFuture.completedStage(verdicts.get(i)));
        }
        return all(stages);
    }

    static CompletionStage<List<Verdict>> all(List<CompletionStage<Verdict>> stages) {
        List<CompletableFuture<Verdict>> futures =
                stages.stream().map(CompletionStage::toCompletableFuture).toList();
        return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> futures.stream().map(CompletableFuture::join).toList());
    }

    /** What was said of each event. What says only which events are done makes no records. */
    private List<EventAnswer> parts(EventAnswer answer, int events) throws MalformedEventException {
        if (!batches) {
            return List.of(answer);
        }
        boolean told = answer.body().length > 0 && !BatchResults.isOne(answer.body());
        if (told && (replies || BatchAnswer.isList(answer.body()))) {
            try {
                return BatchAnswer.items(answer.body(), events).stream()
                        .map(answer::of)
                        .toList();
            } catch (MalformedEventException e) {
                if (replies) {
                    throw e;
                }
            }
        }
        return Collections.nCopies(events, answer.of(new byte[0]));
    }

    private CompletionStage<Verdict> sent(Attempt attempt, EventAnswer answer) {
        if (replies && !answer.whole()) {
            return CompletableFuture.completedStage(new Verdict(
                    new Settlement.Dead(REFUSED),
                    "Its answer has more than " + EventCall.MOST + " bytes, the most of which a record is made."));
        }
        try {
            return sent(attempt, parcels.ofAnswer(attempt, answer));
        } catch (MalformedEventException e) {
            return CompletableFuture.completedStage(
                    bad(attempt, "Its answer cannot be used: the event is malformed: " + e.getMessage() + "."));
        }
    }

    private Verdict bad(Attempt attempt, String detail) {
        Outcome bad = new Outcome.BadAnswer(FunctionError.of(detail));
        return new Verdict(Settlement.of(bad, Optional.empty(), attempt.attempts(), policy, random), detail);
    }

    /** What could not be sent of a record on which the function has worked; once. */
    Optional<CompletionStage<Verdict>> again(Attempt attempt) {
        return unsent.take(attempt.record()).map(left -> sent(attempt, left));
    }

    /** One after the other; what is behind one that cannot be sent waits with it. */
    private CompletionStage<Verdict> sent(Attempt attempt, List<Parcel> left) {
        if (left.isEmpty()) {
            return CompletableFuture.completedStage(Verdict.DONE);
        }
        return sender.send(left.getFirst()).thenCompose(sent -> switch (sent) {
            case Sent.Kept() -> sent(attempt, left.subList(1, left.size()));
            case Sent.NotYet(String detail) -> {
                unsent.keep(attempt.record(), List.copyOf(left));
                yield CompletableFuture.completedStage(new Verdict(
                        new Settlement.Retry(policy.backoff().before(attempt.number() + 1, random), false), detail));
            }
            case Sent.Never(String detail) ->
                CompletableFuture.completedStage(new Verdict(new Settlement.Dead(REFUSED), detail));
        });
    }

    /** Tells of a record that is a dead letter. Completes with why that will never be taken; fails if it is to be told again. */
    CompletionStage<Optional<String>> failed(Attempt attempt, String reason, String detail, InvocationId letter) {
        Optional<Parcel> parcel = parcels.ofFailure(attempt, reason, detail, letter);
        if (parcel.isEmpty()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return sender.send(parcel.get()).thenCompose(sent -> switch (sent) {
            case Sent.Kept() -> {
                lastUntold.set("");
                yield CompletableFuture.completedStage(Optional.empty());
            }
            case Sent.NotYet(String why) -> {
                if (!why.equals(lastUntold.getAndSet(why))) {
                    LOG.log(Level.WARNING, "A dead letter waits until its ''onFailure'' can be told: {0}", why);
                }
                yield CompletableFuture.failedStage(new NotSentException(why));
            }
            case Sent.Never(String why) -> CompletableFuture.completedStage(Optional.of(why));
        });
    }
}
