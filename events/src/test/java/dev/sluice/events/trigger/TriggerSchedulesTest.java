package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.schedule.KnownSchedules;
import dev.sluice.events.schedule.QueuedRuns;
import dev.sluice.events.schedule.ScheduledRun;
import dev.sluice.events.schedule.Scheduler;
import dev.sluice.testkit.loop.SimulatedLoop;
import dev.sluice.testkit.state.ForwardingKeyedState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Triggers with a schedule in virtual time, which begins at 00:00 on 1 January 1970. */
class TriggerSchedulesTest {

    private static final TriggerId NIGHTLY = new TriggerId(new Namespace("shop"), "nightly");
    private static final Map<String, Object> EACH_MINUTE = Map.of("every", "1m");

    private final SimulatedLoop loop = new SimulatedLoop(5);
    private final KeyedState state = new InMemoryKeyedState(loop.time());
    private final List<QueuedCall> calls = new ArrayList<>();
    private final Set<String> functions = new HashSet<>(Set.of("shop/report", "shop/other"));
    private boolean brokerAway;
    private final TriggerSchedules schedules = schedules(state);

    /** May lose changes, as it says. */
    private record Eventual(KeyedState state) implements ForwardingKeyedState {

        @Override
        public Consistency consistency() {
            return Consistency.EVENTUAL;
        }
    }

    private TriggerSchedules schedules(KeyedState kept) {
        QueuedRuns runs = new QueuedRuns(
                this::put,
                _ -> CompletableFuture.completedFuture(false),
                function -> hasFunction(function) ? OptionalInt.of(1) : OptionalInt.empty(),
                loop.time());
        return new TriggerSchedules(
                new TriggerSchedules.Parts(kept, runs, loop.loop(), "this-process", this::hasFunction));
    }

    private boolean hasFunction(FunctionName function) {
        return functions.contains(function.value());
    }

    private CompletableFuture<Acceptance> put(QueuedCall call) {
        if (brokerAway) {
            return CompletableFuture.completedFuture(new Acceptance.BrokerAway("Kafka is away."));
        }
        calls.add(call);
        return CompletableFuture.completedFuture(new Acceptance.Accepted(call.id()));
    }

    private static TriggerSettings settings(Map<String, Object> spec) {
        return switch (TriggerSettings.KIND.readSpec(spec)) {
            case Binding.Bound<TriggerSettings>(TriggerSettings settings) -> settings;
            case Binding.Refused<TriggerSettings>(List<SpecProblem> problems) -> throw new AssertionError(problems);
        };
    }

    private void applied(String function, Map<String, Object> schedule, boolean paused) {
        Map<String, Object> spec =
                Map.of("function", function, "schedule", schedule, "paused", paused, "retry", Map.of("attempts", 7));
        schedules.follow(
                NIGHTLY,
                Optional.of(new Resource<>(
                        new ResourceId<>(TriggerSettings.RESOURCE, NIGHTLY.namespace(), NIGHTLY.name()),
                        new Revision(1),
                        new Declared<>(Map.of(), spec, settings(spec)),
                        new Declared.Status(Instant.EPOCH))));
    }

    private List<String> times() {
        return calls.stream()
                .map(call -> call.head().headers().first("ce-time").orElseThrow())
                .toList();
    }

    private TriggerState standing() {
        return schedules.state(NIGHTLY).orElseThrow();
    }

    private KnownSchedules.Report report() {
        return schedules.report(NIGHTLY).orElseThrow();
    }

    @Test
    void runsAreCallsOfTheFunctionAndTheNextFiveAreTold() {
        applied("report", EACH_MINUTE, false);
        loop.run(Duration.ofSeconds(121));

        assertThat(times()).containsExactly("1970-01-01T00:01:00Z", "1970-01-01T00:02:00Z");
        QueuedCall call = calls.getLast();
        assertThat(call.function()).hasToString("shop/report");
        assertThat(call.head().headers().first("ce-source")).contains("/namespaces/shop/triggers/nightly");
        assertThat(call.terms().retry().orElseThrow().attempts()).isEqualTo(7);
        assertThat(standing()).isEqualTo(TriggerState.of("running", ""));
        assertThat(report().owner()).isTrue();
        assertThat(report().next()).hasSize(5).startsWith(Instant.parse("1970-01-01T00:03:00Z"));
        assertThat(report().last().map(ScheduledRun::id)).contains(call.id());
        assertThat(report().last().map(ScheduledRun::scheduled)).contains(Instant.parse("1970-01-01T00:02:00Z"));
    }

    @Test
    void nothingIsWrittenBeforeThereIsASchedule() {
        schedules.follow(NIGHTLY, Optional.empty());
        loop.run(Duration.ofMinutes(1));
        assertThat(state.get(new StateKey("schedule", "owner"))).isEmpty();
        assertThat(schedules.state(NIGHTLY)).isEmpty();
        assertThat(schedules.report(NIGHTLY)).isEmpty();

        applied("report", EACH_MINUTE, false);
        loop.run(Duration.ofMinutes(1));
        assertThat(state.get(new StateKey("schedule", "owner"))).isPresent();
    }

    @Test
    void noRunIsDueWhileATriggerIsPausedAndItBeginsAnewAfterwards() {
        applied("report", EACH_MINUTE, false);
        loop.run(Duration.ofSeconds(61));
        applied("report", EACH_MINUTE, true);
        loop.run(Duration.ofMinutes(3));

        assertThat(standing()).isEqualTo(TriggerState.of("paused", "Its spec says so; no run is due meanwhile."));
        assertThat(report().next()).isEmpty();
        applied("report", EACH_MINUTE, false);
        loop.run(Duration.ofMinutes(1));
        assertThat(times()).containsExactly("1970-01-01T00:01:00Z", "1970-01-01T00:05:00Z");
    }

    @Test
    void aTriggerThatIsDeletedRunsNoMore() {
        applied("report", EACH_MINUTE, false);
        loop.run(Duration.ofSeconds(61));
        schedules.follow(NIGHTLY, Optional.empty());
        loop.run(Duration.ofMinutes(3));
        assertThat(calls).hasSize(1);
        assertThat(schedules.state(NIGHTLY)).isEmpty();
    }

    @Test
    void aMissingFunctionIsWaitedForAndTheMissedRunComesOnce() {
        functions.clear();
        applied("report", EACH_MINUTE, false);
        loop.run(Duration.ofSeconds(200));
        assertThat(calls).isEmpty();
        assertThat(standing())
                .isEqualTo(TriggerState.of(
                        "waiting_for_function",
                        "There is no function 'report': deploy it. Runs are missed meanwhile."));

        functions.add("shop/report");
        loop.run(Duration.ofSeconds(10));
        assertThat(times()).containsExactly("1970-01-01T00:03:00Z");
    }

    @Test
    void aRunThatCannotBePutIsToldAndPutLater() {
        brokerAway = true;
        applied("report", Map.of("at", "1970-01-01T00:01:00Z"), false);
        loop.run(Duration.ofSeconds(90));
        assertThat(standing()).isEqualTo(TriggerState.of("outage", "Kafka is away."));

        brokerAway = false;
        loop.run(Duration.ofSeconds(10));
        assertThat(times()).containsExactly("1970-01-01T00:01:00Z");
        assertThat(standing()).isEqualTo(TriggerState.of("ended", "No run comes any more."));
        assertThat(report().next()).isEmpty();
    }

    @Test
    void aScheduleBeginsAnewWithAnotherFunction() {
        applied("report", EACH_MINUTE, false);
        loop.run(Duration.ofSeconds(61));
        applied("other", EACH_MINUTE, false);
        assertThat(report().last()).isEmpty();
        loop.run(Duration.ofMinutes(1));
        assertThat(calls).extracting(call -> call.function().value()).containsExactly("shop/report", "shop/other");
    }

    @Test
    void afterTheEndNothingIsStartedAndAnotherGatewayGoesOn() {
        applied("report", EACH_MINUTE, false);
        loop.run(Duration.ofSeconds(61));
        schedules.close();
        applied("report", Map.of("every", "1s"), false);
        loop.run(Duration.ofMinutes(1));
        assertThat(calls).hasSize(1);
        assertThat(state.get(new StateKey("schedule", "owner"))).isEmpty();
    }

    @Test
    void anInputIsWhatACatalogKeepsAsItWasWritten() {
        Object good = Map.of("days", List.of(1, "2", true), "most", 9_000_000_000L);
        assertThat(problemsOfInput(good)).isEmpty();
        assertThat(problemsOfInput(Map.of("days", List.of(1, 2.5))))
                .containsExactly(new SpecProblem(
                        "spec.schedule.input.days[1]",
                        "2.5 cannot be kept: leave it out, or make it a text",
                        "texts, whole numbers of 64 bits, true, false, lists and maps"));
        assertThat(problemsOfInput(Arrays.asList("a", null)))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(
                        tuple("spec.schedule.input[1]", "null cannot be kept: leave it out, or make it a text"));
    }

    private List<SpecProblem> problemsOfInput(Object input) {
        return schedules.problems(
                settings(Map.of("function", "report", "schedule", Map.of("every", "1m", "input", input))));
    }

    @Test
    void keyedStateThatMayLoseChangesIsRefused() {
        KeyedState eventual = new Eventual(state);
        Map<String, Object> spec = Map.of("function", "report", "schedule", EACH_MINUTE);
        assertThat(schedules(eventual).problems(settings(spec)))
                .containsExactly(new SpecProblem("spec.schedule", Scheduler.EVENTUAL, ""));
        assertThat(schedules(eventual).problems(settings(Map.of("function", "report", "topic", "orders"))))
                .isEmpty();
        assertThat(schedules.problems(settings(spec))).isEmpty();
    }
}
