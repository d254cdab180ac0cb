package dev.sluice.core.pool;

import static dev.sluice.core.pool.AffinityTest.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.AffinityStrategy;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.PoolOnPaper.Caller;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls that wait for the instance of their key. */
class ConsistentAffinityTest {

    private static final RunnerExit KILLED = new RunnerExit(137, false, "");

    @Test
    void aConsistentCallWaitsForItsInstanceAndHoldsUpNoOther() {
        PoolOnPaper paper = new PoolOnPaper(version(1, AffinityStrategy.CONSISTENT, 1, 2, 2));
        paper.offerReady();
        paper.offerReady();
        Caller one = paper.call(7);
        long elsewhere = servedBeside(paper);

        Caller same = paper.call(7);
        assertThat(same.waits()).as("though another instance is free").isTrue();
        Caller other = paper.call(elsewhere);
        assertThat(other.waits()).isFalse();
        Caller behind = paper.call(elsewhere);
        paper.release(other, PoolOnPaper.OK);
        assertThat(behind.waits())
                .as("the one before it waits for another instance")
                .isFalse();
        assertThat(same.waits()).isTrue();
        paper.release(one, PoolOnPaper.OK);
        assertThat(same.waits()).isFalse();
        assertThat(same.instance()).isSameAs(one.instance());
    }

    @Test
    void aLongQueueAtOneInstanceIsNoWorkForCallsOfOthers() {
        PoolOnPaper paper = new PoolOnPaper(version(1, AffinityStrategy.CONSISTENT, 1, 2, 2));
        paper.offerReady();
        paper.offerReady();
        paper.call(7);
        long elsewhere = servedBeside(paper);
        List<Caller> waiting =
                IntStream.range(0, 10).mapToObj(i -> paper.call(7)).toList();
        int before = waiting.stream().mapToInt(caller -> caller.asked).sum();

        for (int i = 0; i < 20; i++) {
            paper.release(paper.call(elsewhere), PoolOnPaper.OK);
        }

        assertThat(waiting).allMatch(Caller::waits);
        assertThat(waiting.stream().mapToInt(caller -> caller.asked).sum())
                .as("keys that were hashed again")
                .isEqualTo(before);
    }

    @Test
    void aBackgroundCallThatWaitsForItsInstanceHoldsUpNoneOfALowerRank() {
        PoolOnPaper paper = new PoolOnPaper(version(1, AffinityStrategy.CONSISTENT, 1, 3, 3));
        IntStream.range(0, 3).forEach(i -> paper.offerReady());
        paper.call(7);
        long elsewhere = servedBeside(paper);
        Caller other = paper.call(elsewhere);
        Caller first = paper.call(1, 7);
        Caller lower = paper.call(2, elsewhere);
        assertThat(List.of(first, lower)).allMatch(Caller::waits);

        paper.release(other, PoolOnPaper.OK);

        assertThat(lower.instance()).isSameAs(other.instance());
        assertThat(first.waits()).isTrue();
    }

    @Test
    void aConsistentCallThatWaitsFollowsItsKeyWhereverThatGoes() {
        PoolOnPaper paper = new PoolOnPaper(version(1, AffinityStrategy.CONSISTENT, 1, 2, 3));
        paper.offerReady();
        paper.offerReady();
        Caller one = paper.call(7);
        Caller other = paper.call(servedBeside(paper));
        List<Caller> waiting =
                IntStream.range(0, 2).mapToObj(i -> paper.call(7)).toList();
        paper.release(other, PoolOnPaper.OK);
        assertThat(waiting).allMatch(Caller::waits);

        paper.pool.runners().ended(one.instance().id(), KILLED, paper.now, paper.out);
        paper.hearAll();

        assertThat(waiting.getFirst().instance()).as("the only one").isSameAs(other.instance());
        assertThat(waiting.getLast().waits()).isTrue();
        RunnerId next = paper.offerReady();
        assertThat(waiting.getLast().instance().id()).as("who took the place").isEqualTo(next);
    }

    @Test
    void aConsistentCallThatWaitsGoesToANewInstanceThatGetsItsKey() {
        PoolOnPaper paper = new PoolOnPaper(version(1, AffinityStrategy.CONSISTENT, 1, 2, 3));
        paper.offerReady();
        paper.offerReady();
        paper.call(7);
        List<Caller> waiting = new ArrayList<>();
        for (long key = 1_000; waiting.size() < 10; key++) {
            Caller caller = paper.call(key);
            if (caller.waits()) {
                waiting.add(caller);
            } else {
                paper.release(caller, PoolOnPaper.OK);
            }
        }

        RunnerId came = paper.offerReady();

        assertThat(waiting)
                .filteredOn(caller -> !caller.waits())
                .singleElement()
                .satisfies(caller -> assertThat(caller.instance().id()).isEqualTo(came));
    }

    @Test
    void aConsistentCallWaitsNoLongerThanOthersDo() {
        PoolOnPaper paper = new PoolOnPaper(version(1, AffinityStrategy.CONSISTENT, 1, 2, 2));
        paper.offerReady();
        paper.offerReady();
        paper.call(7);
        Caller waiting = paper.call(7);

        paper.pass(Duration.ofSeconds(2));

        paper.hearAll();
        assertThat(waiting.refusal).isInstanceOf(Outcome.Rejected.class);
        List<Caller> more = IntStream.range(0, 11).mapToObj(i -> paper.call(7)).toList();
        assertThat(more).filteredOn(Caller::waits).as("maxQueue").hasSize(10);
    }

    @Test
    void aNewVersionTakesTheKeysAndTheOldOneWhatItHasNoRoomFor() {
        PoolOnPaper paper = new PoolOnPaper(version(1, AffinityStrategy.CONSISTENT, 1, 2, 4));
        paper.offerReady();
        paper.offerReady();
        Caller one = paper.call(7);
        Caller two = paper.call(servedBeside(paper));
        paper.pool.activate(version(2, AffinityStrategy.CONSISTENT, 1, 2, 4), paper.now, paper.out);
        paper.offerReady();

        assertThat(paper.call(9).instance().version().number()).isEqualTo(2);
        Caller next = paper.call(9);
        assertThat(next.waits()).isTrue();
        paper.release(one, PoolOnPaper.OK);
        paper.release(two, PoolOnPaper.OK);
        assertThat(next.instance().version().number()).isEqualTo(1);
    }

    /** A key whose own instance is free. */
    private static long servedBeside(PoolOnPaper paper) {
        for (long key = 100; ; key++) {
            Caller probe = paper.call(key);
            if (!probe.waits()) {
                paper.release(probe, PoolOnPaper.OK);
                return key;
            }
            paper.abandon(probe);
        }
    }
}
