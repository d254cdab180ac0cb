package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.pool.PoolOnPaper.Caller;
import dev.sluice.core.runner.RunnerExit;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdaptiveKeepAliveTest {

    private static final Duration DECLARED = Duration.ofMinutes(10);
    private static final FunctionVersion ADAPTIVE = version(1, KeepAlivePolicy.ADAPTIVE);

    private final PoolOnPaper paper = new PoolOnPaper(ADAPTIVE);

    @Test
    void untilThereAreGapsTheDeclaredTimeHolds() {
        call();
        minutes(9);
        assertThat(running()).isEqualTo(1);
        minutes(2);
        assertThat(running()).isZero();
    }

    @Test
    void anInstanceIsEndedAndThereAgainBeforeTheNextCall() {
        hourly(10);
        call();
        seconds(55);
        assertThat(running()).as("people try again").isEqualTo(1);
        seconds(65);
        assertThat(running()).isZero();
        minutes(52);
        assertThat(paper.want().total()).isZero();
        minutes(4);
        assertThat(paper.want())
                .as("it waits behind all who are called")
                .isEqualTo(new FunctionEffect.Want(Samples.KIND, 0, 0, 1));
        paper.offerReady();
        minutes(2);
        Caller caller = paper.call();
        assertThat(caller.waits()).as("waits for an instance").isFalse();
    }

    @Test
    void aCallThatDoesNotComeIsNotWaitedForLong() {
        hourly(10);
        call();
        minutes(58);
        paper.offerReady();
        minutes(5);
        assertThat(running()).isEqualTo(1);
        minutes(2);
        assertThat(running()).as("the hour and some minutes are over").isZero();
        minutes(10);
        assertThat(running()).isZero();
        assertThat(paper.want().total()).isZero();
        assertThat(paper.pool.nextTick()).isEqualTo(ScalingPolicy.NEVER);
        assertThat(paper.pool.isEmpty()).as("forgets what it learned").isFalse();
    }

    @Test
    void whatLostItsMemoryToOthersIsNotStartedAheadOfTheNextCall() {
        hourly(10);
        call();
        minutes(58);
        paper.offerReady();
        assertThat(running()).isEqualTo(1);
        paper.pool.evict(paper.now, paper.out);
        minutes(2);
        assertThat(running()).isZero();
        assertThat(paper.want().total()).isZero();
    }

    @Test
    void whileCallsComeInstancesOfABurstAreKeptAsDeclared() {
        hourly(10);
        Caller one = served();
        Caller other = served();
        paper.release(other, PoolOnPaper.OK);
        minutes(9);
        assertThat(running()).isEqualTo(2);
        minutes(2);
        assertThat(running()).isEqualTo(1);
        assertThat(one.instance().serves()).isTrue();
    }

    @Test
    void whereNoCallIsExpectedSoonInstancesOfABurstEndWithAll() {
        for (int i = 0; i < 10; i++) {
            call();
            minutes(30);
        }
        Caller one = served();
        Caller other = served();
        paper.release(one, PoolOnPaper.OK);
        paper.release(other, PoolOnPaper.OK);
        assertThat(running()).isEqualTo(2);
        minutes(5);
        assertThat(running()).isZero();
    }

    @Test
    void aVersionThatIsNotAdaptiveForgets() {
        hourly(10);
        minutes(60);
        paper.pool.activate(version(2, KeepAlivePolicy.FIXED), paper.now, paper.out);
        minutes(60);
        assertThat(paper.pool.isEmpty()).isTrue();
    }

    @Test
    void aVersionThatCallsAreBoundToLearnsNothing() {
        PoolRules rules = new PoolRules(Samples.settings(), KeepAlive.DECLARED, new SplittableRandom(1));
        assertThat(FunctionPool.of(ADAPTIVE, rules).learns()).isTrue();
        assertThat(FunctionPool.bound(ADAPTIVE, rules).learns()).isFalse();
    }

    private void hourly(int calls) {
        for (int i = 0; i < calls; i++) {
            call();
            minutes(60);
        }
    }

    private void call() {
        paper.release(served(), PoolOnPaper.OK);
    }

    private Caller served() {
        Caller caller = paper.call();
        if (caller.waits()) {
            paper.offerReady();
        }
        return caller;
    }

    private long running() {
        return paper.pool.instances().stream().filter(Instance::serves).count();
    }

    /** Ticks as often as the pool asks for it. */
    private void minutes(int minutes) {
        seconds(60 * minutes);
    }

    private void seconds(int seconds) {
        long end = paper.now + Duration.ofSeconds(seconds).toNanos();
        while (paper.pool.nextTick() <= end) {
            paper.pass(Duration.ofNanos(Math.max(0, paper.pool.nextTick() - paper.now)));
            endStopped();
        }
        paper.pass(Duration.ofNanos(end - paper.now));
        endStopped();
    }

    private void endStopped() {
        paper.all(FunctionEffect.Drain.class)
                .forEach(drain ->
                        paper.pool.runners().ended(drain.runner(), new RunnerExit(0, false, ""), paper.now, paper.out));
        paper.effects.removeIf(FunctionEffect.Drain.class::isInstance);
    }

    private static FunctionVersion version(int number, KeepAlivePolicy policy) {
        return Samples.version(
                "adaptive",
                number,
                new Scaling(1, 0, 4, DECLARED, 10, Duration.ofSeconds(2), BackgroundPolicy.FINISH, policy));
    }
}
