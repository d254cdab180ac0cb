package dev.sluice.testkit.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.BodyRoom;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeHandler;
import dev.sluice.core.decorator.whole.WholeLimits;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WholeDecoratorTest {

    private static final WholeHandler PASS = (request, next) -> next.call(request);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Sites sites = new Sites();
    private final PlayedFunction function = new PlayedFunction();

    private Invoker around(WholeHandler handler) {
        return around(WholeLimits.DEFAULT, handler);
    }

    private Invoker around(WholeLimits limits, WholeHandler handler) {
        WholeDecorator decorator = new WholeDecorator(sites.site("whole"), limits, handler);
        return (invocation, listener) -> decorator.around(invocation, listener, function);
    }

    @AfterEach
    void everybodyKeptTheRules() {
        assertThat(function.faults()).isEmpty();
    }

    private static byte[] bytes(int length) {
        return DecoratorContract.bytes(length);
    }

    private HeardCall ended(HeardCall caller, Outcome outcome) {
        assertThat(caller.outcome()).isEqualTo(outcome);
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    private static Answer text(int status, String text) {
        return Answer.of(status, Headers.EMPTY, text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 65_537, 1_000_000, 1024 * 1024})
    void aBodyOfAnyLengthPassesWhole(int length) {
        HeardCall caller = HeardCall.streaming(around(PASS), Invocations.streamed(), bytes(length));

        assertThat(ended(caller, new Outcome.Succeeded(200)).body()).isEqualTo(bytes(length));
        assertThat(function.calls().getFirst().body()).isEqualTo(bytes(length));
    }

    @Test
    void aBodyOverTheLimitIsRefusedWithoutCallingTheFunction() {
        HeardCall caller = HeardCall.streaming(
                around(WholeLimits.DEFAULT.withBytes(100_000), PASS), Invocations.streamed(), bytes(100_001));

        ended(caller, new Outcome.Intercepted("whole", 413, "body_too_large"));
        assertThat(caller.status()).isEqualTo(413);
        assertThat(caller.text())
                .contains("\"component\":\"decorator\"", "\"reason\":\"body_too_large\"", "\"invocation\":\"")
                .contains("The decorator 'whole' (number 1 of 'hello') reads bodies of at most 100000 bytes.");
        assertThat(function.calls()).isEmpty();
        assertThat(sites.eventWords()).containsExactly("answered");
    }

    @Test
    void aBodyForWhichThereIsNoRoomIsRefusedAndLeavesRoomForTheNext() {
        BodyRoom room = new BodyRoom(150_000);
        sites.bodies(room);
        Invoker decorated = around(PASS);

        HeardCall refused = HeardCall.streaming(decorated, Invocations.streamed(), bytes(150_001));
        ended(refused, new Outcome.Intercepted("whole", 503, "no_room_for_bodies"));
        assertThat(refused.text())
                .contains("reads whole bodies, and the gateway holds as many bytes of such bodies as it may.");
        assertThat(refused.headers().first("Retry-After")).contains("1");

        HeardCall next = HeardCall.streaming(decorated, Invocations.streamed(), bytes(150_000));
        ended(next, new Outcome.Succeeded(200));
        assertThat(room.held()).isZero();
    }

    @Test
    void aBodyThatSaysToBeTooLongIsRefusedBeforeItIsSent() {
        HeardCall caller = HeardCall.slowly(around(PASS), Invocations.streamed("Content-Length", "1048577"));

        ended(caller, new Outcome.Intercepted("whole", 413, "body_too_large"));
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForLongerThanThePatience() {
        Silent silent = new Silent();
        around(new WholeLimits(1000, Duration.ofSeconds(7)), PASS).invoke(Invocations.streamed(), silent);
        await().atMost(PATIENCE).until(silent::credited);
        sites.time().pass(Duration.ofSeconds(7));

        await().atMost(PATIENCE).until(() -> silent.outcome() != null);
        assertThat(silent.outcome()).isEqualTo(new Outcome.Intercepted("whole", 408, "body_too_slow"));
    }

    @Test
    void anAnswerStreamsThroughHoweverLong() {
        byte[] body = bytes(5_000_000);
        function.playing(new Act.Answers(Answer.of(206, Headers.of("a", "b"), body)));

        HeardCall caller = HeardCall.of(around(PASS), Invocations.get());

        ended(caller, new Outcome.Succeeded(206));
        assertThat(caller.body()).isEqualTo(body);
        assertThat(caller.headers()).isEqualTo(Headers.of("a", "b"));
    }

    @Test
    void trailersStreamThroughAndStayWithAGatheredAnswer() {
        Answer answer = new Answer(200, Headers.EMPTY, text(200, "x").body(), Headers.of("t", "1"));
        function.playing(new Act.Answers(answer));

        HeardCall streamed = HeardCall.of(around(PASS), Invocations.get());
        HeardCall gathered = HeardCall.of(around((r, next) -> next.call(r).gathered(10)), Invocations.get());

        ended(streamed, new Outcome.Succeeded(200));
        ended(gathered, new Outcome.Succeeded(200));
        assertThat(streamed.trailers()).isEqualTo(Headers.of("t", "1"));
        assertThat(gathered.trailers()).isEqualTo(Headers.of("t", "1"));
    }

    @Test
    void aSlowReaderHoldsTheFunctionBack() {
        byte[] body = bytes(200_000);
        function.playing(new Act.Answers(Answer.of(200, Headers.EMPTY, body)));
        HeardCall caller = HeardCall.slowly(around(PASS), Invocations.get());

        await().atMost(PATIENCE).until(() -> caller.body().length == Body.MAX_COMPLETE);
        caller.grant(50_000);
        await().atMost(PATIENCE).until(() -> caller.body().length == Body.MAX_COMPLETE + 50_000);
        assertThat(caller.isOver()).isFalse();
        caller.grant(200_000);

        assertThat(ended(caller, new Outcome.Succeeded(200)).body()).isEqualTo(body);
    }

    @Test
    void aGatheredAnswerMayBeChangedAndStaysTheFunctions() {
        function.playing(new Act.Answers(text(201, "hello").with("Content-Length", "5")));

        HeardCall caller = HeardCall.of(
                around((request, next) -> switch (next.call(request).gathered(1000)) {
                    case Reply.Whole whole ->
                        whole.with(whole.answer()
                                .withStatus(202)
                                .withBody(whole.answer().text().toUpperCase().getBytes(StandardCharsets.UTF_8)));
                    case Reply other -> other;
                }),
                Invocations.get());

        assertThat(ended(caller, new Outcome.Succeeded(202)).text()).isEqualTo("HELLO");
        assertThat(caller.headers()).isEqualTo(Headers.of("content-length", "5"));
    }

    @Test
    void anAnswerTooLongToGatherStillStreams() {
        byte[] body = bytes(900_000);
        function.playing(new Act.Answers(Answer.of(200, Headers.EMPTY, body)));

        HeardCall caller = HeardCall.of(around((r, next) -> next.call(r).gathered(300_000)), Invocations.get());

        assertThat(ended(caller, new Outcome.Succeeded(200)).body()).isEqualTo(body);
    }

    @Test
    void anAnswerThatIsGatheredAndLongIsSentAsItIsGranted() {
        byte[] body = bytes(900_000);
        function.playing(new Act.Answers(Answer.of(200, Headers.EMPTY, body)));

        HeardCall caller = HeardCall.slowly(around((r, next) -> next.call(r).gathered(1_000_000)), Invocations.get());
        await().atMost(PATIENCE).until(() -> caller.body().length == Body.MAX_COMPLETE);
        caller.grant(1_000_000);

        assertThat(ended(caller, new Outcome.Succeeded(200)).body()).isEqualTo(body);
    }

    @Test
    void theDecoratorMayAnswerWithoutTheFunction() {
        HeardCall caller =
                HeardCall.of(around((request, next) -> Reply.own(text(200, "stored"), "hit")), Invocations.get());

        assertThat(ended(caller, new Outcome.Intercepted("whole", 200, "hit")).text())
                .isEqualTo("stored");
        assertThat(function.calls()).isEmpty();
    }

    @Test
    void nextMayBeCalledAgainAndWhatIsNotReturnedIsDropped() {
        function.playing(call -> function.calls().size() == 1
                ? new Act.Answers(Answer.of(503, Headers.EMPTY, bytes(500_000)))
                : new Act.Answers(text(200, "second")));

        HeardCall caller = HeardCall.of(
                around((request, next) -> {
                    Reply first = next.call(request);
                    return first.statusOrZero() == 503 ? next.call(request) : first;
                }),
                Invocations.post("{}"));

        assertThat(ended(caller, new Outcome.Succeeded(200)).text()).isEqualTo("second");
        assertThat(function.calls()).hasSize(2);
        await().atMost(PATIENCE).until(function.calls().getFirst()::cancelled);
        assertThat(function.calls().getLast().cancelled()).isFalse();
        assertThat(function.calls().getLast().text()).isEqualTo("{}");
    }

    @Test
    void severalThreadsMayCallAtTheSameTime() {
        function.playing(
                call -> function.calls().size() < 2 ? new Act.Waits() : new Act.Answers(text(200, "the faster")));

        HeardCall caller = HeardCall.of(
                around((request, next) -> {
                    AtomicReference<Reply> first = new AtomicReference<>();
                    CountDownLatch answered = new CountDownLatch(1);
                    for (int i = 0; i < 2; i++) {
                        int turn = i;
                        sites.site("whole").services().executor().execute(() -> {
                            try {
                                if (turn == 1) {
                                    await().atMost(PATIENCE)
                                            .until(() -> !function.calls().isEmpty());
                                }
                                Reply reply = next.call(request);
                                if (reply.statusOrZero() == 200) {
                                    first.set(reply);
                                    answered.countDown();
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
                    }
                    answered.await();
                    return first.get();
                }),
                Invocations.get());

        assertThat(ended(caller, new Outcome.Succeeded(200)).text()).isEqualTo("the faster");
        await().atMost(PATIENCE).until(function.calls().getFirst()::cancelled);
    }

    @Test
    void anotherFunctionMayBeCalledByName() {
        sites.functions()
                .playing(call ->
                        new Act.Answers(text(200, call.invocation().function().value())));

        HeardCall caller = HeardCall.of(
                around((request, next) -> next.call(new FunctionName("add-defaults"), request)), Invocations.get());

        assertThat(ended(caller, new Outcome.Succeeded(200)).text()).isEqualTo("add-defaults");
        assertThat(function.calls()).isEmpty();
    }

    @Test
    void aFailureBehindItIsSeenAndToldAsItIs() {
        Outcome threw = new Outcome.Threw(FunctionError.of("no such city"));
        function.playing(new Act.Ends(threw));
        AtomicReference<Reply> seen = new AtomicReference<>();

        HeardCall caller = HeardCall.of(
                around((request, next) -> {
                    seen.set(next.call(request));
                    return seen.get();
                }),
                Invocations.get());

        ended(caller, threw);
        assertThat(seen.get()).isInstanceOf(Reply.Failed.class);
    }

    @Test
    void anAnswerThatBreaksOffBreaksOffForTheCallerToo() {
        Outcome exited = new Outcome.Exited("exit code 3");
        function.playing(new Act.BreaksOff(text(200, "half"), exited));

        HeardCall streamed = HeardCall.of(around(PASS), Invocations.get());
        HeardCall gathered = HeardCall.of(around((r, next) -> next.call(r).gathered(1000)), Invocations.get());

        assertThat(ended(streamed, exited).text()).isEqualTo("half");
        assertThat(ended(gathered, exited).text()).isEmpty();
    }

    @Test
    void whatTheHandlerThrowsIsTheDecoratorsFailure() {
        HeardCall caller = HeardCall.of(
                around((request, next) -> {
                    next.call(request);
                    throw new IllegalStateException("no clue");
                }),
                Invocations.get());

        ended(
                caller,
                new Outcome.PlatformFault(
                        Component.DECORATOR,
                        "decorator_failed",
                        "The decorator 'whole' (number 1 of 'hello') failed with java.lang.IllegalStateException: no clue"));
        assertThat(sites.eventWords()).containsExactly("failed");
        await().atMost(PATIENCE).until(function.calls().getFirst()::cancelled);
    }

    @Test
    void garbageIsTheDecoratorsFailureToo() {
        HeardCall caller = HeardCall.of(around((request, next) -> Reply.own(text(99, "?"), "x")), Invocations.get());
        HeardCall twice = HeardCall.of(
                around((request, next) -> {
                    Reply reply = next.call(request);
                    reply.gathered(1000);
                    return reply;
                }),
                Invocations.get());

        assertThat(caller.outcome().reasonWord()).isEqualTo("decorator_failed");
        assertThat(twice.outcome().reasonWord()).isEqualTo("decorator_failed");
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void aPlatformWithoutThreadsEndsTheCall() {
        sites.executor(task -> {
            throw new RejectedExecutionException("shut down");
        });

        HeardCall caller = HeardCall.of(around(PASS), Invocations.get());

        assertThat(caller.outcome().reasonWord()).isEqualTo("decorator_failed");
    }

    @Test
    void aRequestThatIsNoConcernOfItsPassesUntouched() {
        WholeDecorator decorator = new WholeDecorator(sites.site("whole"), (request, next) -> {
                    throw new AssertionError("not for this one");
                })
                .onlyFor(head -> head.method().equals("POST"));
        Invocation invocation = Invocations.get();

        HeardCall caller = HeardCall.of((i, l) -> decorator.around(i, l, function), invocation);

        ended(caller, new Outcome.Succeeded(200));
        assertThat(function.calls().getFirst().invocation()).isSameAs(invocation);
    }

    @Test
    void aCallerMayLeaveWhileTheBodyIsRead() {
        Silent silent = new Silent();
        var call = around(PASS).invoke(Invocations.streamed(), silent);
        await().atMost(PATIENCE).until(silent::credited);

        call.cancel();

        await().atMost(PATIENCE).until(() -> silent.outcome() != null);
        assertThat(silent.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(function.calls()).isEmpty();
    }

    @Test
    void aCallerMayLeaveBeforeAnyThreadHasStarted() {
        AtomicReference<Runnable> waiting = new AtomicReference<>();
        sites.executor(waiting::set);
        HeardCall caller = HeardCall.of(around(PASS), Invocations.get());

        caller.cancel();
        Thread.ofVirtual().start(waiting.get());

        ended(caller, new Outcome.Cancelled());
        assertThat(function.calls()).isEmpty();
    }

    @Test
    void aCallerWhoLeavesInterruptsTheHandler() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        HeardCall caller = HeardCall.of(
                around((request, next) -> {
                    inside.countDown();
                    never.await();
                    return next.call(request);
                }),
                Invocations.get());
        await().atMost(PATIENCE).until(() -> inside.getCount() == 0);

        caller.cancel();

        ended(caller, new Outcome.Cancelled());
        assertThat(function.calls()).isEmpty();
    }

    @Test
    void aHandlerThatMakesLightOfItEndsTheCallAllTheSame() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        HeardCall caller = HeardCall.of(
                around((request, next) -> {
                    inside.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        return Reply.own(Answer.of(200, Headers.EMPTY, bytes(500_000)), "late");
                    }
                    return next.call(request);
                }),
                Invocations.get());
        await().atMost(PATIENCE).until(() -> inside.getCount() == 0);

        caller.cancel();

        ended(caller, new Outcome.Cancelled());
    }

    @Test
    void aCallerMayLeaveWhileTheFunctionRuns() {
        function.playing(new Act.Waits());
        HeardCall caller = HeardCall.of(around(PASS), Invocations.get());
        await().atMost(PATIENCE).until(() -> !function.calls().isEmpty());

        caller.cancel();

        ended(caller, new Outcome.Cancelled());
        await().atMost(PATIENCE).until(function.calls().getFirst()::cancelled);
    }

    @Test
    void aCallerMayLeaveWhileTheAnswerStreams() {
        function.playing(new Act.Answers(Answer.of(200, Headers.EMPTY, bytes(500_000))));
        HeardCall caller = HeardCall.slowly(around(PASS), Invocations.get());
        await().atMost(PATIENCE).until(() -> caller.body().length == Body.MAX_COMPLETE);

        caller.cancel();

        ended(caller, new Outcome.Cancelled());
        await().atMost(PATIENCE).until(function.calls().getFirst()::cancelled);
    }

    @Test
    void decoratorsStandOneInsideTheOther() {
        WholeDecorator outer = new WholeDecorator(
                sites.site("outer"), (request, next) -> next.call(request).gathered(1_000_000));
        byte[] body = bytes(400_000);
        function.playing(new Act.Echoes());
        Invoker inner = around(PASS);

        HeardCall caller = HeardCall.streaming((i, l) -> outer.around(i, l, inner), Invocations.streamed(), body);

        assertThat(ended(caller, new Outcome.Succeeded(200)).body()).isEqualTo(body);
    }

    @Test
    void manyCallsAtOnceDoNotMeet() {
        function.playing(new Act.Echoes());
        Invoker invoker = around((request, next) -> next.call(request).gathered(10_000));

        List<HeardCall> callers = IntStream.range(0, 500)
                .mapToObj(i -> HeardCall.of(invoker, Invocations.post("{\"n\":" + i + "}")))
                .toList();

        for (int i = 0; i < callers.size(); i++) {
            assertThat(ended(callers.get(i), new Outcome.Succeeded(200)).text()).isEqualTo("{\"n\":" + i + "}");
        }
    }
}
