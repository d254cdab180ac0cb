package dev.sluice.decorators.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedCall;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {

    private final Decorated decorated = new Decorated(new RetryKind());

    private static Act answers(int status, String... headers) {
        return new Act.Answers(Answer.of(status, Headers.of(headers), ("" + status).getBytes(StandardCharsets.UTF_8)));
    }

    /** Plays one act after the other, and the last one from then on. */
    private void playing(Act... acts) {
        List<Act> all = Arrays.asList(acts);
        decorated
                .function()
                .playing(call -> all.get(Math.min(decorated.function().calls().indexOf(call), all.size() - 1)));
    }

    /** Lets time pass until the call is over. */
    private HeardCall call(Invoker invoker, Invocation invocation) {
        HeardCall caller = HeardCall.of(invoker, invocation);
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
            decorated.sites().time().pass(Duration.ofMillis(100));
            return caller.isOver();
        });
        assertThat(caller.faults()).isEmpty();
        assertThat(decorated.function().faults()).isEmpty();
        return caller;
    }

    private int calls() {
        return decorated.function().calls().size();
    }

    @Test
    void aFailureIsNotSeenIfALaterCallIsGood() {
        playing(answers(503), new Act.Ends(new Outcome.Exited("exit code 3")), answers(200));

        HeardCall caller = call(decorated.with("{}"), Invocations.get());

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.text()).isEqualTo("200");
        assertThat(decorated.sites().events().stream().map(event -> event.what()))
                .containsExactly(new What.Retried(2), new What.Retried(3));
    }

    @Test
    void afterTheLastAttemptItsFailureIsTold() {
        playing(answers(503), answers(502), answers(504));

        HeardCall caller = call(decorated.with("3"), Invocations.get());

        assertThat(caller.status()).isEqualTo(504);
        assertThat(calls()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | {}                | 503 | 3
            PUT    | {}                | 503 | 3
            POST   | {}                | 503 | 1
            PATCH  | {}                | 503 | 1
            POST   | {methods: [POST]} | 503 | 3
            GET    | {methods: [POST]} | 503 | 1
            GET    | {}                | 500 | 1
            GET    | {}                | 404 | 1
            GET    | {statuses: [500-599]} | 500 | 3
            """)
    void onlyWhatMayBeCalledAgainIs(String method, String settings, int status, int calls) {
        playing(answers(status));

        HeardCall caller = call(decorated.with(settings), Invocations.of(method, Body.EMPTY));

        assertThat(caller.status()).isEqualTo(status);
        assertThat(calls()).isEqualTo(calls);
    }

    @Test
    void eachCallGetsTheWholeBody() {
        playing(answers(503), new Act.Echoes());
        byte[] body = "é".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        Invocation put = Invocations.of("PUT", new Body.Streamed(), "content-length", "" + body.length);

        HeardCall caller = HeardCall.streaming(decorated.with("{}"), put, body);
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
            decorated.sites().time().pass(Duration.ofMillis(100));
            return caller.isOver();
        });

        assertThat(caller.body()).isEqualTo(body);
        assertThat(decorated.function().calls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.body()).isEqualTo(body));
    }

    @ParameterizedTest
    @CsvSource({"2000000", "''"})
    void aLongBodyPassesWithoutBeingCalledAgain(String length) {
        playing(answers(503));
        Invocation put = length.isEmpty()
                ? Invocations.of("PUT", new Body.Streamed())
                : Invocations.of("PUT", new Body.Streamed(), "content-length", length);

        HeardCall caller = HeardCall.streaming(decorated.with("{}"), put, new byte[2_000_000]);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(503));
        assertThat(calls()).isEqualTo(1);
        assertThat(decorated.function().calls().getFirst().body()).hasSize(2_000_000);
    }

    @Test
    void anAnswerThatBreaksOffAfterItsBeginIsNotCalledAgain() {
        decorated
                .function()
                .playing(new Act.BreaksOff(Answer.of(200, Headers.EMPTY, new byte[100]), new Outcome.Exited("killed")));

        HeardCall caller = call(decorated.with("{}"), Invocations.get());

        assertThat(caller.outcome()).isEqualTo(new Outcome.Exited("killed"));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void aFailedAnswerThatGoesOnIsCancelledBeforeTheNextCall() {
        Answer endless = Answer.of(503, Headers.EMPTY, new byte[500_000]);
        playing(new Act.Answers(endless), answers(200));

        call(decorated.with("{}"), Invocations.get());

        assertThat(decorated.function().calls().getFirst().cancelled()).isTrue();
        assertThat(decorated.function().calls().getLast().cancelled()).isFalse();
    }

    @Test
    void aLongAnswerStreamsOnceItIsGood() {
        byte[] body = new byte[1_000_000];
        Arrays.fill(body, (byte) 7);
        playing(answers(503), new Act.Answers(Answer.of(200, Headers.EMPTY, body)));

        assertThat(call(decorated.with("{}"), Invocations.get()).body()).isEqualTo(body);
    }

    @Test
    void theFunctionIsGivenTheTimeItAsksFor() {
        playing(answers(503, "Retry-After", "2"), answers(200));
        HeardCall caller = HeardCall.of(decorated.with("{longest: 5s}"), Invocations.get());
        await().until(() -> calls() == 1);
        await().until(() -> decorated.function().calls().getFirst().cancelled());
        decorated.sites().time().pass(Duration.ofMillis(1999));
        assertThat(calls()).isEqualTo(1);

        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
            decorated.sites().time().pass(Duration.ofMillis(50));
            return caller.isOver();
        });

        assertThat(caller.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"3", "'Thu, 01 Jan 1970 00:01:00 GMT'"})
    void whoIsAskedToWaitTooLongDoesNotCallAgain(String retryAfter) {
        playing(answers(503, "Retry-After", retryAfter), answers(200));

        assertThat(call(decorated.with("{}"), Invocations.get()).status()).isEqualTo(503);
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void aRejectionSaysWhenToCallAgainToo() {
        playing(new Act.Ends(new Outcome.Rejected(RejectReason.QUEUE_FULL, "full", Duration.ofHours(1))));

        assertThat(call(decorated.with("{}"), Invocations.get()).outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void retriesCannotStorm() {
        playing(answers(503));
        Invoker invoker = decorated.with("{attempts: 3, budget: 0.1}");

        for (int i = 0; i < 100; i++) {
            call(invoker, Invocations.get());
        }

        assertThat(calls()).isBetween(110, 120);
    }

    @Test
    void aCallerThatLeavesDuringThePauseEndsItAll() {
        playing(answers(503));
        HeardCall caller = HeardCall.of(decorated.with("{}"), Invocations.get());
        await().until(() -> decorated.function().calls().stream().anyMatch(PlayedCall::cancelled));

        caller.cancel();

        assertThat(caller.outcome()).isEqualTo(new Outcome.Cancelled());
        decorated.sites().time().pass(Duration.ofSeconds(10));
        assertThat(calls()).isEqualTo(1);
        assertThat(caller.faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            1                               |           | 1 is out of bounds
            {attempts: 11}                  | .attempts | 11 is out of bounds
            {methods: [get]}                |           | 'get' is not a method: write capital letters, as in GET
            {methods: []}                   |           | methods is empty: name one at least
            {statuses: [], outcomes: []}    |           | nothing counts as a failure: name statuses or outcomes
            {statuses: [5xx]}               | .statuses[0] | '5xx' is not a status: write one from 100 to 599, as in 503, or a range, as in 500-599
            {outcomes: [timeout]}           | .outcomes[0] | 'timeout' is not known: did you mean 'timed-out'?
            {delay: 5s}                     |           | longest is 2s, less than delay with 5s
            {budget: 2}                     | .budget   | 2 is out of bounds
            {budget: 0}                     | .budget   | 0 is out of bounds
            {body: 100Mi}                   | .body     | 100Mi is out of bounds
            {atempts: 3}                    | .atempts  | unknown key 'atempts': did you mean 'attempts'?
            """)
    void aMistakeIsToldWithItsPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].retry" + (path == null ? "" : path));
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
