package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.trigger.EventCall;
import dev.sluice.events.trigger.EventChains;
import dev.sluice.events.trigger.LongAnswers;
import dev.sluice.events.trigger.RetrySettings;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.testkit.callchain.PlainSeal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Calls of one stage: of items that were read, and ahead of their commit. */
class HopCallsTest {

    private static final Outcome DONE = new Outcome.Succeeded(200);

    private static final PipelineId PIPELINE = new PipelineId(Namespace.DEFAULT, "p");
    private static final StageName STAGE = new StageName("s");
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final List<CallListener> called = new ArrayList<>();
    private final List<Invocation> invocations = new ArrayList<>();
    private final List<StageSpan> spans = new ArrayList<>();
    private Optional<Tracing> tracing = Optional.empty();

    private HopCalls calls(int concurrency, boolean ordered) {
        FunctionName function = new FunctionName(Namespace.DEFAULT, "f");
        RetryPolicy policy = RetrySettings.USUAL.policy();
        return new HopCalls(
                new HopCalls.Called(
                        function,
                        policy,
                        new EventChains(function, new PlainSeal(), new ChainLimit(3)),
                        concurrency,
                        ordered),
                (invocation, listener) -> {
                    invocations.add(invocation);
                    called.add(listener);
                    return EndedCall.INSTANCE;
                },
                InstantSource.system(),
                new Random(1),
                new StageCounts().of(PIPELINE, STAGE),
                new StageTraces(tracing, PIPELINE, STAGE, InstantSource.system()),
                _ -> LongAnswers.LOST);
    }

    private static CloudEvent item(String id) {
        return new CloudEvent(Map.of("id", id, "source", "/x", "type", "t"), Optional.empty(), Optional.empty());
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>("t", 0, offset, null, null);
    }

    private static Attempt attempt(int number) {
        return new Attempt(record(7), number, 0, Duration.ZERO, false);
    }

    private static CompletableFuture<EventCall.End> read(HopCalls calls, CloudEvent item, Attempt attempt) {
        return calls.call(item, attempt, () -> true).thenApply(Optional::orElseThrow);
    }

    private void ends(int call, Outcome outcome) {
        called.get(call).finished(outcome, Timings.NONE);
    }

    private static Optional<CompletableFuture<EventCall.End>> ahead(HopCalls calls, String id) {
        CompletableFuture<EventCall.End> end = new CompletableFuture<>();
        if (!calls.reserve(item(id), record(1), end)) {
            return Optional.empty();
        }
        calls.ahead(item(id), record(1), end);
        return Optional.of(end);
    }

    @Test
    void noMoreCallsAreUnderWayThanAreAllowedAndWhatWasReadGoesFirst() {
        HopCalls calls = calls(2, false);

        assertThat(ahead(calls, "a")).isPresent();
        CompletableFuture<EventCall.End> read = read(calls, item("b"), attempt(1));
        CompletableFuture<EventCall.End> waits = read(calls, item("c"), attempt(1));
        assertThat(called).hasSize(2);
        assertThat(ahead(calls, "d")).isEmpty();

        ends(0, DONE);
        assertThat(called).as("who waited is next").hasSize(3);
        assertThat(ahead(calls, "d")).isEmpty();
        ends(1, DONE);
        ends(2, DONE);
        assertThat(read).isCompleted();
        assertThat(waits).isCompleted();
        assertThat(ahead(calls, "d")).isPresent();
    }

    @Test
    void anItemThatWasCalledAheadAndThenReadIsNotCalledAgain() {
        HopCalls calls = calls(4, false);
        CompletableFuture<EventCall.End> end = ahead(calls, "a").orElseThrow();

        CompletableFuture<EventCall.End> read = read(calls, item("a"), attempt(1));
        assertThat(called).hasSize(1);
        assertThat(read(calls, item("a"), attempt(2))).as("its next attempt").isNotCompleted();
        assertThat(called).hasSize(2);
        ends(0, DONE);
        assertThat(read).isCompletedWithValue(end.join());
    }

    @Test
    void aCallThatIsNotWantedAnyMoreWhenItIsItsTurnGivesWayToTheNext() {
        HopCalls calls = calls(1, false);
        var _ = read(calls, item("a"), attempt(1));
        AtomicBoolean wanted = new AtomicBoolean(true);
        CompletableFuture<Optional<EventCall.End>> waits = calls.call(item("b"), attempt(1), wanted::get);
        var _ = read(calls, item("c"), attempt(1));

        wanted.set(false);
        ends(0, DONE);

        assertThat(waits).isCompletedWithValue(Optional.empty());
        assertThat(invocations).as("a, and then c").hasSize(2);
    }

    @Test
    void howeverManyWaitTheyGiveWayOneAfterTheOther() {
        HopCalls calls = calls(1, false);
        var _ = read(calls, item("a"), attempt(1));
        List<CompletableFuture<Optional<EventCall.End>>> waiting = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            waiting.add(calls.call(item("b" + i), attempt(1), () -> false));
        }
        var _ = read(calls, item("c"), attempt(1));

        ends(0, DONE);

        assertThat(waiting).allSatisfy(waits -> assertThat(waits).isCompletedWithValue(Optional.empty()));
        assertThat(invocations).as("a, and then c").hasSize(2);
        ends(1, DONE);
        assertThat(ahead(calls, "d")).as("it is given back").isPresent();
    }

    @Test
    void anItemOfTheSameIdWithOtherDataIsCalled() {
        HopCalls calls = calls(4, false);
        assertThat(ahead(calls, "a")).isPresent();

        CloudEvent other =
                new CloudEvent(item("a").attributes(), Optional.of("text/plain"), Optional.of(new byte[] {1}));
        var _ = read(calls, other, attempt(1));

        assertThat(called).hasSize(2);
    }

    @Test
    void endsThatNobodyAsksForAreForgottenBeyondTwiceTheConcurrency() {
        HopCalls calls = calls(2, false);
        for (String id : List.of("a", "b", "c", "d", "e")) {
            assertThat(ahead(calls, id)).isPresent();
            ends(called.size() - 1, DONE);
        }

        var _ = read(calls, item("e"), attempt(1));
        assertThat(called).hasSize(5);
        calls.forget(item("d"));
        var _ = read(calls, item("d"), attempt(1));
        var _ = read(calls, item("a"), attempt(1));
        assertThat(called)
                .as("one was committed, and the first of five is forgotten")
                .hasSize(7);
    }

    @Test
    void nothingIsCalledAheadInOrderOrAfterAFailure() {
        assertThat(calls(4, true).mayGoAhead()).isFalse();
        assertThat(ahead(calls(4, true), "a")).isEmpty();

        HopCalls calls = calls(4, false);
        CompletableFuture<EventCall.End> end = ahead(calls, "a").orElseThrow();
        ends(0, new Outcome.OutOfMemory("of the heap"));

        assertThat(calls.mayGoAhead()).isTrue();
        assertThat(calls.isDone(record(1), end.join())).isFalse();
        assertThat(calls.mayGoAhead()).isFalse();
        assertThat(ahead(calls, "b")).as("what waits finds out first").isEmpty();
    }

    private static CloudEvent traced(String id, String flags) {
        return Items.with(item(id), "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-" + flags);
    }

    private Optional<String> told(int call) {
        return invocations.get(call).head().headers().first("traceparent");
    }

    @Test
    void eachAttemptIsASpanOfTheTraceOfItsItem() {
        tracing = Optional.of(new Tracing(1, spans::add));
        HopCalls calls = calls(4, false);
        CloudEvent item = Items.with(traced("a", "01"), BatchCounts.BATCH, "summer");
        var _ = read(calls, item, attempt(1));
        ends(0, new Outcome.OutOfMemory("of the heap"));
        CompletableFuture<EventCall.End> end = read(calls, item, attempt(2));
        called.get(1).head(200, Headers.EMPTY);
        ends(1, DONE);

        assertThat(spans).allSatisfy(span -> {
            assertThat(span.traceparent()).startsWith("00-" + TRACE + "-").endsWith("-01");
            assertThat(span.parentSpan()).isEqualTo("00f067aa0ba902b7");
            assertThat(span.item()).isEqualTo("a");
            assertThat(span.batch()).isEqualTo("summer");
            assertThat(span.stage()).isEqualTo(STAGE);
        });
        assertThat(spans).extracting(StageSpan::attempt).containsExactly(1, 2);
        assertThat(spans).extracting(StageSpan::failed).containsExactly(true, false);
        StageSpan last = spans.getLast();
        assertThat(end.join().trace()).as("what comes of it goes on from there").contains(last.traceparent());
        assertThat(called.get(1).parentSpan()).isEqualTo(TraceParent.span(last.traceparent()));
        assertThat(told(1).orElseThrow())
                .as("the function is told the span of its invocation")
                .startsWith("00-" + TRACE + "-")
                .isNotEqualTo(last.traceparent());
    }

    @Test
    void aCallThatIsMadeAheadKeepsTheTrace() {
        tracing = Optional.of(new Tracing(1, spans::add));
        HopCalls calls = calls(4, false);
        CompletableFuture<EventCall.End> end = new CompletableFuture<>();
        CloudEvent item = traced("a", "01");
        assertThat(calls.reserve(item, record(1), end)).isTrue();
        calls.ahead(item, record(1), end);
        ends(0, DONE);

        assertThat(read(calls, item, attempt(1)).join().trace())
                .contains(spans.getFirst().traceparent());
        assertThat(spans).hasSize(1);
    }

    @Test
    void aTraceThatNobodyRecordsGoesOnAsItIs() {
        for (Optional<Tracing> none : List.of(Optional.<Tracing>empty(), Optional.of(new Tracing(1, spans::add)))) {
            tracing = none;
            CloudEvent item = traced("a", none.isEmpty() ? "01" : "00");
            CompletableFuture<EventCall.End> end = read(calls(4, false), item, attempt(1));
            called.getLast().finished(DONE, Timings.NONE);

            assertThat(end.join().trace()).isEqualTo(item.attribute("traceparent"));
            assertThat(told(called.size() - 1)).isPresent();
        }
        assertThat(spans).isEmpty();

        tracing = Optional.empty();
        var _ = read(calls(4, false), item("b"), attempt(1));
        assertThat(told(called.size() - 1))
                .as("none begins where nobody takes it")
                .isEmpty();
    }
}
