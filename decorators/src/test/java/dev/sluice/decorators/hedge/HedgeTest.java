package dev.sluice.decorators.hedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedCall;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HedgeTest {

    private final Decorated decorated = new Decorated(new HedgeKind());
    private final List<HeardCall> callers = new ArrayList<>();

    @AfterEach
    void everybodyKeptTheRules() {
        assertThat(callers).allSatisfy(caller -> assertThat(caller.faults()).isEmpty());
        assertThat(decorated.function().faults()).isEmpty();
    }

    private HeardCall call(Invoker invoker, Invocation invocation) {
        HeardCall caller = HeardCall.of(invoker, invocation);
        callers.add(caller);
        return caller;
    }

    private static Act text(int status, String text) {
        return new Act.Answers(Answer.of(status, Headers.EMPTY, text.getBytes(StandardCharsets.UTF_8)));
    }

    private int calls() {
        return decorated.function().calls().size();
    }

    /** Lets time pass until there are so many calls. */
    private PlayedCall reached(int count) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> {
            if (calls() < count) {
                decorated.sites().time().pass(Duration.ofMillis(100));
            }
            return calls() >= count;
        });
        return decorated.function().calls().get(count - 1);
    }

    /** The first call waits for the test, and so does the second. */
    private HeardCall hedged(String settings) {
        decorated.function().playing(new Act.Waits());
        HeardCall caller = call(decorated.with(settings), Invocations.get());
        reached(1);
        reached(2);
        return caller;
    }

    @Test
    void theSecondAnswerIsTakenIfItIsFirst() {
        HeardCall caller = hedged("100ms");

        reached(2).act(text(200, "second"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.text()).isEqualTo("second");
        await().until(() -> reached(1).cancelled());
        assertThat(reached(2).cancelled()).isFalse();
        assertThat(decorated.sites().eventWords()).containsExactly("hedged");
    }

    @Test
    void theSecondCallIsMarkedAndIsTheSameOtherwise() {
        decorated.function().playing(new Act.Waits());
        Invocation post = Invocations.post("{}");
        CloudEvent item = new CloudEvent(
                Map.of("id", "stock/1", "source", "/stock", "type", "counted"),
                Optional.of("application/json"),
                Optional.of("{}".getBytes(StandardCharsets.UTF_8)));
        Invocation event = Invocation.of(post.id(), post.function(), item, Headers.EMPTY, post.terms());
        HeardCall caller = call(decorated.with("{after: 100ms, methods: [POST]}"), event);
        Headers first = reached(1).head().headers();
        Headers second = reached(2).head().headers();
        reached(2).act(text(200, "second"));
        caller.outcome();

        assertThat(first.first("Sluice-Hedged")).isEmpty();
        assertThat(first.first("ce-id")).contains("stock/1");
        assertThat(second).isEqualTo(first.with("Sluice-Hedged", "true"));
        assertThat(reached(2).body()).isEqualTo(reached(1).body()).isNotEmpty();
    }

    @Test
    void theFirstAnswerIsTakenIfItIsStillFirst() {
        HeardCall caller = hedged("100ms");

        reached(1).act(text(200, "first"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.text()).isEqualTo("first");
        await().until(() -> reached(2).cancelled());
    }

    @Test
    void aFastCallIsMadeOnce() {
        decorated.function().answering(200, "fast");
        HeardCall caller = call(decorated.with("100ms"), Invocations.get());
        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));

        decorated.sites().time().pass(Duration.ofSeconds(10));

        assertThat(calls()).isEqualTo(1);
        assertThat(decorated.sites().events()).isEmpty();
    }

    @Test
    void aFailureWaitsForTheOtherCall() {
        HeardCall caller = hedged("100ms");

        reached(1).act(text(503, "busy"));
        reached(2).act(text(200, "second"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.text()).isEqualTo("second");
    }

    @Test
    void ifBothFailOneOfThemIsTold() {
        HeardCall caller = hedged("100ms");

        reached(1).act(new Act.Ends(new Outcome.Threw(FunctionError.of("no such city"))));
        reached(2).act(new Act.Ends(new Outcome.Exited("killed")));

        assertThat(caller.outcome()).isInstanceOfAny(Outcome.Threw.class, Outcome.Exited.class);
    }

    @Test
    void aFailureBeforeTheSecondCallIsToldAtOnce() {
        decorated.function().answering(503, "busy");

        HeardCall caller = call(decorated.with("100ms"), Invocations.get());

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(503));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void aLongGoodAnswerStreamsThrough() {
        HeardCall caller = hedged("100ms");
        byte[] body = new byte[1_000_000];
        body[999_999] = 7;

        reached(2).act(new Act.Answers(Answer.of(200, Headers.EMPTY, body)));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.body()).isEqualTo(body);
    }

    @Test
    void aCallerThatLeavesEndsBothCalls() {
        HeardCall caller = hedged("100ms");

        caller.cancel();

        assertThat(caller.outcome()).isEqualTo(new Outcome.Cancelled());
        await().until(() -> reached(1).cancelled() && reached(2).cancelled());
    }

    @Test
    void bothCallsGetTheWholeBody() {
        decorated.function().playing(new Act.Waits());
        byte[] body = new byte[300_000];
        body[299_999] = 7;
        Invocation put = Invocations.of("PUT", new Body.Streamed(), "content-length", "300000");
        HeardCall caller = HeardCall.streaming(decorated.with("100ms"), put, body);
        callers.add(caller);
        reached(1);
        reached(2);
        await().until(() -> decorated.function().calls().stream().allMatch(call -> call.body().length == 300_000));

        reached(2).act(text(200, "ok"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(decorated.function().calls())
                .allSatisfy(call -> assertThat(call.body()).isEqualTo(body));
    }

    @Test
    void aMethodThatMayNotBeCalledTwiceIsNot() {
        Invocation post = Invocations.post("{}");
        HeardCall caller = call(decorated.with("1ms"), post);

        caller.outcome();

        assertThat(decorated.function().calls().getFirst().invocation()).isSameAs(post);
    }

    @Test
    void whatIsIdempotentIsCalledTwiceWhateverItsMethod() {
        decorated.function().playing(new Act.Waits());
        HeardCall caller = call(decorated.with("{after: 100ms, idempotent: true}"), Invocations.post("{}"));
        reached(1);

        reached(2).act(text(200, "second"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.text()).isEqualTo("second");
        assertThat(decorated.problems("{idempotent: true, methods: [POST]}"))
                .extracting(SpecProblem::message)
                .containsExactly("idempotent: true stands for all methods: leave methods out");
    }

    @Test
    void secondCallsCannotStorm() {
        Invoker invoker = decorated.with("{after: 100ms, budget: 0.1}");
        for (int i = 0; i < 60; i++) {
            decorated.function().playing(new Act.Waits());
            int before = calls();
            HeardCall caller = call(invoker, Invocations.get());
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> calls() > before);
            decorated.sites().time().pass(Duration.ofMillis(100));
            decorated.function().calls().get(before).act(text(200, "first"));
            caller.outcome();
        }

        assertThat(calls()).isBetween(60, 76);
    }

    @Test
    void whereAllAreSlowForAMomentThoseThatStayHaveTheirTurnWhenOthersEnd() {
        Invoker invoker = decorated.with("{after: 100ms, budget: 0.1}");
        List<HeardCall> slow = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            slow.add(begun(invoker, i));
        }
        decorated.sites().time().pass(Duration.ofMillis(100));
        await().pollDelay(Duration.ZERO).until(() -> seconds().size() == SecondCalls.LEAST);
        slow.add(begun(invoker, 9));
        decorated.sites().time().pass(Duration.ofSeconds(1));
        assertThat(seconds()).hasSize(SecondCalls.LEAST).noneMatch(HedgeTest::isOfTheLast);

        decorated.function().calls().subList(0, 9).forEach(first -> first.act(text(200, "by itself")));
        await().pollDelay(Duration.ZERO).until(() -> seconds().stream().anyMatch(HedgeTest::isOfTheLast));
        seconds().stream().filter(HedgeTest::isOfTheLast).forEach(second -> second.act(text(200, "second")));

        slow.forEach(HeardCall::outcome);
        assertThat(slow.getLast().text()).isEqualTo("second");
    }

    private HeardCall begun(Invoker invoker, int number) {
        decorated.function().playing(new Act.Waits());
        int before = calls();
        HeardCall caller = call(invoker, Invocations.get("number", Integer.toString(number)));
        await().pollDelay(Duration.ZERO).until(() -> calls() > before);
        return caller;
    }

    private static boolean isOfTheLast(PlayedCall call) {
        return call.head().headers().first("number").equals(Optional.of("9"));
    }

    private List<PlayedCall> seconds() {
        return decorated.function().calls().stream()
                .filter(call -> call.head().headers().first("Sluice-Hedged").isPresent())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            p100                         |          | 'p100' does not say when a call is slow: write a time from 1ms to 10m, or p50 to p99, as in p95
            {after: 0s}                  | .after   | '0s' does not say when a call is slow: write a time from 1ms to 10m, or p50 to p99, as in p95
            {after: 11m}                 | .after   | '11m' does not say when a call is slow: write a time from 1ms to 10m, or p50 to p99, as in p95
            {methods: [get]}             |          | 'get' is not a method: write capital letters, as in GET
            {statuses: [], outcomes: []} |          | nothing counts as a failure: name statuses or outcomes
            {outcomes: [cancelled]}      | .outcomes[0] | 'cancelled' is not known
            {budget: 0}                  | .budget  | 0 is out of bounds
            {body: 65Mi}                 | .body    | 65Mi is out of bounds
            {delay: 1s}                  | .delay   | unknown key 'delay'
            """)
    void aMistakeIsToldWithItsPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].hedge" + (path == null ? "" : path));
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
