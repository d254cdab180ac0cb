package dev.sluice.events.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.testkit.loop.SimulatedLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Two gateways on one store, with crashes, stand-stills and faults at random, in virtual time. */
class SchedulerSimulationTest {

    private static final Duration PERIOD = Duration.ofSeconds(7);

    private static Schedule schedule(String name) {
        return new Schedule(
                new FunctionName("report"),
                new ScheduleName(Namespace.DEFAULT, name),
                "1",
                new ScheduleSettings(
                        Optional.empty(),
                        Optional.of(PERIOD),
                        Optional.empty(),
                        Optional.empty(),
                        MissedRuns.ALL,
                        1000,
                        Overlap.QUEUE,
                        Duration.ofSeconds(2),
                        Optional.empty()));
    }

    @Test
    void everyDueTimeIsWrittenDownOnceAndIsOneCallWhateverHappens() {
        long seed = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            everyDueTimeIsWrittenDownOnce(seed + i);
        }
    }

    private static void everyDueTimeIsWrittenDownOnce(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedLoop loop = new SimulatedLoop(random.nextLong());
        WatchedState state = new WatchedState(new InMemoryKeyedState(loop.time()), random.nextLong(), 5);
        PlayedQueue queue = new PlayedQueue(loop, random.nextLong(), 20);
        Schedule schedule = schedule("report");
        PlayedGateway[] gateways = new PlayedGateway[2];
        Scheduler[] schedulers = new Scheduler[2];
        for (int i = 0; i < 2; i++) {
            gateways[i] = new PlayedGateway(loop, random.nextLong(1L << 40));
            schedulers[i] = gateways[i].scheduler(state, queue, "gateway-" + i);
            schedulers[i].put(schedule);
        }
        loop.afterEveryStep(() -> assertThat(schedulers[0].isOwner() && schedulers[1].isOwner())
                .as("two owners, seed %d", seed)
                .isFalse());
        for (int round = 0; round < 12; round++) {
            int which = random.nextInt(2);
            switch (random.nextInt(4)) {
                case 0 -> {
                    gateways[which].crash();
                    gateways[which] = new PlayedGateway(loop, random.nextLong(1L << 40));
                    schedulers[which] = gateways[which].scheduler(state, queue, "gateway-" + which + "-" + round);
                    schedulers[which].put(schedule);
                }
                case 1 -> gateways[which].standStill(Duration.ofSeconds(random.nextLong(60)));
                case 2 -> {
                    schedulers[which].close();
                    schedulers[which] = gateways[which].scheduler(state, queue, "gateway-" + which + "+" + round);
                    schedulers[which].put(schedule);
                }
                default -> {}
            }
            loop.run(Duration.ofMillis(random.nextLong(60_000)));
        }
        state.calm();
        queue.calm();
        loop.run(Duration.ofSeconds(300));
        check(schedule, state.written(), queue.kept(), loop.time().instant(), seed);
    }

    private static void check(Schedule schedule, List<RunRecord> written, List<Instant> kept, Instant end, long seed) {
        Instant start = written.getFirst().decided();
        Instant last = written.getLast().decided();
        List<Instant> due = new ArrayList<>();
        for (Instant time = schedule.timing().next(start).orElseThrow();
                !time.isAfter(last);
                time = schedule.timing().next(time).orElseThrow()) {
            due.add(time);
        }
        List<Instant> run = written.stream()
                .skip(1)
                .map(record -> record.run().orElseThrow())
                .toList();
        assertThat(run).as("written down, seed %d", seed).isEqualTo(due);
        assertThat(kept)
                .as("calls, seed %d", seed)
                .startsWith(due.toArray(Instant[]::new))
                .hasSizeLessThan(due.size() + 2);
        assertThat(last).as("until the end, seed %d", seed).isAfter(end.minusSeconds(20));
        assertThat(due).as("many, seed %d", seed).hasSizeGreaterThan(15);
    }

    @Test
    void anotherTakesOverAfterTheLengthOfALeaseAndAtOnceFromWhoGivesItBack() {
        SimulatedLoop loop = new SimulatedLoop(1);
        KeyedState state = new InMemoryKeyedState(loop.time());
        PlayedQueue queue = new PlayedQueue(loop, 1, 0);
        PlayedGateway one = new PlayedGateway(loop, 5);
        Scheduler first = one.scheduler(state, queue, "one");
        loop.run(Duration.ofSeconds(1));
        Scheduler second = new PlayedGateway(loop, 1L << 50).scheduler(state, queue, "two");
        loop.run(Duration.ofSeconds(60));
        assertThat(first.isOwner()).isTrue();
        assertThat(second.isOwner()).isFalse();

        one.crash();
        loop.run(Duration.ofSeconds(12));
        assertThat(second.isOwner()).isFalse();
        loop.run(Duration.ofSeconds(23));
        assertThat(second.isOwner()).isTrue();

        Scheduler third = new PlayedGateway(loop, 7).scheduler(state, queue, "three");
        loop.run(Duration.ofSeconds(1));
        second.close();
        loop.run(Duration.ofSeconds(6));
        assertThat(third.isOwner()).isTrue();
    }
}
