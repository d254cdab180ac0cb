package dev.sluice.decorators.timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutTest {

    private static final Answer LONG = Answer.of(200, Headers.EMPTY, new byte[500_000]);

    private final Decorated decorated = new Decorated(new TimeoutKind());

    private void pass(Duration time) {
        decorated.sites().time().pass(time);
    }

    @Test
    void aCallThatTakesTooLongIsCancelledAndAnsweredWith504() {
        decorated.function().playing(new Act.Waits());
        HeardCall caller = HeardCall.of(decorated.with("2s"), Invocations.get());
        pass(Duration.ofMillis(1999));
        assertThat(caller.isOver()).isFalse();

        pass(Duration.ofMillis(1));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("timeout", 504, "timeout"));
        assertThat(caller.text())
                .contains(
                        "'hello' did not answer within 2s, waiting included, and was cancelled. Try again later; whoever"
                                + " deploys it can make it faster, or raise the limit of its decorator 'timeout'.");
        assertThat(caller.faults()).isEmpty();
        assertThat(decorated.function().calls().getFirst().cancelled()).isTrue();
        assertThat(decorated.sites().eventWords()).containsExactly("timed_out", "answered");
    }

    @Test
    void aCallWhoseBodyNobodyTakesIsEndedToo() {
        Invoker nothing = (invocation, listener) -> EndedCall.INSTANCE;
        HeardCall caller =
                HeardCall.streaming(decorated.around("2s", nothing), Invocations.streamed(), new byte[100_000]);

        pass(Duration.ofSeconds(2));

        assertThat(caller.status()).isEqualTo(504);
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void aCallThatIsLateBeforeItsHandleIsKnownIsCancelledToo() {
        decorated.function().playing(new Act.Waits());
        Invoker slow = (invocation, listener) -> {
            Call call = decorated.function().invoke(invocation, listener);
            pass(Duration.ofSeconds(2));
            return call;
        };

        HeardCall caller = HeardCall.of(decorated.around("2s", slow), Invocations.get());

        assertThat(caller.status()).isEqualTo(504);
        assertThat(decorated.function().calls().getFirst().cancelled()).isTrue();
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void aCallThatEndsInTimeIsLeftAlone() {
        HeardCall caller = HeardCall.of(decorated.with("2s"), Invocations.post("{}"));
        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));

        pass(Duration.ofSeconds(5));

        assertThat(decorated.sites().events()).isEmpty();
        assertThat(decorated.function().calls().getFirst().cancelled()).isFalse();
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void anAnswerThatHasBegunIsBrokenOff() {
        decorated.function().playing(new Act.Answers(LONG));
        HeardCall caller = HeardCall.slowly(decorated.with("2s"), Invocations.get());
        assertThat(caller.status()).isEqualTo(200);

        pass(Duration.ofSeconds(2));

        assertThat(caller.outcome()).isInstanceOfSatisfying(Outcome.PlatformFault.class, fault -> {
            assertThat(fault.reason()).isEqualTo("timeout");
            assertThat(fault.detail())
                    .isEqualTo(
                            "The decorator 'timeout' (number 1 of 'hello') broke the answer off: the call took longer"
                                    + " than 2s");
        });
        assertThat(caller.faults()).isEmpty();
        await().until(() -> decorated.function().calls().getFirst().cancelled());
    }

    @Test
    void anAnswerThatHasBegunMayTakeItsTimeIfToldSo() {
        decorated.function().playing(new Act.Answers(LONG));
        HeardCall caller = HeardCall.slowly(decorated.with("{limit: 2s, until: begin}"), Invocations.get());
        assertThat(caller.status()).isEqualTo(200);

        pass(Duration.ofMinutes(5));
        caller.grant(500_000);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.body()).hasSize(500_000);
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void anAnswerThatDoesNotBeginIsEndedAlsoThen() {
        decorated.function().playing(new Act.Waits());
        HeardCall caller = HeardCall.of(decorated.with("{limit: 2s, until: begin}"), Invocations.get());

        pass(Duration.ofSeconds(2));

        assertThat(caller.text()).contains("'hello' did not begin to answer within 2s");
    }

    @Test
    void oneAroundAnotherEndsTheCallOnce() {
        decorated.function().playing(new Act.Waits());
        Invoker inner = decorated.with("2s");
        HeardCall caller = HeardCall.of(decorated.around("2s", inner), Invocations.get());

        pass(Duration.ofSeconds(2));

        assertThat(caller.status()).isEqualTo(504);
        assertThat(caller.faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                          | .limit | limit is missing
            2                           |        | '2' is not a length of time
            0s                          |        | 0s is out of bounds
            {limit: 25h}                | .limit | 25h is out of bounds
            {limit: 1s, until: start}   | .until | 'start' is not known
            {after: 1s, limit: 1s}      | .after | unknown key 'after'
            """)
    void aMistakeIsToldWithItsPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].timeout" + (path == null ? "" : path));
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
