package dev.sluice.decorators.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorEvent.What;
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
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FallbackTest {

    private static final String ANSWER =
            "{instead: {answer: {status: 203, type: text/plain, headers: {X-A: b}, body: nothing today}}}";
    private static final String FUNCTION = "{instead: {function: other}}";

    private final Decorated decorated = new Decorated(new FallbackKind());

    @AfterEach
    void everybodyKeptTheRules() {
        assertThat(decorated.function().faults()).isEmpty();
        assertThat(decorated.sites().functions().faults()).isEmpty();
    }

    private static HeardCall call(Invoker invoker, Invocation invocation) {
        HeardCall caller = HeardCall.of(invoker, invocation);
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    @Test
    void aPreparedAnswerTakesThePlaceOfAFailureAndSaysSo() {
        decorated.function().answering(503, "busy");

        HeardCall caller = call(decorated.with(ANSWER), Invocations.post("{}"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("fallback", 203, "fallback"));
        assertThat(caller.text()).isEqualTo("nothing today");
        assertThat(caller.headers())
                .isEqualTo(Headers.of(
                        "Content-Type", "text/plain", "X-A", "b", "Fallback", "status_503", "content-length", "13"));
        assertThat(decorated.sites().events().getFirst().what()).isEqualTo(new What.FellBack("status_503"));
    }

    @Test
    void anEndWithoutAnswerIsReplacedToo() {
        decorated.function().playing(new Act.Ends(new Outcome.Threw(FunctionError.of("no such city"))));

        HeardCall caller = call(decorated.with(ANSWER), Invocations.get());

        assertThat(caller.status()).isEqualTo(203);
        assertThat(caller.headers().first("Fallback")).contains("threw");
    }

    @ParameterizedTest
    @CsvSource({"200", "404", "499"})
    void whatIsNoFailurePassesAsItIs(int status) {
        byte[] body = new byte[500_000];
        Arrays.fill(body, (byte) 3);
        Answer answer = Answer.of(status, Headers.of("X-Mine", "1"), body);
        decorated.function().playing(new Act.Answers(answer));

        HeardCall caller = call(decorated.with(ANSWER), Invocations.get());

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(status));
        assertThat(caller.headers()).isEqualTo(Headers.of("X-Mine", "1"));
        assertThat(caller.body()).isEqualTo(body);
        assertThat(decorated.sites().events()).isEmpty();
    }

    @Test
    void anotherFunctionGetsTheSameRequest() {
        decorated.function().answering(500, "broken");
        byte[] body = new byte[400_000];
        Arrays.fill(body, (byte) 5);
        Invocation put = Invocations.of("PUT", new Body.Streamed(), "content-length", "400000", "X-A", "b");

        HeardCall caller = HeardCall.streaming(decorated.with(FUNCTION), put, body);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.body()).isEqualTo(body);
        assertThat(caller.headers().first("Fallback")).contains("status_500");
        PlayedCall other = decorated.sites().functions().calls().getFirst();
        assertThat(other.invocation().function().value()).isEqualTo("other");
        assertThat(other.head()).isEqualTo(put.head());
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void ifTheOtherFunctionFailsTooTheFirstFailureStands() {
        decorated.function().answering(500, "broken");
        decorated.sites().functions().playing(new Act.Ends(new Outcome.NoSuchFunction()));

        HeardCall caller = call(decorated.with(FUNCTION), Invocations.get());

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(500));
        assertThat(caller.text()).isEqualTo("broken");
        assertThat(caller.headers().first("Fallback")).isEmpty();
        assertThat(decorated.sites().events()).isEmpty();
    }

    @Test
    void aFailedAnswerThatGoesOnIsCancelled() {
        decorated.function().playing(new Act.Answers(Answer.of(500, Headers.EMPTY, new byte[500_000])));

        call(decorated.with(ANSWER), Invocations.get());

        await().until(() -> decorated.function().calls().getFirst().cancelled());
    }

    @Test
    void aCallerThatLeavesDuringTheFallbackCancelsIt() {
        decorated.function().answering(500, "broken");
        decorated.sites().functions().playing(new Act.Waits());
        HeardCall caller = HeardCall.of(decorated.with(FUNCTION), Invocations.get());
        await().until(() -> !decorated.sites().functions().calls().isEmpty());

        caller.cancel();

        assertThat(caller.outcome()).isEqualTo(new Outcome.Cancelled());
        await().until(() -> decorated.sites().functions().calls().getFirst().cancelled());
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void aLongBodyPassesWithoutAFallback() {
        decorated.function().answering(500, "broken");

        HeardCall caller = HeardCall.streaming(decorated.with(ANSWER), Invocations.streamed(), new byte[2_000_000]);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(500));
    }

    @Test
    void aFunctionCannotBeItsOwnFallback() {
        assertThatThrownBy(() -> decorated.with("{instead: {function: hello}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'hello' cannot be its own fallback: name another function, or use retry to call it again");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                                  | .instead                | instead is missing
            {instead: {answr: x}}                               | .instead.answr          | 'answr' is not known: did you mean 'answer'?
            {instead: {answer: {status: 200}}}                  | .instead.answer.body    | body is missing
            {instead: {answer: {status: 100, body: x}}}         | .instead.answer.status  | 100 is out of bounds
            {instead: {answer: {headers: {'a b': c}, body: x}}} | .instead.answer         | 'a b' cannot be the name of a header field
            {instead: {answer: {headers: {a: "b\\nc"}, body: x}}} | .instead.answer       | the value of 'a' has a character that no header field may have
            {instead: {function: A}}                            | .instead.function       | function name 'A' is not allowed
            {instead: {answer: x}, mark: a b}                   |                         | 'a b' cannot be the name of a header field
            {instead: {answer: x}, statuses: [abc]}             | .statuses[0]            | 'abc' is not a status: write one from 100 to 599, as in 503, or a range, as in 500-599
            {instead: {answer: x}, statuses: [], outcomes: []}  |                         | nothing counts as a failure: name statuses or outcomes
            """)
    void aMistakeIsToldWithItsPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].fallback" + (path == null ? "" : path));
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
