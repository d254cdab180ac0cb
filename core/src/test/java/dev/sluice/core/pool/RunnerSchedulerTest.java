package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RunnerSchedulerTest {

    private static final RunnerKind BIG = new RunnerKind(Samples.JAVA, new MemorySize(1024));

    private final List<SchedulerEffect> effects = new ArrayList<>();
    private RunnerScheduler scheduler = scheduler(Samples.settings());
    private int ids;
    private long now;
    private int accepted;

    @Test
    void keepsTheDefaultClassWarmOneStartAtATime() {
        plan();
        assertThat(starts()).hasSize(1);
        ready(starts());
        assertThat(starts()).hasSize(2);
        ready(starts());
        assertThat(starts()).hasSize(2);
        assertThat(standing(Samples.KIND).warm()).isEqualTo(2);
    }

    @Test
    void keepsAnotherClassWarmOnlyWhileALiveFunctionNeedsIt() {
        fill();
        scheduler.live(BIG, 1);
        plan();
        ready(starts());
        assertThat(standing(BIG).warm()).isEqualTo(1);
        scheduler.live(BIG, -1);
        plan();
        assertThat(stops()).hasSize(1);
        assertThat(stops().getFirst().kind()).isEqualTo(BIG);
    }

    @Test
    void startsARunnerWithOptionsOnlyWhenItIsNeededAndTellsAtOnceThatItCannot() {
        RunnerKind own = new RunnerKind(Samples.JAVA, new MemorySize(256), List.of("--enable-preview"));
        fill();
        scheduler.live(own, 1);
        plan();
        assertThat(starts()).hasSize(2);
        want("a", own, 1);
        plan();
        SchedulerEffect.StartRunner start = starts().getLast();
        assertThat(start.kind()).isEqualTo(own);
        scheduler.ended(start.id(), "exit code 1", now);
        plan();
        assertThat(effects)
                .contains(new SchedulerEffect.NoRunner(
                        PoolName.live(new FunctionName("a")),
                        own,
                        "runners of java25/256Mi --enable-preview do not start: exit code 1"));
    }

    @Test
    void tellsRunnersThatCallersWaitForFromThoseThatAreToWait() {
        fill();
        want("a", 3, 0);
        plan();

        assertThat(starts().stream().map(SchedulerEffect.StartRunner::awaited)).containsExactly(false, false, true);
    }

    @Test
    void handsWarmRunnersRoundToTheFunctionsThatWait() {
        fill();
        want("a", 1, 3);
        want("b", 1, 0);
        plan();
        assertThat(assigned()).containsExactly("a", "b");
    }

    @Test
    void reservesTheLastWarmRunnerForAFunctionWithoutAnInstance() {
        fill();
        want("a", 0, 5);
        plan();
        assertThat(assigned()).containsExactly("a");
        want("b", 1, 0);
        plan();
        assertThat(assigned()).containsExactly("a", "b");
    }

    @Test
    void backgroundCallsLeaveTheLastHalfOfTheWarmRunners() {
        scheduler = scheduler(warm(4));
        for (int i = 0; i < 5; i++) {
            ready(starts());
        }
        assertThat(standing(Samples.KIND).warm()).isEqualTo(4);
        background("a", 4);
        assertThat(assigned()).containsExactly("a", "a");
        want("b", 1, 0);
        want("c", 0, 5);
        plan();
        assertThat(assigned()).containsExactly("a", "a", "b");
    }

    @Test
    void backgroundCallsTakeAtMostHalfOfTheMachine() {
        scheduler = scheduler(caps(6, 6 * 256));
        fill();
        background("a", 10);
        for (int i = 0; i < 10; i++) {
            of(SchedulerEffect.Assign.class).stream().skip(accepted).forEach(assign -> {
                accepted++;
                scheduler.accepted(assign.id());
            });
            ready(starts());
        }
        assertThat(assigned()).containsExactly("a", "a", "a");
        assertThat(scheduler.runners()).as("with those that are kept warm").isEqualTo(5);
        scheduler.ended(of(SchedulerEffect.Assign.class).getFirst().id(), "idle", now);
        planWhenQuiet();
        assertThat(assigned()).hasSize(4);
    }

    @Test
    void growthOfOneFunctionStartsOneRunnerAtATime() {
        fill();
        want("a", 0, 10);
        plan();
        planWhenQuiet();
        assertThat(standing(Samples.KIND).starting()).isEqualTo(1);
    }

    @Test
    void refillWaitsUntilNothingWasClaimedForAWhile() {
        fill();
        take("a");
        assertThat(standing(Samples.KIND).starting()).isZero();
        assertThat(scheduler.nextTick()).isEqualTo(now + RefillPause.QUIET);
        now += RefillPause.QUIET;
        plan();
        assertThat(standing(Samples.KIND).starting()).isEqualTo(1);
    }

    @Test
    void claimsOneAfterTheOtherDoNotHoldRefillBackForever() {
        scheduler = scheduler(warm(50));
        for (int i = 0; i < 55; i++) {
            ready(starts());
        }
        long begin = now;
        for (int i = 0; standing(Samples.KIND).starting() == 0; i++) {
            take("f" + i);
            now += RefillPause.QUIET / 2;
        }
        assertThat(now - begin).isBetween(RefillPause.LONGEST, RefillPause.LONGEST + RefillPause.QUIET);
    }

    @Test
    void aCallerWhomNobodyElseCanServeDoesNotWaitForRefillsPause() {
        fill();
        take("a");
        take("b");
        want("c", 1, 0);
        plan();
        assertThat(standing(Samples.KIND).starting()).isEqualTo(1);
    }

    @Test
    void callersWhomNobodyElseCanServeStartRunnersUpToTheCap() {
        for (int i = 0; i < 10; i++) {
            want("f" + i, 1, 0);
        }
        plan();
        assertThat(standing(Samples.KIND).starting()).isEqualTo(3);
    }

    @Test
    void neverStartsMoreRunnersThanTheMachineMayHave() {
        scheduler = scheduler(caps(2, 20 * 256));
        want("f", 1, 10);
        plan();
        ready(starts());
        planWhenQuiet();
        assertThat(starts()).hasSize(2);
        assertThat(scheduler.runners()).isEqualTo(2);
    }

    @Test
    void neverPromisesMoreMemoryThanThereIs() {
        scheduler = scheduler(caps(20, 1024 + 256));
        scheduler.live(BIG, 1);
        want("big", BIG, 1);
        plan();
        ready(starts());
        plan();
        assertThat(scheduler.memory()).isLessThanOrEqualTo(new MemorySize(1024 + 256));
    }

    @Test
    void saysSoWhenARunnerCanNeverFit() {
        scheduler = scheduler(caps(20, 512));
        want("big", BIG, 1);
        plan();
        assertThat(of(SchedulerEffect.NoRunner.class)).first().satisfies(none -> {
            assertThat(none.function()).isEqualTo(PoolName.live(new FunctionName("big")));
            assertThat(none.detail())
                    .isEqualTo("a runner of 1Gi does not fit into the 512Mi that this gateway may use");
        });
    }

    @Test
    void aFullMachineEvictsForAFunctionWithoutAnInstanceAtOnceButForGrowthOnlyWhatIsLongIdle() {
        scheduler = scheduler(caps(2, 20 * 256));
        fill();
        take("a");
        take("b");
        want("a", 0, 1);
        planWhenQuiet();
        assertThat(of(SchedulerEffect.EvictIdle.class))
                .containsExactly(new SchedulerEffect.EvictIdle(PoolSettings.EVICT_IDLE.toNanos()));
        want("c", 1, 0);
        plan();
        assertThat(of(SchedulerEffect.EvictIdle.class)).last().isEqualTo(new SchedulerEffect.EvictIdle(0));
        assertThat(scheduler.nextTick()).as("asks again").isGreaterThan(now);
    }

    @Test
    void aWarmRunnerOfAnotherKindMakesRoomBeforeAnInstanceDoes() {
        scheduler = scheduler(caps(2, 20 * 256));
        fill();
        want("big", BIG, 1);
        plan();
        assertThat(stops()).hasSize(1);
        assertThat(of(SchedulerEffect.EvictIdle.class)).isEmpty();
    }

    @Test
    void failingStartsBackOffAndAreToldAfterTheThird() {
        want("f", 1, 0);
        for (int i = 0; i < 3; i++) {
            plan();
            assertThat(of(SchedulerEffect.NoRunner.class)).isEmpty();
            starts().forEach(start -> scheduler.ended(start.id(), "exit code 64: no JDK", now));
            now += Duration.ofSeconds(4).toNanos();
        }
        now -= Duration.ofSeconds(4).toNanos();
        plan();
        assertThat(of(SchedulerEffect.NoRunner.class))
                .first()
                .satisfies(none -> assertThat(none.detail())
                        .isEqualTo("runners of java25/256Mi do not start: exit code 64: no JDK"));
    }

    @Test
    void aRunnerThatNeverSaysHelloIsEndedAndCounted() {
        plan();
        now += Duration.ofSeconds(30).toNanos();
        assertThat(scheduler.nextTick()).isEqualTo(now);
        plan();
        assertThat(stops()).extracting(SchedulerEffect.StopRunner::why).containsExactly("no hello within 30000 ms");
    }

    @Test
    void aRunnerThatDiesWhileItIsOfferedIsNotLostCount() {
        fill();
        want("f", 1, 0);
        plan();
        SchedulerEffect.Assign offer = of(SchedulerEffect.Assign.class).getFirst();
        scheduler.ended(offer.id(), "exit code 1", now);
        scheduler.givenBack(offer.id(), now);
        assertThat(scheduler.runners()).isEqualTo(1);
        planWhenQuiet();
        assertThat(scheduler.runners()).isEqualTo(2);
        assertThat(assigned()).hasSize(2);
    }

    @Test
    void surplusRunnersAreKeptForAMinute() {
        fill();
        want("f", 0, 3);
        plan();
        scheduler.accepted(of(SchedulerEffect.Assign.class).getFirst().id());
        want("f", 0, 2);
        plan();
        ready(starts());
        want("f", 0, 0);
        plan();
        ready(starts());
        now += PoolSettings.SURPLUS_KEEP.toNanos();
        plan();
        assertThat(standing(Samples.KIND).warm()).isEqualTo(2);
    }

    private void fill() {
        plan();
        for (int i = 0; i < 5; i++) {
            ready(starts());
        }
    }

    private void take(String function) {
        want(function, 1, 0);
        plan();
        scheduler.accepted(of(SchedulerEffect.Assign.class).getLast().id());
        want(function, 0, 0);
        plan();
    }

    private void plan() {
        scheduler.tick(now, effects::add);
    }

    private void ready(List<SchedulerEffect.StartRunner> started) {
        started.forEach(start -> scheduler.ready(start.id(), now));
        planWhenQuiet();
    }

    /** When nothing has been claimed for so long that refill goes on. */
    private void planWhenQuiet() {
        now += RefillPause.LONGEST;
        plan();
    }

    private void want(String function, int urgent, int growth) {
        scheduler.want(
                PoolName.live(new FunctionName(function)), new FunctionEffect.Want(Samples.KIND, urgent, growth));
    }

    private void want(String function, RunnerKind kind, int urgent) {
        scheduler.want(PoolName.live(new FunctionName(function)), new FunctionEffect.Want(kind, urgent, 0));
    }

    private void background(String function, int runners) {
        scheduler.want(PoolName.live(new FunctionName(function)), new FunctionEffect.Want(Samples.KIND, 0, 0, runners));
        plan();
    }

    private List<SchedulerEffect.StartRunner> starts() {
        return of(SchedulerEffect.StartRunner.class);
    }

    private List<SchedulerEffect.StopRunner> stops() {
        return of(SchedulerEffect.StopRunner.class);
    }

    private List<String> assigned() {
        return of(SchedulerEffect.Assign.class).stream()
                .map(assign -> assign.function().function().value())
                .toList();
    }

    private <T extends SchedulerEffect> List<T> of(Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private RunnerScheduler.Standing standing(RunnerKind kind) {
        return scheduler.standings().stream()
                .filter(standing -> standing.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private RunnerScheduler scheduler(PoolSettings settings) {
        return new RunnerScheduler(
                settings, List.of(Samples.JAVA), () -> new RunnerId("r" + ++ids), new SplittableRandom(1));
    }

    private static PoolSettings warm(int wanted) {
        PoolSettings base = Samples.settings();
        return new PoolSettings(
                new PoolSettings.Caps(200, new MemorySize(200 * 256), 2, 1, 4),
                new PoolSettings.Warm(base.warm().defaultClass(), wanted, 1),
                base.startBudget(),
                base.helloBudget());
    }

    private static PoolSettings caps(int runners, int mebibytes) {
        PoolSettings base = Samples.settings();
        return new PoolSettings(
                new PoolSettings.Caps(runners, new MemorySize(mebibytes), Math.min(2, runners), 1, 4),
                base.warm(),
                base.startBudget(),
                base.helloBudget());
    }
}
