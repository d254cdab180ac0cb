package dev.sluice.testkit.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadLook;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeadDecoratorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Sites sites = new Sites();
    private final PlayedFunction function = new PlayedFunction();

    private Invoker around(HeadLook look) {
        HeadDecorator decorator = new HeadDecorator(sites.site("head"), look);
        return (invocation, listener) -> decorator.around(invocation, listener, function);
    }

    @AfterEach
    void everybodyKeptTheRules() {
        assertThat(function.faults()).isEmpty();
    }

    @Test
    void whatPassesUnchangedIsTheSameObject() {
        Invocation invocation = Invocations.get("a", "b");

        HeardCall.of(around(call -> HeadStep.pass(call.head())), invocation).outcome();

        assertThat(function.calls().getFirst().invocation()).isSameAs(invocation);
    }

    @Test
    void theHeadMayBeChangedWhileTheBodyStreams() {
        byte[] body = DecoratorContract.bytes(300_000);

        HeardCall caller = HeardCall.streaming(
                around(call -> HeadStep.pass(new RequestHead(
                        "PUT", "/x", "q=1", call.head().headers().with("a", "1")))),
                Invocations.streamed(),
                body);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.faults()).isEmpty();
        assertThat(caller.body()).isEqualTo(body);
        assertThat(function.calls().getFirst().head())
                .isEqualTo(new RequestHead("PUT", "/x", "q=1", Headers.of("a", "1")));
    }

    @Test
    void itMayRefuse() {
        HeardCall caller = HeardCall.of(
                around(call -> HeadStep.stop(sites.site("head")
                        .problem(429, "rate_limited", "Too many calls", "Too many calls. Wait a second.")
                        .retryAfter(Duration.ofSeconds(1)))),
                Invocations.get());

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("head", 429, "rate_limited"));
        assertThat(caller.faults()).isEmpty();
        assertThat(caller.headers())
                .isEqualTo(Headers.of("Content-Type", "application/problem+json", "Retry-After", "1"));
        assertThat(caller.text()).contains("\"component\":\"decorator\"", "\"invocation\":\"");
        assertThat(function.calls()).isEmpty();
        assertThat(sites.eventWords()).containsExactly("answered");
    }

    @Test
    void aLongAnswerOfItsOwnIsSentAsItIsGranted() {
        byte[] body = DecoratorContract.bytes(900_000);
        Invoker invoker = around(call -> HeadStep.stop(Answer.of(200, Headers.EMPTY, body), "hit"));

        HeardCall reader = HeardCall.of(invoker, Invocations.get());
        HeardCall slow = HeardCall.slowly(invoker, Invocations.get());
        assertThat(slow.body()).hasSize(Body.MAX_COMPLETE);
        slow.grant(100);
        assertThat(slow.body()).hasSize(Body.MAX_COMPLETE + 100);
        slow.cancel();

        assertThat(reader.outcome()).isEqualTo(new Outcome.Intercepted("head", 200, "hit"));
        assertThat(reader.body()).isEqualTo(body);
        assertThat(reader.faults()).isEmpty();
        assertThat(slow.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(slow.faults()).isEmpty();
    }

    @Test
    void theHeadOfTheAnswerMayBeChangedAndTheEndIsSeen() {
        function.playing(new Act.Answers(Answer.of(201, Headers.of("a", "1"), DecoratorContract.bytes(200_000))));
        List<String> seen = new CopyOnWriteArrayList<>();

        HeardCall caller = HeardCall.of(
                around(call -> HeadStep.pass(call.head(), new Watch() {
                    @Override
                    public Headers answered(int status, Headers headers) {
                        seen.add("status " + status);
                        return headers.plus("b", "2");
                    }

                    @Override
                    public void finished(Outcome outcome, Timings timings) {
                        seen.add(outcome.word());
                    }
                })),
                Invocations.get());

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(201));
        assertThat(caller.headers()).isEqualTo(Headers.of("a", "1", "b", "2"));
        assertThat(caller.body()).isEqualTo(DecoratorContract.bytes(200_000));
        assertThat(seen).containsExactly("status 201", "succeeded");
    }

    @Test
    void aLookThatFailsEndsTheCallAsTheDecoratorsFailure() {
        HeardCall caller = HeardCall.of(
                around(call -> {
                    throw new IllegalStateException("no clue");
                }),
                Invocations.get());

        assertThat(caller.outcome().reasonWord()).isEqualTo("decorator_failed");
        assertThat(caller.faults()).isEmpty();
        assertThat(function.calls()).isEmpty();
        assertThat(sites.eventWords()).containsExactly("failed");
    }

    @Test
    void aWatchThatFailsCancelsTheCallBehindIt() {
        function.playing(new Act.Answers(Answer.of(200, Headers.EMPTY, DecoratorContract.bytes(500_000))));

        HeardCall caller = HeardCall.of(
                around(call -> HeadStep.pass(call.head(), new Watch() {
                    @Override
                    public Headers answered(int status, Headers headers) {
                        throw new IllegalStateException("no clue");
                    }
                })),
                Invocations.get());

        assertThat(caller.outcome().reasonWord()).isEqualTo("decorator_failed");
        assertThat(caller.faults()).isEmpty();
        await().atMost(PATIENCE).until(function.calls().getFirst()::cancelled);
    }
}
