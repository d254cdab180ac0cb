package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.HttpEvents;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.settlement.RetryAfter;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.callback.CallbackClient.Sent;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.pump.Work;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Sends the items of a sink to an address, each as an event, until that takes it: at least once, always with the same id. Thread-safe;
 * nothing in it blocks.
 */
final class CallbackWork implements Work {

    /** What somebody says who is not there for the moment, which is what is known of one that does not answer. */
    private static final int AWAY = 503;

    private final HopWork items;
    private final Sender sender;
    private final RetryPolicy policy;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final StageCounts.Of counts;

    /** Sends a message once. */
    @FunctionalInterface
    interface Sender {

        /**
         * @param id unlike that of each other item, of printable ASCII and without a dot
         * @param fields of an event in binary mode, and {@code Idempotency-Key}
         */
        CompletionStage<Sent> send(String id, Headers fields, CloudEvent item);
    }

    /** {@code items}: what is done with them when they are taken, or are dead. */
    CallbackWork(
            HopWork items,
            Sender sender,
            RetryPolicy policy,
            InstantSource clock,
            RandomGenerator random,
            StageCounts.Of counts) {
        this.items = items;
        this.sender = sender;
        this.policy = policy;
        this.clock = clock;
        this.random = random;
        this.counts = counts;
    }

    @Override
    public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
        Attempt attempt = attempts.getFirst();
        if (items.outputs().isFull()) {
            return CompletableFuture.completedStage(List.of(HopWork.FULL));
        }
        CloudEvent item;
        try {
            item = items.item(attempt.record());
        } catch (MalformedEventException e) {
            return CompletableFuture.completedStage(List.of(HopWork.malformed(e)));
        }
        if (items.isPaused(item)) {
            return CompletableFuture.completedStage(List.of(items.setAside(attempt, item)));
        }
        Headers event = HttpEvents.binary(item);
        String id = event.first("ce-id").orElseThrow();
        long began = System.nanoTime();
        counts.calling();
        // Between the parts of what is signed there are dots.
        return sender.send(id.replace(".", "%2E"), event.plus("Idempotency-Key", id), item)
                .whenComplete((_, _) -> counts.called(System.nanoTime() - began))
                .thenApply(sent -> List.of(verdict(attempt, item, sent)));
    }

    private Verdict verdict(Attempt attempt, CloudEvent item, Sent sent) {
        return switch (sent) {
            case Sent.Answered(int status, Headers headers) ->
                settled(
                        attempt,
                        item,
                        attempt.settle(
                                new Outcome.Succeeded(status),
                                RetryAfter.read(headers, clock.instant()),
                                policy,
                                random),
                        "The address answered " + status + ".");
            case Sent.Failed(String why) ->
                settled(
                        attempt,
                        item,
                        attempt.settle(new Outcome.Succeeded(AWAY), Optional.empty(), policy, random),
                        "It was not sent: " + why);
        };
    }

    private Verdict settled(Attempt attempt, CloudEvent item, Settlement settlement, String detail) {
        return settlement instanceof Settlement.Done
                ? items.done(attempt.record(), item, List::of)
                : new Verdict(settlement, detail);
    }

    @Override
    public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
        return items.bury(attempt, reason, detail);
    }
}
