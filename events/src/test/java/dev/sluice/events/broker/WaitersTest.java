package dev.sluice.events.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class WaitersTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    private final Waiters waiters = new Waiters("The broker");

    private static void refused(java.util.concurrent.CompletionStage<Void> stage, String why) {
        assertThat(stage)
                .failsWithin(LONG)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(BrokerAwayException.class)
                .withMessage(why);
    }

    @Test
    void whoWaitsIsToldThatItAnswersOrWhyNot() {
        var well = waiters.add(LONG);
        waiters.ready();
        assertThat(well).succeedsWithin(LONG);
        var ill = waiters.add(LONG);
        waiters.away("The disk is full.");
        refused(ill, "The disk is full.");
    }

    @Test
    void patienceEnds() {
        refused(
                waiters.add(Duration.ofSeconds(1)),
                "The broker is not ready after 1 s. It goes on to come up: try again in some seconds, and see the gateway's"
                        + " log.");
    }

    @Test
    void aThousandWaitAndNoMore() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < Waiters.MOST; i++) {
            all.add(waiters.add(LONG).toCompletableFuture());
        }
        refused(
                waiters.add(LONG),
                "The broker is not ready yet, and 1000 calls wait for it already. Try again in some seconds.");
        waiters.ready();
        all.forEach(each -> assertThat(each).succeedsWithin(LONG));
        var next = waiters.add(LONG);
        waiters.ready();
        assertThat(next).succeedsWithin(LONG);
    }
}
