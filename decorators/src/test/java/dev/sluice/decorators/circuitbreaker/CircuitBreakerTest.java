package dev.sluice.decorators.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CircuitBreakerTest {

    private static final String SETTINGS = "{minimum: 2, open: 10s, probes: 1}";

    private final Decorated decorated = new Decorated(new CircuitBreakerKind());

    private static HeardCall call(Invoker invoker) {
        HeardCall caller = HeardCall.of(invoker, Invocations.get());
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    @Test
    void whileMostFailsNothingIsCalled() {
        decorated.function().answering(500, "broken");
        Invoker invoker = decorated.with(SETTINGS);
        call(invoker);
        call(invoker);

        HeardCall refused = call(invoker);

        assertThat(refused.outcome()).isEqualTo(new Outcome.Intercepted("circuit-breaker", 503, "circuit_open"));
        assertThat(refused.headers().first("Retry-After")).contains("10");
        assertThat(refused.text())
                .contains(
                        "Too many of the last calls of 'hello' failed, so it is not called for a while. Nothing was run."
                                + " Try again after the time in 'Retry-After'.");
        assertThat(decorated.function().calls()).hasSize(2);
        assertThat(decorated.sites().eventWords()).containsExactly("opened", "answered");
    }

    @Test
    void whenTheFunctionIsWellAgainItIsCalledAgain() {
        decorated.function().answering(500, "broken");
        Invoker invoker = decorated.with(SETTINGS);
        call(invoker);
        call(invoker);
        decorated.function().answering(200, "well");
        decorated.sites().time().pass(Duration.ofSeconds(10));

        assertThat(call(invoker).status()).isEqualTo(200);
        assertThat(call(invoker).status()).isEqualTo(200);
        assertThat(decorated.sites().eventWords()).containsExactly("opened", "half_opened", "closed");
    }

    static List<Act> failures() {
        return List.of(
                new Act.Ends(new Outcome.Threw(FunctionError.of("no such city"))),
                new Act.Ends(new Outcome.Exited("killed")),
                new Act.Ends(new Outcome.TimedOut(Duration.ofSeconds(1), FunctionError.of(""))),
                new Act.Answers(Answer.of(599, Headers.EMPTY, new byte[500_000])));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theseAreFailures(Act failure) {
        decorated.function().playing(failure);
        Invoker invoker = decorated.with(SETTINGS);
        call(invoker);
        call(invoker);

        assertThat(decorated.sites().eventWords()).containsExactly("opened");
    }

    static List<Act> others() {
        return List.of(
                new Act.Answers(Answer.of(404, Headers.EMPTY, new byte[0])),
                new Act.Ends(new Outcome.BadInput(FunctionError.of("no JSON"))),
                new Act.Ends(new Outcome.Rejected(RejectReason.QUEUE_FULL, "full", Duration.ofSeconds(1))));
    }

    @ParameterizedTest
    @MethodSource("others")
    void theseAreNot(Act other) {
        decorated.function().playing(other);
        Invoker invoker = decorated.with(SETTINGS);
        call(invoker);
        call(invoker);
        call(invoker);

        assertThat(decorated.function().calls()).hasSize(3);
    }

    @Test
    void callersThatLeaveSayNothingAboutTheFunction() {
        decorated.function().playing(new Act.Waits());
        Invoker invoker = decorated.with(SETTINGS);
        for (int i = 0; i < 5; i++) {
            HeardCall caller = HeardCall.of(invoker, Invocations.get());
            caller.cancel();
            assertThat(caller.outcome()).isEqualTo(new Outcome.Cancelled());
        }

        assertThat(decorated.sites().events()).isEmpty();
    }

    @Test
    void aProbeWhoseCallerLeavesDoesNotHoldTheCircuit() {
        decorated.function().answering(500, "broken");
        Invoker invoker = decorated.with(SETTINGS);
        call(invoker);
        call(invoker);
        decorated.sites().time().pass(Duration.ofSeconds(10));
        decorated.function().playing(new Act.Waits());
        HeardCall probe = HeardCall.of(invoker, Invocations.get());
        assertThat(call(invoker).status()).isEqualTo(503);
        probe.cancel();
        probe.outcome();
        decorated.function().answering(200, "well");

        assertThat(call(invoker).status()).isEqualTo(200);
    }

    @Test
    void anAnswerThatStreamsOnIsJudgedByItsBegin() {
        decorated.function().answering(500, "broken");
        Invoker invoker = decorated.with(SETTINGS);
        call(invoker);
        call(invoker);
        decorated.sites().time().pass(Duration.ofSeconds(10));
        decorated.function().playing(new Act.Answers(Answer.of(200, Headers.EMPTY, new byte[500_000])));

        HeardCall streaming = HeardCall.slowly(invoker, Invocations.get());
        assertThat(streaming.status()).isEqualTo(200);

        assertThat(decorated.sites().eventWords()).containsExactly("opened", "half_opened", "closed");
        streaming.cancel();
        streaming.outcome();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            0                            |            | 0 is out of bounds
            {ratio: 1.5}                 | .ratio     | 1.5 is out of bounds
            {window: 10ms}               | .window    | 10ms is out of bounds
            {minimum: 0}                 | .minimum   | 0 is out of bounds
            {open: soon}                 | .open      | 'soon' is not a length of time
            {probes: 0}                  | .probes    | 0 is out of bounds
            {statuses: [five]}           | .statuses[0] | 'five' is not a status: write one from 100 to 599, as in 503, or a range, as in 500-599
            {outcomes: [threw, thrown]}  | .outcomes[1] | 'thrown' is not known: did you mean 'threw'?
            {statuses: [], outcomes: []} |            | nothing counts as a failure: name statuses or outcomes
            {closed: 1s}                 | .closed    | unknown key 'closed'
            """)
    void aMistakeIsToldWithItsPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].circuit-breaker" + (path == null ? "" : path));
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
