package dev.sluice.events.broker;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Those who wait for a cluster to answer, 1,000 at most. They are told on a thread of the common pool. Thread-safe. */
final class Waiters {

    static final int MOST = 1_000;

    private final String cluster;
    private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();

    /** {@code cluster}: what it is called at the beginning of a sentence. */
    Waiters(String cluster) {
        this.cluster = cluster;
    }

    /** One more, who waits for {@code patience} at most. */
    CompletionStage<Void> add(Duration patience) {
        if (waiting.size() >= MOST) {
            return failed(cluster + " is not ready yet, and " + MOST
                    + " calls wait for it already. Try again in some seconds.");
        }
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        waiting.add(waiter);
        CompletionStage<Void> told = waiter.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(
                        e -> e instanceof TimeoutException ? late(patience) : CompletableFuture.failedStage(e));
        return told.whenComplete((nothing, e) -> waiting.remove(waiter));
    }

    private CompletionStage<Void> late(Duration patience) {
        return failed(cluster + " is not ready after " + patience.toSeconds()
                + " s. It goes on to come up: try again in some seconds, and see the gateway's log.");
    }

    static CompletionStage<Void> failed(String why) {
        return CompletableFuture.failedStage(new BrokerAwayException(why));
    }

    /** Tells all that it answers. */
    void ready() {
        List.copyOf(waiting).forEach(waiter -> waiter.completeAsync(() -> null));
    }

    /** Tells all that it does not. */
    void away(String why) {
        List<CompletableFuture<Void>> all = List.copyOf(waiting);
        CompletableFuture.runAsync(
                () -> all.forEach(waiter -> waiter.completeExceptionally(new BrokerAwayException(why))));
    }
}
