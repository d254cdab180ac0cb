package dev.sluice.gateway.observe.standing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.FunctionReport.InstanceReport;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.core.pool.PoolReport.WarmReport;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.broker.NamedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandingTest {

    private static final RuntimeName JAVA = new RuntimeName("java25");
    private static final PoolReport EMPTY = new PoolReport(List.of(), Map.of());

    private PoolReport report = EMPTY;
    private Instant now = Instant.parse("2026-02-03T04:05:06Z");

    @Test
    void theGatewayServesWhenAllStepsAreMade() {
        Lifecycle course = new Lifecycle();
        assertThat(course.verdict())
                .isEqualTo(HealthResult.bad(
                        "The gateway starts: still to come are catalog restored, runner gate open," + " listening."));

        course.reached(Lifecycle.Step.LISTENING);
        course.reached(Lifecycle.Step.CATALOG_RESTORED);
        assertThat(course.verdict())
                .isEqualTo(HealthResult.bad("The gateway starts: still to come are runner gate open."));

        course.reached(Lifecycle.Step.RUNNER_GATE_OPEN);
        assertThat(course.verdict()).isEqualTo(HealthResult.good());
    }

    @Test
    void aBrokerThatIsAwayIsToldAndTakesNothingOutOfService() throws Exception {
        try (KafkaCluster kafka = new NamedCluster("nowhere", "sluice.kafka.bootstrap-servers", Map.of())) {
            Broker broker = new Broker(kafka);
            assertThat(broker.verdict()).isEqualTo(HealthResult.good().with("state", "not_started"));
            assertThat(kafka.ready(Duration.ofMinutes(1))).failsWithin(Duration.ofMinutes(1));
            assertThat(broker.verdict())
                    .isEqualTo(HealthResult.good()
                            .with("state", "away")
                            .with(
                                    "why",
                                    "Kafka does not answer: functions are called as ever, but topics, triggers and calls that"
                                            + " nobody waits for have to wait. The gateway's log says why, and so does GET"
                                            + " /pool."));
        }
    }

    @Test
    void aGatewayThatDrainsDoesNotServe() {
        Lifecycle course = new Lifecycle();
        Stream.of(Lifecycle.Step.values()).forEach(course::reached);

        course.drain();

        assertThat(course.verdict())
                .isEqualTo(HealthResult.bad(
                        "The gateway shuts down: calls under way are served, new ones are not taken."));
    }

    @Test
    void withoutAWarmRunnerOrAnInstanceNothingCanRun() {
        Runners runners = new Runners(() -> report);
        assertThat(runners.verdict().well()).isFalse();

        report = warm(0, 2, 3);
        assertThat(runners.verdict())
                .isEqualTo(HealthResult.bad("The first runners start: 2 are on their way.")
                        .with("warm", "0")
                        .with("serving", "0"));
    }

    @Test
    void aWarmRunnerIsEnough() {
        report = warm(1, 0, 3);

        assertThat(new Runners(() -> report).verdict())
                .isEqualTo(HealthResult.good().with("warm", "1").with("serving", "0"));
    }

    @Test
    void anInstanceThatServesIsEnoughAndOneThatStartsIsNot() {
        report = instance("specialising");
        assertThat(new Runners(() -> report).verdict().well()).isFalse();

        report = instance("ready");
        assertThat(new Runners(() -> report).verdict())
                .isEqualTo(HealthResult.good().with("warm", "0").with("serving", "1"));
    }

    @Test
    void aPoolThatIsToBeEmptyIsWell() {
        report = warm(0, 0, 0);

        assertThat(new Runners(() -> report).verdict().well()).isTrue();
    }

    @Test
    void whatKeepsRunnersFromStartingIsTold() {
        Runners runners = new Runners(() -> report);
        report = warm(0, 1, 3);

        runners.accept(new PoolEvent.RunnerLost(JAVA, new RunnerId("r1"), "no hello within 10 s."));
        assertThat(runners.verdict().facts())
                .containsEntry(
                        "why", "No runner could be started so far. The last one, of java25: no hello within 10 s.");

        runners.accept(new PoolEvent.RunnerReady(JAVA, new RunnerId("r2"), Duration.ofMillis(300)));
        assertThat(runners.verdict().facts()).containsEntry("why", "The first runners start: 1 are on their way.");
    }

    @Test
    void aFunctionThatServesDoesNotHideThatNoMoreRunnersStart() {
        Runners runners = new Runners(() -> report);
        report = new PoolReport(warm(0, 1, 3).warm(), instance("ready").functions());
        PoolEvent lost = new PoolEvent.RunnerLost(JAVA, new RunnerId("r1"), "no hello within 30 s.");
        runners.accept(lost);
        runners.accept(lost);
        assertThat(runners.verdict().well()).isTrue();
        runners.accept(lost);
        assertThat(runners.verdict().well()).isFalse();
        assertThat(runners.verdict().facts())
                .containsEntry(
                        "why",
                        "No more runners can be started: functions that have instances are served, others are not. 3"
                                + " were lost in a row, the last one of java25: no hello within 30 s.");

        runners.accept(new PoolEvent.RunnerReady(JAVA, new RunnerId("r2"), Duration.ofMillis(300)));
        assertThat(runners.verdict().well()).isTrue();
    }

    @Test
    void aHomeWithRoomIsFine(@TempDir Path home) throws IOException {
        HomeDisk disk = new HomeDisk(home, 1, () -> now);

        assertThat(disk.verdict().facts()).containsEntry("writable", "true").doesNotContainKey("why");
        try (Stream<Path> left = Files.list(home)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void littleRoomIsAWarningThatDoesNotTakeTheGatewayOut(@TempDir Path home) {
        HomeDisk disk = new HomeDisk(home, Long.MAX_VALUE, () -> now);

        assertThat(disk.verdict().well()).isTrue();
        assertThat(disk.look().writable()).isTrue();
        assertThat(disk.look().why())
                .startsWith("The disk of the home folder is nearly full: ")
                .endsWith(" MiB are left. Free some space there.");
    }

    @Test
    void aHomeThatCannotBeWrittenIsToldAndLookedAtAgainAfterFiveSeconds(@TempDir Path folder) throws IOException {
        Path home = folder.resolve("gone");
        HomeDisk disk = new HomeDisk(home, 1, () -> now);
        assertThat(disk.look().writable()).isFalse();
        assertThat(disk.verdict().well()).isTrue();
        assertThat(disk.verdict().facts())
                .containsEntry(
                        "why",
                        "The home folder cannot be written: deployments fail and logs are lost. Free some space there,"
                                + " or make it writable; the gateway's log has the cause.");

        Files.createDirectory(home);
        now = now.plusMillis(4_999);
        assertThat(disk.look().writable()).isFalse();
        now = now.plusMillis(1);
        assertThat(disk.look())
                .extracting(HomeDisk.Look::writable, HomeDisk.Look::why)
                .containsExactly(true, "");
    }

    @Test
    void eventLoopsThatAnswerAreAlive() {
        try (ExecutorService loop = Executors.newSingleThreadExecutor()) {
            assertThat(new EventLoops(List.of(loop, loop), Duration.ofSeconds(5)).verdict())
                    .isEqualTo(HealthResult.good());
        }
    }

    @Test
    void anEventLoopThatIsBlockedIsTold() {
        Executor works = Runnable::run;
        Executor blocked = task -> {};

        assertThat(new EventLoops(List.of(works, blocked), Duration.ofMillis(20)).verdict())
                .isEqualTo(HealthResult.bad("1 of 2 event loops did not answer within 20 ms: something blocks them."
                        + " A thread dump shows what."));
    }

    @Test
    void eventLoopsThatEndedAreTold() {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        loop.shutdown();

        assertThat(new EventLoops(List.of(loop), Duration.ofSeconds(5)).verdict())
                .isEqualTo(HealthResult.bad("The event loops have ended."));
    }

    private static PoolReport warm(int ready, int starting, int wanted) {
        return new PoolReport(List.of(new WarmReport(JAVA, new MemorySize(256), ready, starting, wanted, 0)), Map.of());
    }

    private static PoolReport instance(String state) {
        InstanceReport instance = new InstanceReport("r1", 1, 1, state, 0, 0, Duration.ZERO, OptionalLong.empty());
        return new PoolReport(
                List.of(),
                Map.of(new FunctionName("hello"), new FunctionReport(List.of(instance), 0, 0, Optional.empty())));
    }
}
