package dev.sluice.decorators.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedCall;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BulkheadTest {

    private static final Act ANSWER = new Act.Answers(Answer.of(200, Headers.EMPTY, new byte[3]));

    private final Decorated decorated = new Decorated(new BulkheadKind());
    private final List<HeardCall> callers = new ArrayList<>();

    private HeardCall call(Invoker invoker) {
        HeardCall caller = HeardCall.of(invoker, Invocations.get());
        callers.add(caller);
        return caller;
    }

    private PlayedCall reached(int index) {
        await().until(() -> decorated.function().calls().size() > index);
        return decorated.function().calls().get(index);
    }

    private void nobodyHeardWhatIsAgainstTheRules() {
        assertThat(callers).allSatisfy(caller -> assertThat(caller.faults()).isEmpty());
        assertThat(decorated.function().faults()).isEmpty();
    }

    @Test
    void beyondThePlacesAndTheQueueCallsAreRefusedAtOnce() {
        decorated.function().playing(new Act.Waits());
        Invoker invoker = decorated.with("{calls: 2, waiting: 1}");
        call(invoker);
        call(invoker);
        HeardCall waiting = call(invoker);

        HeardCall refused = call(invoker);

        assertThat(refused.outcome()).isEqualTo(new Outcome.Intercepted("bulkhead", 503, "bulkhead_full"));
        assertThat(refused.headers().first("Retry-After")).contains("1");
        assertThat(refused.text())
                .contains(
                        "'hello' has 2 calls under way and 1 waiting, as many as its decorator 'bulkhead' allows. Nothing"
                                + " was run. Try again after the time in 'Retry-After'.");
        assertThat(waiting.isOver()).isFalse();
        assertThat(decorated.function().calls()).hasSize(2);
        assertThat(decorated.sites().eventWords()).containsExactly("limited", "answered");
        nobodyHeardWhatIsAgainstTheRules();
    }

    @Test
    void thoseThatWaitComeInTheirOrder() {
        decorated.function().playing(new Act.Waits());
        Invoker invoker = decorated.with("{calls: 1, waiting: 5}");
        HeardCall first = call(invoker);
        HeardCall second = call(invoker);
        HeardCall third = call(invoker);

        reached(0).act(ANSWER);
        assertThat(first.outcome()).isEqualTo(new Outcome.Succeeded(200));
        reached(1).act(ANSWER);
        assertThat(second.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(third.isOver()).isFalse();
        reached(2).act(ANSWER);
        assertThat(third.outcome()).isEqualTo(new Outcome.Succeeded(200));
        nobodyHeardWhatIsAgainstTheRules();
    }

    @Test
    void whoWaitsTooLongIsRefused() {
        decorated.function().playing(new Act.Waits());
        Invoker invoker = decorated.with("{calls: 1, waiting: 1, patience: 2s}");
        HeardCall first = call(invoker);
        HeardCall waiting = call(invoker);

        decorated.sites().time().pass(Duration.ofSeconds(2));

        assertThat(waiting.status()).isEqualTo(503);
        assertThat(waiting.text())
                .contains(
                        "The call waited 2s for one of the 1 calls of 'hello' under way to end, as long as its decorator"
                                + " 'bulkhead' allows.");
        reached(0).act(ANSWER);
        assertThat(first.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(decorated.function().calls()).hasSize(1);
        nobodyHeardWhatIsAgainstTheRules();
    }

    @Test
    void whoLeavesWhileWaitingIsNeverCalled() {
        decorated.function().playing(new Act.Waits());
        Invoker invoker = decorated.with("{calls: 1, waiting: 2}");
        call(invoker);
        HeardCall leaving = call(invoker);
        HeardCall staying = call(invoker);

        leaving.cancel();
        reached(0).act(ANSWER);
        reached(1).act(ANSWER);

        assertThat(leaving.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(staying.outcome()).isEqualTo(new Outcome.Succeeded(200));
        decorated.sites().time().pass(Duration.ofMinutes(1));
        assertThat(decorated.function().calls()).hasSize(2);
        nobodyHeardWhatIsAgainstTheRules();
    }

    @Test
    void whoLeavesWhileRunningMakesRoom() {
        decorated.function().playing(new Act.Waits());
        Invoker invoker = decorated.with("1");
        HeardCall leaving = call(invoker);
        reached(0);

        leaving.cancel();
        assertThat(leaving.outcome()).isEqualTo(new Outcome.Cancelled());

        decorated.function().playing(ANSWER);
        assertThat(call(invoker).outcome()).isEqualTo(new Outcome.Succeeded(200));
        nobodyHeardWhatIsAgainstTheRules();
    }

    @Test
    void theBodyOfOneThatWaitsComesWhenItRuns() {
        decorated
                .function()
                .playing(call -> call.invocation().head().method().equals("GET") ? new Act.Waits() : new Act.Echoes());
        Invoker invoker = decorated.with("{calls: 1, waiting: 1}");
        call(invoker);
        byte[] body = new byte[300_000];
        body[299_999] = 1;
        HeardCall streaming = HeardCall.streaming(invoker, Invocations.streamed(), body);
        callers.add(streaming);
        assertThat(decorated.function().calls()).hasSize(1);

        reached(0).act(ANSWER);

        assertThat(streaming.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(streaming.body()).isEqualTo(body);
        nobodyHeardWhatIsAgainstTheRules();
    }

    @Test
    void aPlaceIsHeldUntilTheEndOfTheAnswer() {
        decorated.function().playing(new Act.Answers(Answer.of(200, Headers.EMPTY, new byte[200_000])));
        Invoker invoker = decorated.with("1");
        HeardCall slow = HeardCall.slowly(invoker, Invocations.get());
        callers.add(slow);
        assertThat(slow.status()).isEqualTo(200);
        assertThat(call(invoker).status()).isEqualTo(503);

        slow.grant(200_000);
        assertThat(slow.outcome()).isEqualTo(new Outcome.Succeeded(200));

        assertThat(call(invoker).status()).isEqualTo(200);
        nobodyHeardWhatIsAgainstTheRules();
    }

    @Test
    void withoutThreadsThoseThatWaitAreToldSoAndThePlaceIsFree() {
        decorated.function().playing(new Act.Waits());
        Invoker invoker = decorated.with("{calls: 1, waiting: 2}");
        call(invoker);
        HeardCall second = call(invoker);
        HeardCall third = call(invoker);
        decorated.sites().executor(task -> {
            throw new RejectedExecutionException("shutting down");
        });

        reached(0).act(ANSWER);

        assertThat(second.outcome()).isInstanceOf(Outcome.PlatformFault.class);
        assertThat(third.outcome()).isInstanceOf(Outcome.PlatformFault.class);
        decorated.function().playing(ANSWER);
        decorated.sites().executor(task -> Thread.ofVirtual().start(task));
        assertThat(call(invoker).status()).isEqualTo(200);
        nobodyHeardWhatIsAgainstTheRules();
    }

    /** However calls come, end and leave, there are never more than allowed, and no place is lost. */
    @Test
    void placesAreNeitherLostNorMade() {
        Invoker invoker = decorated.with("{calls: 3, waiting: 50, patience: 10m}");
        decorated.function().playing(new Act.Waits());
        Invocation get = Invocations.get();
        for (int i = 0; i < 50; i++) {
            callers.add(HeardCall.of(invoker, get));
        }
        for (int i = 0; i < 50; i += 2) {
            callers.get(i).cancel();
        }
        await().until(() -> {
            decorated.function().calls().forEach(call -> call.act(ANSWER));
            return callers.stream().allMatch(HeardCall::isOver);
        });
        decorated.function().playing(new Act.Waits());
        int before = decorated.function().calls().size();

        for (int i = 0; i < 10; i++) {
            call(invoker);
        }

        await().until(() -> decorated.function().calls().size() == before + 3);
        nobodyHeardWhatIsAgainstTheRules();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                        | .calls    | calls is missing
            0                         |           | 0 is out of bounds
            {calls: 1, waiting: -1}   | .waiting  | -1 is out of bounds
            {calls: 1, patience: 1h}  | .patience | 1h is out of bounds
            {calls: 1, queue: 5}      | .queue    | unknown key 'queue'
            """)
    void aMistakeIsToldWithItsPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].bulkhead" + (path == null ? "" : path));
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
