package dev.sluice.gateway.observe.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.core.decorator.DecoratorEvent;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.FunctionReport.InstanceReport;
import dev.sluice.core.pool.FunctionReport.Trouble;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.core.pool.PoolReport.WarmReport;
import dev.sluice.core.pool.Shard;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.observe.Calls;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // The registry that Quarkus brings is of the older client.
class MetricsTest {

    private static final FunctionName HELLO = new FunctionName("hello");
    private static final RunnerId R1 = new RunnerId("r1");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Set<FunctionName> functions = new HashSet<>(Set.of(HELLO));
    private PoolReport report = new PoolReport(List.of(), Map.of());
    private DropCounts losses = new DropCounts(0, 0, 0, 0, 0);
    private Metrics metrics = new Metrics(2, functions::contains, () -> report, () -> losses);

    @BeforeEach
    void register() {
        registry.getPrometheusRegistry().register(metrics);
    }

    /** The lines of a scrape that begin with {@code name}, comments left out. */
    private List<String> scrape(String name) {
        return registry.scrape().lines().filter(line -> line.startsWith(name)).toList();
    }

    @Test
    void whatDecoratorsDoIsCounted() {
        for (int i = 0; i < 3; i++) {
            metrics.decorators()
                    .accept(new DecoratorEvent(HELLO, "cache", 1, Optional.empty(), new DecoratorEvent.What.Hit()));
        }
        metrics.decorators()
                .accept(new DecoratorEvent(
                        HELLO, "auth", 0, Optional.empty(), new DecoratorEvent.What.Answered(401, "no_token")));

        assertThat(scrape("sluice_decorator_events_total"))
                .containsExactlyInAnyOrder(
                        "sluice_decorator_events_total{function=\"hello\",namespace=\"default\",decorator=\"cache\",event=\"hit\",} 3.0",
                        "sluice_decorator_events_total{function=\"hello\",namespace=\"default\",decorator=\"auth\",event=\"answered\",} 1.0");
    }

    @Test
    void aCallIsCountedByHowItEnded() {
        metrics.calls().accept(Calls.warm("hello"));
        metrics.calls().accept(Calls.warm("hello"));
        metrics.calls()
                .accept(Calls.refused(
                        "hello", new Outcome.Rejected(RejectReason.QUEUE_FULL, "", Duration.ofSeconds(1)), 429));
        metrics.calls()
                .accept(Calls.call(
                        "hello", new Outcome.Threw(FunctionError.of("x")), 500, new Timings(0, 0, 1, false)));

        assertThat(scrape("sluice_invocations_total{function=\"hello\",namespace=\"default\""))
                .containsExactlyInAnyOrder(
                        "sluice_invocations_total{function=\"hello\",namespace=\"default\",outcome=\"succeeded\",reason=\"\",} 2.0",
                        "sluice_invocations_total{function=\"hello\",namespace=\"default\",outcome=\"rejected\",reason=\"queue_full\",} 1.0",
                        "sluice_invocations_total{function=\"hello\",namespace=\"default\",outcome=\"threw\",reason=\"\",} 1.0");
        assertThat(scrape("sluice_responses_total"))
                .containsExactly(
                        "sluice_responses_total{function=\"hello\",namespace=\"default\",status=\"2xx\",} 2.0",
                        "sluice_responses_total{function=\"hello\",namespace=\"default\",status=\"4xx\",} 1.0",
                        "sluice_responses_total{function=\"hello\",namespace=\"default\",status=\"5xx\",} 1.0");
    }

    @Test
    void durationsAreHistogramsInSecondsOfCallsThatReachedAnInstance() {
        metrics.calls().accept(Calls.cold());
        metrics.calls().accept(Calls.refused("hello", new Outcome.Cancelled(), 0));

        assertThat(scrape("sluice_invocation_duration_seconds_bucket{function=\"hello\",namespace=\"default\""))
                .hasSize(17)
                .contains(
                        "sluice_invocation_duration_seconds_bucket{function=\"hello\",namespace=\"default\",le=\"0.005\",} 0.0",
                        "sluice_invocation_duration_seconds_bucket{function=\"hello\",namespace=\"default\",le=\"0.01\",} 1.0",
                        "sluice_invocation_duration_seconds_bucket{function=\"hello\",namespace=\"default\",le=\"+Inf\",} 1.0");
        assertThat(scrape("sluice_invocation_duration_seconds_sum{function=\"hello\",namespace=\"default\""))
                .containsExactly(
                        "sluice_invocation_duration_seconds_sum{function=\"hello\",namespace=\"default\",} 0.0098");
        assertThat(scrape("sluice_invocation_run_seconds_total{function=\"hello\",namespace=\"default\""))
                .containsExactly(
                        "sluice_invocation_run_seconds_total{function=\"hello\",namespace=\"default\",} 0.00225");
        assertThat(scrape("sluice_invocation_bytes_total{function=\"hello\",namespace=\"default\""))
                .containsExactly(
                        "sluice_invocation_bytes_total{function=\"hello\",namespace=\"default\",direction=\"in\",} 128.0",
                        "sluice_invocation_bytes_total{function=\"hello\",namespace=\"default\",direction=\"out\",} 1024.0");
    }

    @Test
    void waitsAndColdStartsAreThereOnceTheyHappen() {
        metrics.calls().accept(Calls.warm("hello"));
        assertThat(scrape("sluice_cold_start")).isEmpty();
        assertThat(scrape("sluice_queue_wait")).isEmpty();

        metrics.calls().accept(Calls.cold());

        assertThat(scrape("sluice_cold_starts_total"))
                .containsExactly("sluice_cold_starts_total{function=\"hello\",namespace=\"default\",} 1.0");
        assertThat(scrape("sluice_cold_start_seconds_sum"))
                .containsExactly("sluice_cold_start_seconds_sum{function=\"hello\",namespace=\"default\",} 0.0065");
        assertThat(scrape("sluice_queue_wait_seconds_count"))
                .containsExactly("sluice_queue_wait_seconds_count{function=\"hello\",namespace=\"default\",} 1.0");
    }

    @Test
    void callersCannotMakeSeriesWithNamesOfTheirOwn() {
        for (int i = 0; i < 100; i++) {
            metrics.calls().accept(Calls.refused("nobody-" + i, new Outcome.NoSuchFunction(), 404));
        }

        assertThat(registry.scrape()).doesNotContain("nobody-");
        assertThat(scrape("sluice_invocations_total{function=\"_unknown\",namespace=\"\""))
                .containsExactly(
                        "sluice_invocations_total{function=\"_unknown\",namespace=\"\",outcome=\"no_such_function\",reason=\"\",} 100.0");
    }

    @Test
    void functionsPastTheBoundShareOneSeries() {
        for (String name : List.of("a", "b", "c", "d")) {
            functions.add(new FunctionName(name));
            metrics.calls().accept(Calls.warm(name));
        }

        assertThat(scrape("sluice_invocations_total"))
                .containsExactly(
                        "sluice_invocations_total{function=\"a\",namespace=\"default\",outcome=\"succeeded\",reason=\"\",} 1.0",
                        "sluice_invocations_total{function=\"b\",namespace=\"default\",outcome=\"succeeded\",reason=\"\",} 1.0",
                        "sluice_invocations_total{function=\"_other\",namespace=\"\",outcome=\"succeeded\",reason=\"\",} 2.0");
    }

    @Test
    void aRemovedFunctionLeavesAndMakesRoom() {
        functions.add(new FunctionName("b"));
        functions.add(new FunctionName("c"));
        metrics.calls().accept(Calls.warm("hello"));
        metrics.calls().accept(Calls.warm("b"));

        functions.remove(HELLO);
        metrics.forget(HELLO);
        metrics.calls().accept(Calls.warm("hello"));
        metrics.calls().accept(Calls.warm("c"));

        assertThat(scrape("sluice_invocation_run_seconds_total"))
                .containsExactly(
                        "sluice_invocation_run_seconds_total{function=\"b\",namespace=\"default\",} 0.002",
                        "sluice_invocation_run_seconds_total{function=\"c\",namespace=\"default\",} 0.002",
                        "sluice_invocation_run_seconds_total{function=\"_other\",namespace=\"\",} 0.002");
    }

    @Test
    void reasonsThatAreNotOursAreBounded() {
        for (int i = 0; i < 500; i++) {
            metrics.calls()
                    .accept(Calls.refused("hello", new Outcome.PlatformFault(Component.RUNNER, "r" + i, ""), 502));
            metrics.pools().accept(new PoolEvent.SpecialiseFailed(HELLO, 1, "reason " + i));
        }

        assertThat(scrape("sluice_invocations_total{function=\"hello\",namespace=\"default\"")
                        .size())
                .isLessThan(70);
        assertThat(scrape("sluice_invocations_total{function=\"hello\",namespace=\"default\",outcome=\"_other\""))
                .hasSize(1);
        assertThat(scrape("sluice_specialise_failures_total")).hasSize(33);
    }

    @Test
    void poolEventsAreCounted() {
        RuntimeName java = new RuntimeName("java25");
        metrics.pools().accept(new PoolEvent.RunnerReady(java, R1, Duration.ofMillis(290)));
        metrics.pools().accept(new PoolEvent.Specialised(HELLO, 1, R1, Duration.ofMillis(7)));
        metrics.pools().accept(new PoolEvent.SpecialiseFailed(HELLO, 2, "class_not_found"));
        metrics.pools().accept(new PoolEvent.InstanceStopped(HELLO, 1, R1, "idle"));
        metrics.pools().accept(new PoolEvent.InstanceCrashed(HELLO, 1, R1, new RunnerExit(137, true, "")));
        metrics.pools().accept(new PoolEvent.RunnerLost(java, R1, "no hello"));

        assertThat(scrape("sluice_"))
                .contains(
                        "sluice_runner_start_seconds_sum{runtime=\"java25\",} 0.29",
                        "sluice_runner_start_seconds_bucket{runtime=\"java25\",le=\"0.5\",} 1.0",
                        "sluice_specialise_seconds_sum 0.007",
                        "sluice_specialise_failures_total{reason=\"class_not_found\",} 1.0",
                        "sluice_instances_stopped_total{reason=\"idle\",} 1.0",
                        "sluice_instance_crashes_total{function=\"hello\",namespace=\"default\",} 1.0",
                        "sluice_runners_lost_total{runtime=\"java25\",} 1.0");
    }

    @Test
    void howThePoolsStandIsAskedWhenSomebodyScrapes() {
        report = new PoolReport(
                List.of(new WarmReport(new RuntimeName("java25"), new MemorySize(256), 2, 1, 3, 60_000_000)),
                Map.of(
                        HELLO,
                        new FunctionReport(
                                List.of(
                                        instance("r1", "ready", 3, OptionalLong.of(41_000_000)),
                                        instance("r2", "draining", 1, OptionalLong.empty())),
                                5,
                                1,
                                Optional.of(new Trouble(4, "exit code 3", Instant.EPOCH)),
                                new FunctionReport.Background(2, 3),
                                Optional.of(new FunctionReport.Keyed(9, 3, 2, 1, 4, 5)))));

        assertThat(scrape("sluice_"))
                .contains(
                        "sluice_warm_runners{runtime=\"java25\",memory=\"256Mi\",state=\"ready\",} 2.0",
                        "sluice_warm_runners{runtime=\"java25\",memory=\"256Mi\",state=\"starting\",} 1.0",
                        "sluice_warm_runners{runtime=\"java25\",memory=\"256Mi\",state=\"wanted\",} 3.0",
                        "sluice_warm_memory_bytes{runtime=\"java25\",memory=\"256Mi\",} 6.0E7",
                        "sluice_instances{function=\"hello\",namespace=\"default\",state=\"ready\",} 1.0",
                        "sluice_instances{function=\"hello\",namespace=\"default\",state=\"draining\",} 1.0",
                        "sluice_instances{function=\"hello\",namespace=\"default\",state=\"specialising\",} 0.0",
                        "sluice_in_flight{function=\"hello\",namespace=\"default\",} 4.0",
                        "sluice_queue_length{function=\"hello\",namespace=\"default\",} 5.0",
                        "sluice_background_in_flight{function=\"hello\",namespace=\"default\",} 2.0",
                        "sluice_background_queue_length{function=\"hello\",namespace=\"default\",} 3.0",
                        "sluice_instance_memory_bytes{function=\"hello\",namespace=\"default\",instance=\"r1\",} 4.1E7",
                        "sluice_crash_loop{function=\"hello\",namespace=\"default\",} 4.0",
                        "sluice_shard_instances{function=\"hello\",namespace=\"default\",} 1.0",
                        "sluice_affinity_calls_total{function=\"hello\",namespace=\"default\",at=\"own\",} 9.0",
                        "sluice_affinity_calls_total{function=\"hello\",namespace=\"default\",at=\"replica\",} 3.0",
                        "sluice_affinity_calls_total{function=\"hello\",namespace=\"default\",at=\"spilled\",} 2.0",
                        "sluice_affinity_calls_total{function=\"hello\",namespace=\"default\",at=\"without\",} 1.0",
                        "sluice_affinity_hot_keys{function=\"hello\",namespace=\"default\",} 4.0",
                        "sluice_affinity_moves_total{function=\"hello\",namespace=\"default\",} 5.0");
        report = new PoolReport(List.of(), Map.of());
        assertThat(scrape("sluice_instance")).noneMatch(line -> line.contains("r1"));
    }

    @Test
    void whatTheObserversLoseCanBeSeen() {
        losses = new DropCounts(100, 2, 3, 4, 5);

        assertThat(scrape("sluice_"))
                .contains(
                        "sluice_log_lines_total 100.0",
                        "sluice_log_lines_dropped_total{reason=\"crowded_out\",} 2.0",
                        "sluice_log_lines_dropped_total{reason=\"disk\",} 3.0",
                        "sluice_access_records_dropped_total 4.0",
                        "sluice_traces_dropped_total 5.0");
    }

    @Test
    void everyMetricSaysWhatItIs() {
        metrics.calls().accept(Calls.cold());

        assertThat(registry.scrape())
                .contains("# HELP sluice_invocations_total Calls that are over, by how they ended.")
                .contains("# TYPE sluice_invocations_total counter")
                .contains("# TYPE sluice_invocation_duration_seconds histogram")
                .contains("# TYPE sluice_instances gauge");
    }

    @Test
    void aBoundThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Metrics(-1, functions::contains, () -> report, () -> losses))
                .withMessage("functions with series of their own must be 0 to 100000, not -1");
    }

    private static InstanceReport instance(String id, String state, int inFlight, OptionalLong memory) {
        return new InstanceReport(id, 1, 1, state, inFlight, 0, Duration.ZERO, memory, Optional.of(new Shard(1, 4)));
    }
}
