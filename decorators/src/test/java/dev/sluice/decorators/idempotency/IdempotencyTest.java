package dev.sluice.decorators.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class IdempotencyTest {

    private final Decorated decorated = new Decorated(new IdempotencyKind());
    private final AtomicInteger made = new AtomicInteger();

    @BeforeEach
    void everyAnswerIsAnother() {
        decorated.function().playing(call -> answers("answer " + made.incrementAndGet()));
    }

    private static PlayedFunction.Act answers(String text) {
        return new PlayedFunction.Act.Answers(
                Answer.of(201, Headers.of("x-a", "1"), text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Invocation keyed(String key, String body) {
        return Invocations.post(body, "Idempotency-Key", key);
    }

    private HeardCall called(Invoker invoker, Invocation invocation) {
        HeardCall caller = HeardCall.of(invoker, invocation);
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    private int calls() {
        return decorated.function().calls().size();
    }

    private static Outcome stopped(int status, String reason) {
        return new Outcome.Intercepted("idempotency", status, reason);
    }

    @Test
    void aCallThatIsRepeatedHappensOnceAndIsAnsweredTheSame() {
        Invoker invoker = decorated.with("{}");

        HeardCall first = called(invoker, keyed("k1", "{\"a\":1}"));
        HeardCall again = called(invoker, keyed("\"k1\"", "{\"a\":1}"));

        assertThat(first.outcome()).isEqualTo(new Outcome.Succeeded(201));
        assertThat(first.headers().first("Idempotency-Replayed")).isEmpty();
        assertThat(again.outcome()).isEqualTo(stopped(201, "repeated"));
        assertThat(again.text()).isEqualTo(first.text()).isEqualTo("answer 1");
        assertThat(again.headers().first("x-a")).contains("1");
        assertThat(again.headers().first("Idempotency-Replayed")).contains("true");
        assertThat(decorated.function().calls().getFirst().text()).isEqualTo("{\"a\":1}");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void keysOfDifferentCallersDoNotMeet() {
        Invoker invoker = decorated.with("{}");

        called(invoker, Invocations.post("{}", "idempotency-key", "k1", PlatformHeaders.SUBJECT, "ann"));
        called(invoker, Invocations.post("{}", "idempotency-key", "k1", PlatformHeaders.SUBJECT, "bob"));

        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void anotherRequestWithTheSameKeyIsRefused() {
        Invoker invoker = decorated.with("{}");
        called(invoker, keyed("k1", "{\"a\":1}"));

        HeardCall caller = called(invoker, keyed("k1", "{\"a\":2}"));

        assertThat(caller.outcome()).isEqualTo(stopped(422, "idempotency_key_reused"));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void whatADecoratorBehindRefusesMayBeSentAgain() {
        Decorator refusingOnce = new HeadDecorator(
                decorated.sites().site("auth"),
                call -> made.getAndIncrement() == 0
                        ? HeadStep.stop(decorated.sites().site("auth").problem(401, "code_missing", "t", "d"))
                        : HeadStep.pass(call.head()));
        Invoker invoker = decorated.around(
                "{}", (invocation, listener) -> refusingOnce.around(invocation, listener, decorated.function()));

        assertThat(called(invoker, keyed("k1", "{}")).status()).isEqualTo(401);
        assertThat(called(invoker, keyed("k1", "{}")).status()).isEqualTo(201);
        assertThat(called(invoker, keyed("k1", "{}")).outcome()).isEqualTo(stopped(201, "repeated"));
    }

    @Test
    void aDuplicateOfACallUnderWayIsToldToComeBack() {
        Invoker invoker = decorated.with("{}");
        decorated.function().playing(new PlayedFunction.Act.Waits());
        HeardCall first = HeardCall.of(invoker, keyed("k1", "{}"));
        await().until(() -> calls() == 1);

        HeardCall second = called(invoker, keyed("k1", "{}"));
        decorated.function().calls().getFirst().act(answers("done"));

        assertThat(second.outcome()).isEqualTo(stopped(409, "idempotency_key_running"));
        assertThat(second.headers().first("Retry-After")).contains("1");
        assertThat(first.outcome()).isEqualTo(new Outcome.Succeeded(201));
        assertThat(called(invoker, keyed("k1", "{}")).text()).isEqualTo("done");
    }

    @Test
    void theCallGoesOnWhenItsCallerLeavesAndTheNextOneFindsItsAnswer() {
        Invoker invoker = decorated.with("{}");
        decorated.function().playing(new PlayedFunction.Act.Waits());
        HeardCall first = HeardCall.of(invoker, keyed("k1", "{}"));
        await().until(() -> calls() == 1);

        first.cancel();
        assertThat(first.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(decorated.function().calls().getFirst().cancelled()).isFalse();
        decorated.function().calls().getFirst().act(answers("done"));

        await().until(() -> called(invoker, keyed("k1", "{}")).text().equals("done"));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void aCallThatEndsWithoutAnAnswerMayBeSentAgain() {
        Invoker invoker = decorated.with("{}");
        Outcome threw = new Outcome.Threw(FunctionError.of("no such city"));
        decorated.function().playing(new PlayedFunction.Act.Ends(threw));
        assertThat(called(invoker, keyed("k1", "{}")).outcome()).isEqualTo(threw);

        everyAnswerIsAnother();

        assertThat(called(invoker, keyed("k1", "{}")).outcome()).isEqualTo(new Outcome.Succeeded(201));
    }

    @Test
    void anAnswerIsForgottenAfterAWhile() {
        Invoker invoker = decorated.with("{expires: 1m}");
        called(invoker, keyed("k1", "{}"));

        decorated.sites().time().pass(Duration.ofSeconds(59));
        assertThat(called(invoker, keyed("k1", "{}")).text()).isEqualTo("answer 1");
        decorated.sites().time().pass(Duration.ofSeconds(1));

        assertThat(called(invoker, keyed("k1", "{}")).text()).isEqualTo("answer 2");
    }

    @Test
    void theOldestAnswerGoesFirst() {
        Invoker invoker = decorated.with("{maxEntries: 2}");
        called(invoker, keyed("k1", "{}"));
        called(invoker, keyed("k2", "{}"));
        called(invoker, keyed("k3", "{}"));

        assertThat(called(invoker, keyed("k2", "{}")).text()).isEqualTo("answer 2");
        assertThat(called(invoker, keyed("k3", "{}")).text()).isEqualTo("answer 3");
        assertThat(called(invoker, keyed("k1", "{}")).text()).isEqualTo("answer 4");
    }

    @Test
    void theMemoryOfAnswersIsBounded() {
        Invoker invoker = decorated.with("{maxMemory: 1Mi, maxBody: 1Mi}");
        decorated.function().playing(answers("x".repeat(400_000)));
        called(invoker, keyed("k1", "{}"));
        called(invoker, keyed("k2", "{}"));
        called(invoker, keyed("k3", "{}"));
        int before = calls();

        called(invoker, keyed("k3", "{}"));
        called(invoker, keyed("k1", "{}"));

        assertThat(calls() - before).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsTooLongToBeKeptIsSaidToBeAndTheCallIsNotMadeAgain() {
        Invoker invoker = decorated.with("{maxBody: 1Mi}");
        decorated.function().playing(answers("x".repeat(1_200_000)));

        assertThat(called(invoker, keyed("k1", "{}")).outcome()).isEqualTo(stopped(502, "answer_too_large"));
        assertThat(called(invoker, keyed("k1", "{}")).status()).isEqualTo(502);
        assertThat(calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "a b", "ä"})
    void aKeyThatCannotBeUsedIsRefused(String key) {
        assertThat(called(decorated.with("{}"), keyed(key, "{}")).outcome())
                .isEqualTo(stopped(400, "idempotency_key_unusable"));
        assertThat(called(decorated.with("{}"), keyed("k".repeat(256), "{}")).outcome())
                .isEqualTo(stopped(400, "idempotency_key_unusable"));
    }

    @Test
    void aKeyMayBeRequired() {
        assertThat(called(decorated.with("{required: true}"), Invocations.post("{}"))
                        .outcome())
                .isEqualTo(stopped(400, "idempotency_key_missing"));
        assertThat(called(decorated.with("{required: true}"), Invocations.get()).outcome())
                .isEqualTo(new Outcome.Succeeded(201));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {methods: post}     | idempotency.methods | 'post' is not allowed
            {methods: []}       | idempotency.methods | methods has 0 entries
            {expires: 1s}       | idempotency.expires | 1s is out of bounds
            {maxMemory: 1}      | idempotency.maxMemory | '1' is not an amount of memory: write 256Mi or 1Gi
            {key: X}            | idempotency.key | unknown key 'key'
            """)
    void wrongSettingsAreToldWithTheirPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0]." + path);
            assertThat(problem.message()).startsWith(message);
        });
    }
}
