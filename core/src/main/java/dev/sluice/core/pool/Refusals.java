package dev.sluice.core.pool;

import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.RejectReason;
import java.time.Duration;

/** The words in which a pool turns a call away. */
final class Refusals {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    private Refusals() {}

    /** @param abandoned slots that are held by code whose caller has gone */
    static Outcome queueFull(Priority priority, int waiting, int abandoned) {
        return new Outcome.Rejected(
                RejectReason.QUEUE_FULL,
                "all instances are busy and " + waiting
                        + (priority == Priority.BACKGROUND ? " background" : "")
                        + " calls wait already: raise maxInstances, concurrency or"
                        + " maxQueue, or call more slowly" + heldBy(abandoned),
                SOON);
    }

    static Outcome queueTimeout(Duration budget, int abandoned) {
        return new Outcome.Rejected(
                RejectReason.QUEUE_TIMEOUT,
                "it waited " + budget.toMillis() + " ms for a free slot, which is all that queueTimeout allows"
                        + heldBy(abandoned),
                SOON);
    }

    private static String heldBy(int abandoned) {
        return switch (abandoned) {
            case 0 -> "";
            case 1 -> "; one slot is held by code that runs on though its caller has gone, until its timeout";
            default ->
                "; " + abandoned
                        + " slots are held by code that runs on though its callers have gone, until its timeout";
        };
    }

    static Outcome startTimeout(Duration budget) {
        return new Outcome.Rejected(
                RejectReason.START_TIMEOUT,
                "no instance was up after " + budget.toMillis() + " ms: the machine has no room, or its runners start"
                        + " too slowly",
                LATER);
    }

    static Outcome crashLoop(CrashLoop crashes, long now) {
        return new Outcome.Rejected(
                RejectReason.CRASH_LOOP,
                crashes.inARow() == 1
                        ? "its instance ended: " + crashes.last()
                        : "its instances ended " + crashes.inARow() + " times in a row, last: " + crashes.last(),
                Duration.ofNanos(Math.max(0, crashes.retryAt() - now)));
    }

    static Outcome preempted() {
        return new Outcome.Rejected(
                RejectReason.PREEMPTED,
                "it was cancelled while it ran, because an interactive call needed the only slot and the function's spec says"
                        + " background: preempt",
                SOON);
    }

    static Outcome shardElsewhere(String sentence) {
        return new Outcome.Rejected(RejectReason.SHARD_ELSEWHERE, sentence, SOON);
    }

    static Outcome shuttingDown() {
        return new Outcome.Rejected(RejectReason.SHUTTING_DOWN, "the gateway is shutting down", LATER);
    }

    static Outcome noRunnerForTrial() {
        return new Outcome.Rejected(
                RejectReason.START_TIMEOUT,
                "no runner was free within the start budget: the machine has no room, or its runners start too slowly",
                LATER);
    }
}
