package dev.sluice.decorators.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction;
import dev.sluice.testkit.time.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedIdempotencyTest {

    private final Decorated one = new Decorated(new IdempotencyKind());
    private final Decorated other = new Decorated(new IdempotencyKind());
    private final VirtualTime time = new VirtualTime();
    private final KeyedState state = new InMemoryKeyedState(time::instant);

    @BeforeEach
    void share() {
        one.sites().state(state);
        other.sites().state(state);
        one.function().playing(call -> answers("of one"));
        other.function().playing(call -> answers("of the other"));
    }

    private static PlayedFunction.Act answers(String text) {
        return new PlayedFunction.Act.Answers(
                Answer.of(201, Headers.of("x-a", "1"), text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Invocation keyed(String key, String body) {
        return Invocations.post(body, "Idempotency-Key", key);
    }

    private static HeardCall called(Invoker invoker, Invocation invocation) {
        HeardCall caller = HeardCall.of(invoker, invocation);
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    private static Outcome stopped(int status, String reason) {
        return new Outcome.Intercepted("idempotency", status, reason);
    }

    private StateKey only() {
        return state.keys("decorator", 9).getFirst();
    }

    @Test
    void aCallThatIsRepeatedAtAnotherGatewayHappensOnce() {
        HeardCall first = called(one.with("{shared: true}"), keyed("k1", "a"));
        HeardCall again = called(other.with("{shared: true}"), keyed("k1", "a"));

        assertThat(first.text()).isEqualTo("of one");
        assertThat(again.text()).isEqualTo("of one");
        assertThat(again.outcome()).isEqualTo(stopped(201, "repeated"));
        assertThat(again.headers().first("x-a")).contains("1");
        assertThat(other.function().calls()).isEmpty();
        assertThat(called(other.with("{shared: true}"), keyed("k1", "b")).outcome())
                .isEqualTo(stopped(422, "idempotency_key_reused"));
    }

    @Test
    void withoutItEachGatewayKnowsItsOwnKeysAndWritesNothing() {
        called(one.with("{}"), keyed("k1", "a"));

        assertThat(called(other.with("{}"), keyed("k1", "a")).text()).isEqualTo("of the other");
        assertThat(state.keys("decorator", 9)).isEmpty();
    }

    @Test
    void aCallUnderWayAtAnotherGatewayIsNotMadeAgain() {
        called(one.with("{shared: true}"), keyed("k1", "a"));
        StateKey key = only();
        KeyedState.Entry done = state.get(key).orElseThrow();
        String running = done.value().replaceFirst("1 done (\\S+) .*", "1 running $1");
        state.put(key, running, done.version(), time.instant().plus(SharedKeys.LEASE));
        Invoker invoker = other.with("{shared: true}");

        assertThat(called(invoker, keyed("k1", "a")).outcome()).isEqualTo(stopped(409, "idempotency_key_running"));

        time.pass(SharedKeys.LEASE);

        assertThat(called(invoker, keyed("k1", "a")).text()).isEqualTo("of the other");
    }

    @Test
    void aCallThatCameToNothingIsForgotten() {
        one.function().playing(new PlayedFunction.Act.Ends(new Outcome.Threw(FunctionError.of("no"))));

        called(one.with("{shared: true}"), keyed("k1", "a"));

        await().untilAsserted(() -> assertThat(state.keys("decorator", 9)).isEmpty());
        assertThat(called(other.with("{shared: true}"), keyed("k1", "a")).text())
                .isEqualTo("of the other");
    }

    @Test
    void anAnswerThatIsTooLongIsNotKeptAndTheFunctionNotRunAgain() {
        one.function().playing(call -> answers("x".repeat(40_000)));

        HeardCall first = called(one.with("{shared: true}"), keyed("k1", "a"));
        HeardCall again = called(other.with("{shared: true}"), keyed("k1", "a"));

        assertThat(first.status()).isEqualTo(502);
        assertThat(first.text())
                .contains(
                        "keeps answers of at most 32768 bytes. The function was run and is not run again for this key."
                                + " Without 'shared' it may keep longer ones.");
        assertThat(again.status()).isEqualTo(502);
        assertThat(other.function().calls()).isEmpty();
    }

    @Test
    void aRecordOfANewerFormatIsLeftAloneAndTheCallIsNotMade() {
        Invoker invoker = one.with("{shared: true}");
        called(invoker, keyed("k1", "a"));
        StateKey key = only();
        Version version = state.get(key).orElseThrow().version();
        state.put(key, "2 anything", version, Instant.MAX);

        HeardCall refused = called(invoker, keyed("k1", "a"));

        assertThat(refused.outcome()).isEqualTo(stopped(503, "idempotency_state_failed"));
        assertThat(refused.text())
                .contains("The call was not made, because a newer gateway wrote the record " + key
                        + " of idempotency, and this one does not touch it: use that gateway. Repeat it in a while.");
        assertThat(state.get(key).orElseThrow().value()).isEqualTo("2 anything");
    }

    @Test
    void theTextOfAnAnswerIsReadForEver() {
        String vector = "MjAxCngtYToxCngtYToyCgp4LXQ6MwoKaGkKaW4KCg";
        Answer answer = AnswerText.read(vector);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers().all("x-a")).isEqualTo(List.of("1", "2"));
        assertThat(answer.trailers().first("x-t")).contains("3");
        assertThat(answer.text()).isEqualTo("hi\nin\n\n");
        assertThat(AnswerText.of(answer)).isEqualTo(vector);
    }
}
