package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.pool.PoolOnPaper.Caller;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FunctionPoolTest {

    private static final RunnerExit EXIT = new RunnerExit(1, false, "");

    // ---- scaling

    @Test
    void aHundredSimultaneousFirstCallsAskForOneRunner() {
        PoolOnPaper paper = paper(100, 0, 10);
        for (int i = 0; i < 100; i++) {
            assertThat(paper.call().waits()).isTrue();
        }
        assertThat(paper.want()).isEqualTo(new FunctionEffect.Want(Samples.KIND, 1, 0));
    }

    @Test
    void onlyTheFirstInstanceIsUrgent() {
        PoolOnPaper paper = paper(1, 0, 10);
        calls(paper, 3);
        assertThat(paper.want()).isEqualTo(new FunctionEffect.Want(Samples.KIND, 1, 2));
        paper.offer();
        assertThat(paper.want()).isEqualTo(new FunctionEffect.Want(Samples.KIND, 0, 2));
    }

    @Test
    void aRunnerThatIsNotNeededAnyMoreGoesBackGeneric() {
        PoolOnPaper paper = paper(1, 0, 10);
        Caller caller = paper.call();
        paper.abandon(caller);
        RunnerId id = paper.offer();
        assertThat(paper.all(FunctionEffect.GiveBack.class)).containsExactly(new FunctionEffect.GiveBack(id));
        assertThat(paper.all(FunctionEffect.Specialise.class)).isEmpty();
        assertThat(paper.pool.isEmpty()).isTrue();
    }

    @Test
    void callsGoToTheLeastLoadedInstanceAndAmongEqualsToTheOldest() {
        PoolOnPaper paper = paper(2, 0, 10);
        List<Caller> callers = calls(paper, 4);
        RunnerId older = paper.offerReady();
        RunnerId newer = paper.offerReady();
        callers.forEach(caller -> paper.release(caller, PoolOnPaper.OK));
        assertThat(Stream.generate(paper::call).limit(4).map(c -> c.instance().id()))
                .containsExactly(older, newer, older, newer);
    }

    @Test
    void anInstanceWithCallsUnderWayIsToldThatItWillBeDrainedAndOneWithoutIsDrained() {
        PoolOnPaper paper = paper(1, 0, 10);
        Caller done = paper.call();
        RunnerId idle = paper.offerReady();
        Caller running = paper.call();
        RunnerId busy = paper.offerReady();
        paper.release(done, PoolOnPaper.OK);

        paper.pool.remove(paper.now, paper.out);
        assertThat(paper.all(FunctionEffect.TellDraining.class)).containsExactly(new FunctionEffect.TellDraining(busy));
        assertThat(paper.all(FunctionEffect.Drain.class)).containsExactly(new FunctionEffect.Drain(idle));
        paper.release(running, PoolOnPaper.OK);

        assertThat(paper.all(FunctionEffect.TellDraining.class)).hasSize(1);
        assertThat(paper.all(FunctionEffect.Drain.class))
                .containsExactly(new FunctionEffect.Drain(idle), new FunctionEffect.Drain(busy));
    }

    @Test
    void anOldInstanceThatNobodyCallsEndsThoughNoNewOneFindsRoom() {
        PoolOnPaper paper = paper(1, 0, 10);
        Caller caller = paper.call();
        RunnerId id = paper.offerReady();
        paper.release(caller, PoolOnPaper.OK);
        paper.pool.recycle(paper.now, paper.out);
        assertThat(paper.want()).isEqualTo(new FunctionEffect.Want(Samples.KIND, 0, 1));
        paper.pass(Duration.ofSeconds(59));
        assertThat(paper.pool.nextTick()).isEqualTo(Duration.ofSeconds(60).toNanos());
        assertThat(paper.all(FunctionEffect.Drain.class)).isEmpty();
        paper.pass(Duration.ofSeconds(1));
        assertThat(paper.all(FunctionEffect.Drain.class)).containsExactly(new FunctionEffect.Drain(id));
        assertThat(paper.want()).isEqualTo(new FunctionEffect.Want(Samples.KIND, 0, 0));
    }

    @Test
    void oneOldInstanceOfAFunctionThatAlwaysHasSomeEndsWhileNoNewOneFindsRoom() {
        PoolOnPaper paper = paper(1, 2, 10);
        RunnerId first = paper.offerReady();
        RunnerId second = paper.offerReady();
        paper.pass(Duration.ofMinutes(10));
        paper.pool.recycle(paper.now, paper.out);
        paper.pass(Duration.ofSeconds(59));
        assertThat(paper.all(FunctionEffect.Drain.class)).isEmpty();
        paper.pass(Duration.ofSeconds(1));
        assertThat(paper.all(FunctionEffect.Drain.class)).containsExactly(new FunctionEffect.Drain(first));
        paper.pass(Duration.ofSeconds(59));
        assertThat(paper.all(FunctionEffect.Drain.class)).hasSize(1);

        paper.offerReady();
        assertThat(paper.all(FunctionEffect.Drain.class))
                .containsExactly(new FunctionEffect.Drain(first), new FunctionEffect.Drain(second));
    }

    @Test
    void aFunctionWithoutCallsScalesToZeroAndIsForgotten() {
        PoolOnPaper paper = paper(1, 0, 10);
        Caller caller = paper.call();
        RunnerId id = paper.offerReady();
        paper.release(caller, PoolOnPaper.OK);
        paper.pass(Duration.ofSeconds(59));
        assertThat(paper.all(FunctionEffect.Drain.class)).isEmpty();
        assertThat(paper.pool.nextTick()).isEqualTo(Duration.ofSeconds(60).toNanos());
        paper.pass(Duration.ofSeconds(1));
        assertThat(paper.all(FunctionEffect.Drain.class)).containsExactly(new FunctionEffect.Drain(id));
        paper.pool.runners().ended(id, new RunnerExit(0, false, ""), paper.now, paper.out);
        assertThat(paper.pool.isEmpty()).isTrue();
        assertThat(paper.pool.nextTick()).isEqualTo(ScalingPolicy.NEVER);
    }

    // ---- queue and budgets

    @Test
    void aFullQueueRejectsAtOnceAndSaysWhenToTryAgain() {
        PoolOnPaper paper = paper(1, 0, 1);
        paper.call();
        paper.offerReady();
        calls(paper, 10).forEach(caller -> assertThat(caller.waits()).isTrue());
        assertThat(paper.call().refusal).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(RejectReason.QUEUE_FULL);
            assertThat(rejected.retryAfter()).isEqualTo(Duration.ofSeconds(1));
            assertThat(rejected.detail())
                    .isEqualTo("all instances are busy and 10 calls wait already: raise maxInstances, concurrency or"
                            + " maxQueue, or call more slowly");
        });
    }

    @Test
    void withoutAnyQueueCallsStillWaitForTheInstancesThatTheyBring() {
        PoolOnPaper paper = new PoolOnPaper(
                Samples.version("f", 1, new Scaling(2, 0, 2, Duration.ofSeconds(60), 0, Duration.ofSeconds(2))));
        calls(paper, 4).forEach(caller -> assertThat(caller.waits()).isTrue());
        assertThat(paper.call().refusal).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void waitingForABusyInstanceEndsWithTheQueueTimeout() {
        PoolOnPaper paper = paper(1, 0, 1);
        paper.call();
        paper.offerReady();
        Caller waiting = paper.call();
        paper.pass(Duration.ofMillis(1_999));
        paper.hearAll();
        assertThat(waiting.waits()).isTrue();
        paper.pass(Duration.ofMillis(1));
        paper.hearAll();
        assertThat(rejection(waiting)).isEqualTo(RejectReason.QUEUE_TIMEOUT);
        assertThat(waiting.waited.queued()).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(waiting.waited.cold()).isZero();
    }

    @Test
    void aFunctionMayHaveAStartBudgetOfItsOwn() {
        PoolOnPaper paper = new PoolOnPaper(Samples.slowToStart("f", Duration.ofSeconds(40)));
        Caller waiting = paper.call();
        paper.offer();
        paper.pass(Duration.ofMillis(39_999));
        paper.hearAll();
        assertThat(waiting.waits()).isTrue();
        paper.pass(Duration.ofMillis(1));
        paper.hearAll();
        assertThat(waiting.refusal)
                .isInstanceOfSatisfying(
                        Outcome.NotStarted.class,
                        refusal -> assertThat(refusal.error().message())
                                .contains("the function was not ready 40000 ms after its start began"));
    }

    @Test
    void waitingForARunnerEndsWithTheStartBudgetNotWithTheQueueTimeout() {
        PoolOnPaper paper = paper(1, 0, 1);
        Caller waiting = paper.call();
        paper.pass(Duration.ofMillis(9_999));
        paper.hearAll();
        assertThat(waiting.waits()).isTrue();
        paper.pass(Duration.ofMillis(1));
        paper.hearAll();
        assertThat(rejection(waiting)).isEqualTo(RejectReason.START_TIMEOUT);
        assertThat(waiting.waited.cold()).isEqualTo(Duration.ofSeconds(10).toNanos());
    }

    @Test
    void timeIsToldApartAsQueuedWhileAnInstanceWasUpAndColdOtherwise() {
        PoolOnPaper paper = paper(1, 0, 1);
        Caller first = paper.call();
        paper.now += 5;
        Caller second = paper.call();
        paper.now += 10;
        paper.offerReady();
        paper.now += 7;
        paper.release(first, PoolOnPaper.OK);
        assertThat(first.waited.cold()).isEqualTo(15);
        assertThat(first.waited.coldStart()).isTrue();
        assertThat(second.waited.cold()).isEqualTo(10);
        assertThat(second.waited.queued()).isEqualTo(7);
    }

    // ---- what an outcome means for the instance

    static Stream<Outcome> survived() {
        FunctionError error = FunctionError.of("no");
        return Stream.of(
                PoolOnPaper.OK,
                new Outcome.Threw(error),
                new Outcome.BadInput(error),
                new Outcome.BadAnswer(error),
                new Outcome.Cancelled(),
                new Outcome.PlatformFault(Component.GATEWAY, "x", ""));
    }

    @ParameterizedTest
    @MethodSource("survived")
    void anInstanceSurvives(Outcome outcome) {
        PoolOnPaper paper = paper(2, 0, 1);
        Caller caller = paper.call();
        RunnerId id = paper.offerReady();
        paper.release(caller, outcome);
        assertThat(paper.call().instance().id()).isEqualTo(id);
    }

    static Stream<Outcome> notSurvived() {
        return Stream.of(
                new Outcome.TimedOut(Duration.ofSeconds(1), FunctionError.of("")),
                new Outcome.NeighbourTimedOut(),
                new Outcome.OutOfMemory(""),
                new Outcome.Exited("exit code 1"),
                new Outcome.PlatformFault(Component.RUNNER, "x", ""));
    }

    @ParameterizedTest
    @MethodSource("notSurvived")
    void anInstanceIsThrownAwayWhenItsOtherCallsHaveEnded(Outcome outcome) {
        PoolOnPaper paper = paper(2, 0, 1);
        List<Caller> callers = calls(paper, 2);
        RunnerId id = paper.offerReady();
        paper.release(callers.getFirst(), outcome);
        assertThat(paper.call().waits()).as("a new call does not go there").isTrue();
        assertThat(ends(paper)).isEmpty();
        paper.release(callers.getLast(), PoolOnPaper.OK);
        assertThat(ends(paper)).containsExactly(id);
    }

    // ---- crashes

    @Test
    void theFirstCrashIsReplacedAtOnceTheNextBackOffTwiceAsLongEachTime() {
        PoolOnPaper paper = paper(1, 1, 1);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            paper.now = Math.max(
                    paper.now,
                    paper.pool.trouble().map(FunctionPool.Troubled::retryAt).orElse(0L));
            paper.pass(Duration.ZERO);
            RunnerId id = paper.offerReady();
            paper.pool.runners().ended(id, EXIT, paper.now, paper.out);
            waits.add((paper.pool.trouble().orElseThrow().retryAt() - paper.now) / 1_000_000);
        }
        assertThat(waits.getFirst()).isZero();
        long expected = 500;
        for (long wait : waits.subList(1, 9)) {
            assertThat(wait).isBetween(Math.min(expected, 60_000), Math.min(expected * 5 / 4, 60_000));
            expected *= 2;
        }
        assertThat(waits.getLast()).isEqualTo(60_000);
    }

    @Test
    void anAnswerEndsTheCrashLoop() {
        PoolOnPaper paper = paper(1, 0, 1);
        Caller caller = paper.call();
        paper.pool.runners().ended(paper.offerReady(), EXIT, paper.now, paper.out);
        assertThat(paper.pool.trouble()).isPresent();
        paper.pool.release(caller.instance(), caller.priority, new Outcome.Exited(""), paper.now, paper.out);
        Caller next = paper.call();
        paper.offerReady();
        paper.release(next, new Outcome.Threw(FunctionError.of("an answer, too")));
        assertThat(paper.pool.trouble()).isEmpty();
    }

    @Test
    void aCrashIsCountedOnceHoweverManyTellOfIt() {
        PoolOnPaper paper = paper(2, 0, 1);
        List<Caller> callers = calls(paper, 2);
        RunnerId id = paper.offerReady();
        paper.release(callers.getFirst(), new Outcome.Exited(""));
        paper.pool.runners().linkClosed(id, "", paper.now, paper.out);
        paper.pool.runners().ended(id, EXIT, paper.now, paper.out);
        paper.release(callers.getLast(), new Outcome.Exited(""));
        assertThat(paper.pool.trouble().orElseThrow().crashes()).isEqualTo(1);
        assertThat(paper.pool.trouble().orElseThrow().last()).isEqualTo("exit code 1");
    }

    @Test
    void anInstanceThatIsNotHealthyAndNeverAnsweredIsACrashAndOneThatAnsweredIsNot() {
        PoolOnPaper paper = paper(1, 1, 1);
        RunnerId silent = paper.offerReady();
        paper.pool.runners().unhealthy(silent, "it did not answer", paper.now, paper.out);
        assertThat(ends(paper)).containsExactly(silent);
        assertThat(paper.pool.trouble().orElseThrow().last()).isEqualTo("not healthy: it did not answer");
        assertThat(paper.pool.unhealthy()).contains(new Unhealthy(silent, "it did not answer", paper.now));

        PoolOnPaper other = paper(1, 0, 1);
        List<Caller> callers = calls(other, 1);
        RunnerId useful = other.offerReady();
        other.release(callers.getFirst(), PoolOnPaper.OK);
        other.pool.runners().unhealthy(useful, "it did not answer", other.now, other.out);
        other.pool.runners().unhealthy(useful, "nor again", other.now, other.out);
        assertThat(ends(other)).containsExactly(useful);
        assertThat(other.pool.trouble()).isEmpty();
        assertThat(other.pool.unhealthy().orElseThrow().why()).isEqualTo("it did not answer");
    }

    @Test
    void anInstanceThatIsNotHealthyAndDiesWhileItDrainsIsOneCrash() {
        PoolOnPaper paper = paper(1, 0, 1);
        List<Caller> callers = calls(paper, 1);
        RunnerId ill = paper.offerReady();
        paper.pool.runners().unhealthy(ill, "it did not answer", paper.now, paper.out);
        paper.pool.runners().ended(ill, EXIT, paper.now, paper.out);
        paper.release(callers.getFirst(), new Outcome.Exited(""));
        assertThat(paper.pool.trouble().orElseThrow().crashes()).isEqualTo(1);
    }

    @Test
    void aLiveVersionThatCannotStartTellsItsCallersTheCauseAndLaterOnesToWait() {
        PoolOnPaper paper = paper(1, 0, 1);
        Caller caller = paper.call();
        FunctionError cause = new FunctionError("java.net.ConnectException", "refused", List.of());
        paper.pool
                .runners()
                .specialiseFailed(
                        paper.offer(),
                        new Frame.SpecialiseFailed("start_hook_failed", cause, ""),
                        paper.now,
                        paper.out);
        paper.hearAll();
        assertThat(caller.refusal).isEqualTo(new Outcome.NotStarted("start_hook_failed", cause));
        assertThat(rejection(paper.call())).isEqualTo(RejectReason.CRASH_LOOP);
        paper.pass(Duration.ofSeconds(1));
        assertThat(paper.call().waits()).as("after the back-off").isTrue();
    }

    @Test
    void aTimeoutIsNoCrash() {
        PoolOnPaper paper = paper(1, 0, 1);
        Caller caller = paper.call();
        RunnerId id = paper.offerReady();
        paper.release(caller, new Outcome.TimedOut(Duration.ofSeconds(1), FunctionError.of("")));
        assertThat(paper.all(FunctionEffect.Kill.class)).containsExactly(new FunctionEffect.Kill(id));
        assertThat(paper.pool.trouble()).isEmpty();
    }

    // ---- taking over

    @Test
    void oldInstancesServeUntilTheNewVersionDoes() {
        PoolOnPaper paper = paper(1, 0, 2);
        Caller old = paper.call();
        RunnerId oldId = paper.offerReady();
        paper.release(old, PoolOnPaper.OK);
        paper.pool.activate(Samples.version("f", 2, Samples.scaling(1, 0, 2)), paper.now, paper.out);
        Caller between = paper.call();
        assertThat(between.instance().id()).isEqualTo(oldId);
        RunnerId newId = paper.offerReady();
        assertThat(paper.call().instance().id()).isEqualTo(newId);
        assertThat(ends(paper)).as("before its call is over").isEmpty();
        paper.release(between, PoolOnPaper.OK);
        assertThat(ends(paper)).containsExactly(oldId);
    }

    @Test
    void queuedCallsMoveToTheNewVersion() {
        PoolOnPaper paper = paper(1, 0, 1);
        paper.call();
        paper.offerReady();
        Caller queued = paper.call();
        paper.pool.activate(Samples.version("f", 2, Samples.scaling(1, 0, 1)), paper.now, paper.out);
        RunnerId newId = paper.offerReady();
        assertThat(queued.instance().id()).isEqualTo(newId);
        assertThat(queued.instance().version().number()).isEqualTo(2);
    }

    @Test
    void oldInstancesCarryTheLoadUntilTheNewOnesCanButNotLongerThanAStartBudget() {
        PoolOnPaper paper = paper(1, 0, 3);
        calls(paper, 3);
        for (int i = 0; i < 3; i++) {
            paper.offerReady();
        }
        paper.pool.activate(Samples.version("f", 2, Samples.scaling(1, 0, 3)), paper.now, paper.out);
        paper.offerReady();
        assertThat(draining(paper)).as("one new instance lets one old one go").isEqualTo(1);
        paper.pass(Duration.ofSeconds(10));
        assertThat(draining(paper)).isEqualTo(3);
    }

    @Test
    void whatCannotReplaceTheOldInstancesDoesNotEndThem() {
        PoolOnPaper paper = paper(1, 0, 1);
        Caller caller = paper.call();
        RunnerId id = paper.offerReady();
        paper.release(caller, PoolOnPaper.OK);
        paper.pool.recycle(paper.now, paper.out);
        paper.pool
                .runners()
                .specialiseFailed(
                        paper.offer(),
                        new Frame.SpecialiseFailed("initialiser_failed", FunctionError.of(""), ""),
                        paper.now,
                        paper.out);
        assertThat(paper.call().instance().id()).isEqualTo(id);
    }

    private static List<Caller> calls(PoolOnPaper paper, int count) {
        return Stream.generate(paper::call).limit(count).toList();
    }

    private static RejectReason rejection(Caller caller) {
        if (caller.refusal instanceof Outcome.Rejected rejected) {
            return rejected.reason();
        }
        throw new AssertionError("not rejected, but " + caller.refusal);
    }

    private static List<RunnerId> ends(PoolOnPaper paper) {
        return paper.effects.stream()
                .flatMap(effect -> switch (effect) {
                    case FunctionEffect.Drain drain -> Stream.of(drain.runner());
                    case FunctionEffect.Kill kill -> Stream.of(kill.runner());
                    case FunctionEffect.Reap reap -> Stream.of(reap.runner());
                    default -> Stream.<RunnerId>empty();
                })
                .toList();
    }

    private static long draining(PoolOnPaper paper) {
        return paper.pool.instances().stream()
                .filter(instance -> instance.stateWord().equals("draining"))
                .count();
    }

    private static PoolOnPaper paper(int concurrency, int min, int max) {
        return new PoolOnPaper(Samples.version("f", 1, Samples.scaling(concurrency, min, max)));
    }
}
