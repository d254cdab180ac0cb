package dev.sluice.core.pool;

import static dev.sluice.core.invocation.Priority.BACKGROUND;
import static dev.sluice.core.invocation.Priority.INTERACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.pool.PoolOnPaper.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is served first, and what background calls leave to others. */
class PrioritiesTest {

    @Test
    void anInteractiveCallIsServedBeforeAllBackgroundOnesThatWait() {
        PoolOnPaper paper = paper(1, 1);
        Caller running = paper.call(BACKGROUND);
        List<Caller> waiting = calls(paper, 5);
        Caller interactive = paper.call(INTERACTIVE);
        paper.offerReady();
        assertThat(interactive.waits()).isFalse();
        assertThat(running.waits()).isTrue();

        paper.release(interactive, PoolOnPaper.OK);
        assertThat(running.waits()).as("the first of the background calls").isFalse();
        Caller next = paper.call(INTERACTIVE);
        paper.release(running, PoolOnPaper.OK);
        assertThat(next.waits())
                .as("it waits for the one that runs, and no longer")
                .isFalse();
        assertThat(waiting).allMatch(Caller::waits);
    }

    /** The ranks of so many calls, in the order in which they have the one slot that background calls may have. */
    private static List<Integer> served(PoolOnPaper paper, Map<Caller, Integer> ranks, int count) {
        List<Integer> order = new ArrayList<>();
        while (order.size() < count) {
            Caller served = ranks.keySet().stream()
                    .filter(caller -> !caller.waits())
                    .findFirst()
                    .orElseThrow();
            order.add(ranks.remove(served));
            paper.release(served, PoolOnPaper.OK);
        }
        return order;
    }

    @Test
    void ofBackgroundCallsThatWaitTwiceAsManyOfEachRankAreServedAsOfTheNextLowerOneAndNoneWaitsForEver() {
        PoolOnPaper paper = paper(2, 1, 400);
        Map<Caller, Integer> ranks = new HashMap<>();
        for (int rank = Terms.LOWEST_RANK; rank >= 1; rank--) {
            for (int i = 0; i < 64; i++) {
                ranks.put(paper.call(BACKGROUND, rank), rank);
            }
        }
        paper.offerReady();

        List<Integer> first = served(paper, ranks, 62);
        assertThat(IntStream.rangeClosed(1, Terms.LOWEST_RANK).mapToObj(rank -> Collections.frequency(first, rank)))
                .containsExactly(32, 16, 8, 4, 2);
        assertThat(first.subList(0, 31)).as("each has had its first turn").contains(1, 2, 3, 4, 5);

        // One of the first rank that comes now waits for no more than one or two others, and one of the last has not
        // saved turns up.
        served(paper, ranks, 200);
        ranks.put(paper.call(BACKGROUND, 1), 1);
        assertThat(served(paper, ranks, 3)).contains(1);
    }

    @Test
    void backgroundCallsLeaveOneSlotOfAFunctionFree() {
        PoolOnPaper paper = paper(4, 1);
        List<Caller> background = calls(paper, 6);
        paper.offerReady();
        assertThat(background.stream().filter(caller -> !caller.waits())).hasSize(3);
        Caller interactive = paper.call(INTERACTIVE);
        assertThat(interactive.waits()).isFalse();
        assertThat(paper.call(INTERACTIVE).waits()).isTrue();

        paper.release(background.getFirst(), PoolOnPaper.OK);
        assertThat(background.stream().filter(caller -> !caller.waits()))
                .as("the interactive one had it")
                .hasSize(3);
        paper.release(interactive, PoolOnPaper.OK);
        assertThat(background.stream().filter(caller -> !caller.waits())).hasSize(4);
    }

    @Test
    void theSlotThatIsLeftFreeIsCountedWhenInstancesAreAskedFor() {
        PoolOnPaper paper = paper(1, 10);
        paper.call(BACKGROUND);
        assertThat(paper.want()).isEqualTo(new FunctionEffect.Want(Samples.KIND, 0, 0, 1));
        paper.call(BACKGROUND);
        assertThat(paper.want()).isEqualTo(new FunctionEffect.Want(Samples.KIND, 0, 0, 3));
    }

    @Test
    void anInteractiveCallIsUrgentAndABackgroundOneIsNot() {
        PoolOnPaper paper = paper(1, 10);
        calls(paper, 2);
        paper.call(INTERACTIVE);
        assertThat(paper.want()).isEqualTo(new FunctionEffect.Want(Samples.KIND, 1, 0, 3));
    }

    @Test
    void aFullQueueOfBackgroundCallsKeepsNoInteractiveOneOut() {
        PoolOnPaper paper = paper(1, 1);
        Caller first = paper.call(BACKGROUND);
        paper.offerReady();
        calls(paper, 10);
        Caller tooMany = paper.call(BACKGROUND);
        assertThat(tooMany.refusal)
                .isEqualTo(new Outcome.Rejected(
                        RejectReason.QUEUE_FULL,
                        "all instances are busy and 10 background calls wait already: raise maxInstances, concurrency or"
                                + " maxQueue, or call more slowly",
                        Duration.ofSeconds(1)));
        Caller interactive = paper.call(INTERACTIVE);
        assertThat(interactive.waits()).isTrue();
        paper.release(first, PoolOnPaper.OK);
        assertThat(interactive.waits()).isFalse();
    }

    @Test
    void aBackgroundCallThatWaitsTooLongIsRefusedLikeAnyOther() {
        PoolOnPaper paper = paper(1, 1);
        paper.call(BACKGROUND);
        paper.offerReady();
        Caller late = paper.call(BACKGROUND);
        assertThat(paper.pool.nextTick()).isEqualTo(Duration.ofSeconds(2).toNanos());
        paper.pass(Duration.ofSeconds(2));
        paper.hearAll();
        assertThat(late.refusal).isInstanceOf(Outcome.Rejected.class);
        assertThat(paper.pool.queuedInBackground()).isZero();
    }

    @Test
    void callsThatAnEntryPointAnnouncesBringInstancesAndKeepThem() {
        PoolOnPaper paper = paper(2, 3);
        paper.pool.announced(100);
        paper.pass(Duration.ZERO);
        assertThat(paper.want()).isEqualTo(new FunctionEffect.Want(Samples.KIND, 0, 0, 3));
        assertThat(paper.pool.isEmpty()).isFalse();
        for (int i = 0; i < 3; i++) {
            paper.offerReady();
        }
        paper.pass(Duration.ofMinutes(10));
        assertThat(paper.all(FunctionEffect.Drain.class)).isEmpty();

        paper.pool.announced(0);
        paper.pass(Duration.ZERO);
        assertThat(paper.all(FunctionEffect.Drain.class)).hasSize(3);
    }

    @Test
    void theReportTellsBackgroundCallsThatRunAndThatWait() {
        PoolOnPaper paper = paper(3, 1);
        calls(paper, 4);
        paper.offerReady();
        assertThat(paper.pool.runningInBackground()).isEqualTo(2);
        assertThat(paper.pool.queuedInBackground()).isEqualTo(2);
        assertThat(paper.pool.queued()).isEqualTo(2);
    }

    @Test
    void aBackgroundCallInTheOnlySlotGivesWayOnceIfTheSpecSaysSo() {
        PoolOnPaper paper = preempting(1, 1);
        Caller background = paper.call(BACKGROUND);
        paper.offerReady();
        calls(paper, 2);
        assertThat(paper.preempted).as("nobody interactive waits").isEmpty();

        List<Caller> interactive =
                Stream.generate(() -> paper.call(INTERACTIVE)).limit(3).toList();

        assertThat(paper.preempted)
                .singleElement()
                .isEqualTo(new FunctionEffect.Preempt(
                        background.instance(),
                        new Outcome.Rejected(
                                RejectReason.PREEMPTED,
                                "it was cancelled while it ran, because an interactive call needed the only slot and the"
                                        + " function's spec says background: preempt",
                                Duration.ofSeconds(1))));
        paper.release(background, paper.preempted.getFirst().why());
        for (Caller caller : interactive) {
            assertThat(caller.waits()).isFalse();
            paper.release(caller, PoolOnPaper.OK);
        }
        assertThat(paper.preempted).hasSize(1);
        assertThat(paper.all(FunctionEffect.Kill.class))
                .as("the instance survives")
                .isEmpty();
    }

    @Test
    void whereASlotStaysFreeOrTheSpecSaysNothingNobodyGivesWay() {
        for (PoolOnPaper paper : List.of(paper(1, 1), preempting(2, 1), preempting(1, 2))) {
            calls(paper, 2);
            paper.offerReady();
            for (int i = 0; i < 5; i++) {
                paper.call(INTERACTIVE);
            }
            assertThat(paper.preempted).isEmpty();
        }
    }

    @Test
    void aCallThatRunsOnWithoutItsCallerIsNotCancelledAgain() {
        PoolOnPaper paper = preempting(1, 1);
        Caller background = paper.call(BACKGROUND);
        paper.offerReady();
        paper.pool.abandoned(background.instance());

        assertThat(paper.call(INTERACTIVE).waits()).isTrue();
        assertThat(paper.preempted).isEmpty();
    }

    @Test
    void afterThreeInARowABackgroundCallRunsToItsEnd() {
        PoolOnPaper paper = preempting(1, 1);
        Caller running = paper.call(BACKGROUND);
        paper.offerReady();
        for (int i = 0; i < 20; i++) {
            int before = paper.preempted.size();
            Caller interactive = paper.call(INTERACTIVE);
            boolean gaveWay = paper.preempted.size() > before;
            assertThat(gaveWay).as("background call " + i).isEqualTo(i % 4 != 3);
            Caller next = paper.call(BACKGROUND);
            paper.release(running, gaveWay ? paper.preempted.getLast().why() : PoolOnPaper.OK);
            paper.release(interactive, PoolOnPaper.OK);
            running = next;
        }
    }

    @Test
    void oneThatAnswersAllTheSameWasNotKeptFromItsEnd() {
        PoolOnPaper paper = preempting(1, 1);
        Caller running = paper.call(BACKGROUND);
        paper.offerReady();
        for (int i = 1; i <= 10; i++) {
            Caller interactive = paper.call(INTERACTIVE);
            Caller next = paper.call(BACKGROUND);
            paper.release(running, PoolOnPaper.OK);
            paper.release(interactive, PoolOnPaper.OK);
            running = next;
            assertThat(paper.preempted).hasSize(i);
        }
    }

    private static List<Caller> calls(PoolOnPaper paper, int count) {
        return Stream.generate(() -> paper.call(BACKGROUND)).limit(count).toList();
    }

    private static PoolOnPaper paper(int concurrency, int maxInstances) {
        return paper(concurrency, maxInstances, BackgroundPolicy.FINISH);
    }

    private static PoolOnPaper preempting(int concurrency, int maxInstances) {
        return paper(concurrency, maxInstances, BackgroundPolicy.PREEMPT);
    }

    private static PoolOnPaper paper(int concurrency, int maxInstances, int maxQueue) {
        return paper(concurrency, maxInstances, maxQueue, BackgroundPolicy.FINISH);
    }

    private static PoolOnPaper paper(int concurrency, int maxInstances, BackgroundPolicy background) {
        return paper(concurrency, maxInstances, 10, background);
    }

    private static PoolOnPaper paper(int concurrency, int maxInstances, int maxQueue, BackgroundPolicy background) {
        Duration keepAlive = Duration.ofSeconds(60);
        return new PoolOnPaper(Samples.version(
                "f",
                1,
                new Scaling(concurrency, 0, maxInstances, keepAlive, maxQueue, Duration.ofSeconds(2), background)));
    }
}
