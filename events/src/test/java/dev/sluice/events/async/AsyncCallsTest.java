package dev.sluice.events.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.core.time.Backoff;
import dev.sluice.events.attempt.CallbackSender;
import dev.sluice.events.attempt.HoldTimes;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallFormat;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.deadletter.Failure;
import dev.sluice.events.invocation.Callback;
import dev.sluice.events.invocation.InvocationFilter;
import dev.sluice.events.invocation.InvocationPage;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.InvocationStates;
import dev.sluice.events.invocation.Standing;
import dev.sluice.events.kept.TopicPlace;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.queue.QueueLimits;
import dev.sluice.events.stored.ProducerWriter;
import dev.sluice.testkit.time.SystemTimers;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that run later, on a real broker. A gateway that ends is one whose calls are closed and opened anew. */
class AsyncCallsTest {

    private static final long PATIENCE = 60;
    private static final URI CALLBACK = URI.create("https://example.org/done");

    @TempDir
    private Path folder;

    private final ScriptedFunction functions = new ScriptedFunction();
    private final List<InvocationState> told = new CopyOnWriteArrayList<>();
    private final String prefix = BrokerFixture.freshName("later") + ".";
    private final SystemTimers timers = new SystemTimers();
    private volatile CallbackSender callbacks = (_, state) -> {
        told.add(state);
        return CompletableFuture.completedFuture(Optional.empty());
    };
    private HoldTimes holdTimes = HoldTimes.USUAL;
    private AsyncCalls calls;

    @BeforeEach
    void open() {
        calls = open(new QueueLimits(1_000, 1 << 20, Duration.ofHours(1)));
    }

    private AsyncCalls open(QueueLimits limits) {
        return open(limits, 8);
    }

    private AsyncCalls open(QueueLimits limits, int concurrency) {
        return new AsyncCalls(
                BrokerFixture.cluster(),
                new AsyncSettings(
                        prefix,
                        1,
                        concurrency,
                        function -> settings(function.name(), limits),
                        Duration.ofHours(1),
                        Duration.ofMillis(200),
                        new ChainLimit(3)),
                AsyncCalls.payloads(folder, BrokerFixture.cluster(), prefix, timers),
                holdTimes,
                functions,
                (to, state) -> callbacks.send(to, state),
                () -> true,
                timers,
                new Random());
    }

    private static CallSettings settings(String function, QueueLimits limits) {
        return new CallSettings(
                function.equals("alone") ? new QueueLimits(2, limits.bytes(), limits.age()) : limits,
                new RetryPolicy(
                        function.equals("impatient") ? 1 : 3,
                        Duration.ofHours(1),
                        new Backoff(Duration.ofMillis(50), Duration.ofMillis(200))),
                function.equals("fair") ? Map.of("gold", 4) : Map.of());
    }

    @AfterEach
    void close() {
        calls.close();
        timers.close();
    }

    private static <T> T got(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }

    private static QueuedCall call(String function, String body, CallTerms terms) {
        return call(InvocationId.next(System.currentTimeMillis()), function, body, terms, Optional.empty());
    }

    private static QueuedCall call(String function, String body) {
        return call(function, body, CallTerms.at(EntryPoint.ASYNC));
    }

    private static QueuedCall call(
            InvocationId id, String function, String body, CallTerms terms, Optional<URI> callback) {
        return new QueuedCall(
                id,
                new FunctionName(function),
                Instant.now(),
                new RequestHead("POST", "/", "", Headers.of("Content-Type", "text/plain")),
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                terms,
                callback);
    }

    private InvocationState over(QueuedCall call) throws Exception {
        return got(calls.await(call.id(), Duration.ofSeconds(PATIENCE))).orElseThrow();
    }

    private QueuedCall put(QueuedCall call) throws Exception {
        assertThat(got(calls.put(call))).isEqualTo(new Acceptance.Accepted(call.id()));
        return call;
    }

    private void reopen() {
        calls.close();
        calls = open(new QueueLimits(1_000, 1 << 20, Duration.ofHours(1)));
        calls.begin();
    }

    private List<DeadLetter> letters() throws Exception {
        got(calls.known());
        List<DeadLetter> all = new ArrayList<>();
        calls.eachDeadLetter(all::add);
        return all;
    }

    @Test
    void aCallRunsAndItsAnswerIsKept() throws Exception {
        String long1 = "x".repeat(200_000);
        QueuedCall call = put(call("hello", long1));

        InvocationState state = over(call);

        assertThat(state.standing())
                .isEqualTo(new Standing.Succeeded(
                        200,
                        Headers.of("Content-Type", "text/plain"),
                        Payload.of(ByteBuffer.wrap(("done: " + long1).getBytes(StandardCharsets.UTF_8))),
                        true));
        assertThat(state.attempts()).isEqualTo(1);
        assertThat(functions.calls).singleElement().satisfies(called -> {
            assertThat(called.invocation().id()).isEqualTo(call.id());
            assertThat(called.invocation().terms().entryPoint()).isEqualTo(EntryPoint.ASYNC);
            assertThat(called.invocation().head().headers())
                    .isEqualTo(Headers.of(
                            "Content-Type",
                            "text/plain",
                            "Sluice-Accepted",
                            call.accepted().toString(),
                            "X-Call-Id",
                            call.id().value()));
        });
        reopen();
        assertThat(got(calls.find(call.id()))).contains(state);
    }

    @Test
    void anAnswerThatIsTooLongIsSaidToBe() throws Exception {
        functions.script = _ -> ScriptedFunction.answers(200, "x".repeat(Payload.MOST + 1));

        assertThat(over(put(call("long", ""))).standing())
                .isEqualTo(new Standing.Succeeded(200, Headers.of("Content-Type", "text/plain"), Payload.NONE, false));
    }

    @Test
    void aCallIsTriedAsLongAsItSaysItselfAndIsUnderWayUntilThen() throws Exception {
        RetryPolicy longer =
                new RetryPolicy(5, Duration.ofHours(1), new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)));
        QueuedCall call = call("fax", "page", CallTerms.at(EntryPoint.EVENT).tried(longer));
        assertThat(got(calls.isUnderWay(call.id()))).isFalse();
        functions.script = called -> switch (called.invocation().terms().attempt()) {
            case 1, 2, 3, 4 -> ScriptedFunction.answers(503, "no paper");
            default -> ScriptedFunction.answers(200, "");
        };
        assertThat(over(put(call)).attempts()).isEqualTo(5);
        assertThat(over(call).standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(got(calls.isUnderWay(call.id()))).isFalse();

        functions.script = _ -> new ScriptedFunction.Reaction.Hangs();
        QueuedCall hanging = put(call("fax", "another page"));
        assertThat(got(calls.isUnderWay(hanging.id()))).isTrue();
    }

    @Test
    void whatFailsIsTriedAgainAndThenADeadLetterThatCanBeRedriven() throws Exception {
        functions.script = _ ->
                new ScriptedFunction.Reaction.Ends(new Outcome.Threw(new FunctionError("a.B", "no paper", List.of())));
        QueuedCall call = put(call("printer", "page"));

        InvocationState state = over(call);

        assertThat(state.standing()).isEqualTo(new Standing.Dead(Settlement.ATTEMPTS, "threw"));
        assertThat(state.attempts()).isEqualTo(3);
        assertThat(functions.calls)
                .extracting(called -> called.invocation().terms().attempt())
                .containsExactly(1, 2, 3);
        assertThat(functions.calls.getLast().invocation().head().headers().first("Sluice-Attempt"))
                .contains("3");
        DeadLetter letter = letters().getFirst();
        assertThat(letter.id()).isEqualTo(call.id());
        assertThat(letter.failure().error()).isEqualTo("threw: a.B: no paper");
        assertThat(letter.work())
                .isInstanceOfSatisfying(
                        DeadWork.Call.class,
                        dead -> assertThat(dead.call().body()).isEqualTo(call.body()));

        functions.script = called -> ScriptedFunction.answers(200, "printed " + called.body());
        assertThat(got(calls.redrive(letter))).isEqualTo(new Acceptance.Accepted(call.id()));
        await().atMost(Duration.ofSeconds(PATIENCE))
                .untilAsserted(() -> assertThat(over(call).standing()).isInstanceOf(Standing.Succeeded.class));
        assertThat(over(call).attempts()).isEqualTo(1);
        await().atMost(Duration.ofSeconds(PATIENCE))
                .untilAsserted(() -> assertThat(letters()).isEmpty());

        // One that was interrupted before the letter was taken out: what has been done is not done again.
        got(calls.write(letter));
        int before = functions.calls.size();
        assertThat(got(calls.redrive(letter))).isEqualTo(new Acceptance.Accepted(call.id()));
        await().atMost(Duration.ofSeconds(PATIENCE))
                .untilAsserted(() -> assertThat(letters()).isEmpty());
        assertThat(functions.calls).hasSize(before);
    }

    @Test
    void whatAnAttemptToldLastIsHandedToTheNextOneAndToThoseOfARedrive() throws Exception {
        functions.script = called -> new ScriptedFunction.Reaction.Tells(
                "page " + called.invocation().terms().attempt(), ScriptedFunction.answers(503, "no paper"));
        Instant due = Instant.now().plusMillis(1);
        QueuedCall call =
                put(call("pages", "book", CallTerms.at(EntryPoint.ASYNC).notBefore(due)));

        assertThat(over(call).standing()).isInstanceOf(Standing.Dead.class);
        assertThat(over(call).progress()).isEqualTo(bytes("page 3"));
        assertThat(progressOfAttempts()).containsExactly("none", "page 1", "page 2");

        functions.calls.clear();
        functions.script = called -> called.invocation().terms().attempt() == 1
                ? ScriptedFunction.answers(503, "no ink")
                : ScriptedFunction.answers(200, "printed");
        DeadLetter letter = letters().getFirst();
        got(calls.redrive(letter));
        await().atMost(Duration.ofSeconds(PATIENCE))
                .untilAsserted(() -> assertThat(over(call).standing()).isInstanceOf(Standing.Succeeded.class));
        assertThat(progressOfAttempts()).containsExactly("page 3", "page 3");
        assertThat(over(call).progress()).isEqualTo(bytes(""));
        assertThat(functions.calls).allSatisfy(called -> {
            Headers headers = called.invocation().head().headers();
            assertThat(headers.all("Sluice-Accepted"))
                    .containsExactly(call.accepted().toString());
            assertThat(headers.all("Sluice-Scheduled")).containsExactly(due.toString());
        });
    }

    @Test
    void whatACallToldIsThereForOthersAndForWhoGoesOnAfterItsGateway() throws Exception {
        functions.script = called -> called.invocation().terms().attempt() == 1
                ? new ScriptedFunction.Reaction.Tells("half of it", new ScriptedFunction.Reaction.Hangs())
                : ScriptedFunction.answers(200, "");
        QueuedCall call = put(call("longrun", "x"));
        await().atMost(Duration.ofSeconds(PATIENCE))
                .untilAsserted(() -> assertThat(got(calls.find(call.id())))
                        .get()
                        .satisfies(state -> {
                            assertThat(state.standing()).isInstanceOf(Standing.Running.class);
                            assertThat(state.progress()).isEqualTo(bytes("half of it"));
                        }));

        reopen();

        InvocationState over = over(call);
        assertThat(over.standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(over.attempts()).isEqualTo(2);
        assertThat(progressOfAttempts()).containsExactly("none", "half of it");
    }

    /** Long ones are held after a moment. */
    private void holdSoon() {
        holdTimes = new HoldTimes(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(30));
        reopen();
    }

    private Standing.Running awaitHeld(QueuedCall call) {
        return await().atMost(Duration.ofSeconds(PATIENCE))
                .until(
                        () -> got(calls.find(call.id())).orElseThrow().standing() instanceof Standing.Running running
                                ? running
                                : new Standing.Running(),
                        running -> running.heldUntil().isPresent());
    }

    @Test
    void aCallThatRunsForHoursKeepsNothingOfItsFunctionFromBeingDoneAndDeleted() throws Exception {
        holdSoon();
        CompletableFuture<ScriptedFunction.Reaction> hours = new CompletableFuture<>();
        functions.script = called -> called.body().equals("video")
                ? new ScriptedFunction.Reaction.Waits(hours)
                : ScriptedFunction.answers(200, "");
        QueuedCall video = put(call("media", "video"));
        awaitHeld(video);

        // More records than a pump goes ahead of one that is not done; they are passed over, as their calls are over.
        List<QueuedCall> thumbnails = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            thumbnails.add(put(call("media", "thumbnail")));
        }
        for (QueuedCall each : thumbnails) {
            over(each);
        }
        try (ProducerWriter writer = new ProducerWriter(BrokerFixture.cluster())) {
            List<CompletableFuture<?>> written = new ArrayList<>();
            for (int i = 0; i < 12_000; i++) {
                QueuedCall again = thumbnails.get(i % 16);
                written.add(writer.write(
                                prefix + "calls.default.media",
                                CallFormat.key(again),
                                CallFormat.fields(again),
                                Optional.of(CallFormat.value(again)))
                        .toCompletableFuture());
            }
            got(CompletableFuture.allOf(written.toArray(CompletableFuture<?>[]::new)));
        }
        assertThat(over(put(call("media", "last"))).standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(got(calls.find(video.id())).orElseThrow().standing()).isInstanceOf(Standing.Running.class);

        hours.complete(ScriptedFunction.answers(200, "cut"));
        assertThat(over(video).standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(over(video).attempts()).isEqualTo(1);
        assertThat(functions.bodies("media")).hasSize(18).startsWith("video").endsWith("last");
    }

    @Test
    void aLongCallThatOutlastsTheGraceIsGivenBackHoweverOldAndGoesOnWithItsProgress() throws Exception {
        holdSoon();
        functions.script = called -> called.invocation().terms().attempt() == 1
                ? new ScriptedFunction.Reaction.Tells("half", new ScriptedFunction.Reaction.Hangs())
                : ScriptedFunction.answers(200, "whole");
        RetryPolicy notLong =
                new RetryPolicy(3, Duration.ofMillis(1), new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)));
        QueuedCall call =
                put(call("media", "video", CallTerms.at(EntryPoint.ASYNC).tried(notLong)));
        awaitHeld(call);

        reopen();

        InvocationState over = over(call);
        assertThat(over.standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(over.attempts()).isEqualTo(2);
        assertThat(over.counted()).isEqualTo(2);
        assertThat(progressOfAttempts()).containsExactly("none", "half");
    }

    @Test
    void aLongCallIsLeftToWhoHasItUntilNobodySaysSoAnyMore() throws Exception {
        calls.begin();
        got(calls.known());
        calls.close();
        QueuedCall call = call("media", "video");
        Instant until = timers.instant().plusSeconds(2);
        List<Instant> begun = new CopyOnWriteArrayList<>();
        functions.script = called -> {
            if (called.body().equals("video")) {
                begun.add(timers.instant());
            }
            return ScriptedFunction.answers(200, "");
        };
        try (ProducerWriter writer = new ProducerWriter(BrokerFixture.cluster());
                InvocationStates states = new InvocationStates(BrokerFixture.cluster(), writer, prefix, timers)) {
            got(states.write(InvocationState.waiting(call)
                    .begun(call.accepted())
                    .now(new Standing.Running(Optional.of(until)), false, call.accepted())));
            calls = open(new QueueLimits(1_000, 1 << 20, Duration.ofHours(1)));
            calls.begin();
            put(call("media", "other"));
            got(writer.write(
                    prefix + "calls.default.media",
                    CallFormat.key(call),
                    CallFormat.fields(call),
                    Optional.of(CallFormat.value(call))));
        }

        assertThat(over(call).attempts()).isEqualTo(2);
        assertThat(begun).singleElement().satisfies(time -> assertThat(time).isAfterOrEqualTo(until));
    }

    private List<String> progressOfAttempts() {
        return functions.calls.stream()
                .map(called -> called.invocation()
                        .head()
                        .headers()
                        .first("Sluice-Progress")
                        .map(told -> new String(Base64.getDecoder().decode(told), StandardCharsets.UTF_8))
                        .orElse("none"))
                .toList();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRecordThatIsAheadOfItsStateRunsAndOneThatIsBehindDoesNot() throws Exception {
        functions.script = _ -> ScriptedFunction.answers(404, "");
        QueuedCall call = put(call("ahead", "x"));
        assertThat(over(call).standing()).isInstanceOf(Standing.Dead.class);
        functions.script = _ -> ScriptedFunction.answers(200, "");

        try (ProducerWriter writer = new ProducerWriter(BrokerFixture.cluster())) {
            for (QueuedCall each : List.of(
                    call.acceptedAt(call.accepted().plusMillis(1)),
                    call.acceptedAt(call.accepted().minusMillis(1)))) {
                got(writer.write(
                        prefix + "calls.default.ahead",
                        CallFormat.key(each),
                        CallFormat.fields(each),
                        Optional.of(CallFormat.value(each))));
            }
        }

        await().atMost(Duration.ofSeconds(PATIENCE))
                .untilAsserted(() -> assertThat(over(call).standing()).isInstanceOf(Standing.Succeeded.class));
        over(put(call("ahead", "marker")));
        assertThat(functions.bodies("ahead")).containsExactly("x", "x", "marker");
    }

    @Test
    void aRecordThatComesBeforeItsStateWaitsForThatAndRuns() throws Exception {
        over(put(call("early", "first")));
        QueuedCall call = call("early", "x");
        try (ProducerWriter writer = new ProducerWriter(BrokerFixture.cluster());
                InvocationStates states = new InvocationStates(BrokerFixture.cluster(), writer, prefix, timers)) {
            got(writer.write(
                    prefix + "calls.default.early",
                    CallFormat.key(call),
                    CallFormat.fields(call),
                    Optional.of(CallFormat.value(call))));
            over(put(call("early", "marker")));
            assertThat(functions.bodies("early")).containsExactly("first", "marker");

            got(states.write(InvocationState.waiting(call)));
        }

        await().atMost(Duration.ofSeconds(PATIENCE))
                .until(() -> functions.bodies("early").equals(List.of("first", "marker", "x")));
        assertThat(over(call).attempts()).isEqualTo(1);
    }

    @Test
    void whatIsRefusedIsDeadAtOnceAndPurged() throws Exception {
        functions.script = _ -> ScriptedFunction.answers(404, "");
        QueuedCall call = put(call("strict", "x"));

        assertThat(over(call).standing()).isEqualTo(new Standing.Dead(Settlement.REFUSED, "the function answered 404"));
        assertThat(functions.calls).hasSize(1);
        got(calls.purge(call.id()));
        await().atMost(Duration.ofSeconds(PATIENCE))
                .untilAsserted(
                        () -> assertThat(got(calls.deadLetter(call.id()))).isEmpty());
    }

    @Test
    void anOutageDoesNotCount() throws Exception {
        functions.script = _ -> functions.calls.size() <= 5
                ? new ScriptedFunction.Reaction.Ends(
                        functions.calls.size() % 2 == 0
                                ? new Outcome.Rejected(RejectReason.QUEUE_FULL, "full", Duration.ofMillis(1))
                                : new Outcome.PlatformFault(Component.RUNNER, "link_lost", "gone"))
                : ScriptedFunction.answers(200, "at last");

        InvocationState state = over(put(call("busy", "x")));

        assertThat(state.standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(state.attempts()).isEqualTo(6);
    }

    @Test
    void callsWithOneKeyRunInOrderThroughAttempts() throws Exception {
        functions.script = called ->
                called.body().equals("1") && called.invocation().terms().attempt() < 3
                        ? ScriptedFunction.answers(500, "")
                        : ScriptedFunction.answers(200, "");
        CallTerms inOrder = CallTerms.at(EntryPoint.ASYNC).inOrderOf("k");
        List<QueuedCall> all = new ArrayList<>();
        for (String body : List.of("1", "2", "3")) {
            all.add(put(call("ordered", body, inOrder)));
        }

        for (QueuedCall each : all) {
            assertThat(over(each).standing()).isInstanceOf(Standing.Succeeded.class);
        }
        assertThat(functions.bodies("ordered")).containsExactly("1", "1", "1", "2", "3");
    }

    @Test
    void anAttemptThatTakesItsGatewayWithItCountsAndIsTriedAgain() throws Exception {
        functions.script = called -> called.invocation().terms().attempt() == 1
                ? new ScriptedFunction.Reaction.Hangs()
                : ScriptedFunction.answers(200, "again");
        QueuedCall call = put(call("hanging", "x"));
        await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> functions.calls.size() == 1);

        reopen();

        InvocationState state = over(call);
        assertThat(state.standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(state.attempts()).isEqualTo(2);
        assertThat(state.counted()).isEqualTo(2);
    }

    @Test
    void anAttemptThatItsGatewayCouldNotWriteDownIsNoFirstOneForTheNext() throws Exception {
        functions.script = called -> functions.calls.size() == 1
                ? new ScriptedFunction.Reaction.Hangs()
                : ScriptedFunction.answers(200, "again");
        QueuedCall call = put(call("unwritten", "x"));
        await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> functions.calls.size() == 1);
        calls.close();
        try (ProducerWriter writer = new ProducerWriter(BrokerFixture.cluster());
                InvocationStates states = new InvocationStates(BrokerFixture.cluster(), writer, prefix, timers)) {
            got(states.write(InvocationState.waiting(call)));
        }

        reopen();

        assertThat(over(call).standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(functions.calls)
                .extracting(called -> called.invocation().terms().attempt())
                .containsExactly(1, 2);
        assertThat(functions.calls.getLast().invocation().head().headers().first("Sluice-Attempt"))
                .contains("2");
    }

    @Test
    void whatIsPutTwiceRunsOnce() throws Exception {
        InvocationId id = InvocationId.next(System.currentTimeMillis());
        QueuedCall call = call(id, "once", "x", CallTerms.at(EntryPoint.ASYNC), Optional.empty());
        CompletionStage<Acceptance> first = calls.put(call);
        CompletionStage<Acceptance> second = calls.put(call);

        assertThat(got(first)).isEqualTo(new Acceptance.Accepted(id));
        assertThat(got(second)).isEqualTo(new Acceptance.Accepted(id));
        over(call);
        put(call);
        QueuedCall marker = put(call("once", "marker"));
        over(marker);
        assertThat(functions.bodies("once")).containsExactlyInAnyOrder("x", "marker");

        QueuedCall other = call(id, "once", "y", CallTerms.at(EntryPoint.ASYNC), Optional.empty());
        assertThat(got(calls.put(other))).isEqualTo(new Acceptance.DifferentCall(id));
    }

    @Test
    void aDelayedCallWaitsAlsoThroughAnEnd() throws Exception {
        Instant due = Instant.now().plusSeconds(12);
        QueuedCall call = put(call("slow", "x", CallTerms.at(EntryPoint.ASYNC).notBefore(due)));
        QueuedCall other = put(call("slow", "y"));
        over(other);
        assertThat(got(calls.find(call.id())).orElseThrow().standing()).isEqualTo(new Standing.Waiting());

        reopen();

        InvocationState state = over(call);
        assertThat(state.standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(state.changed()).isAfterOrEqualTo(due);
        assertThat(functions.bodies("slow")).containsExactly("y", "x");
    }

    @Test
    void aCallThatNobodyWantsAnyMoreExpires() throws Exception {
        QueuedCall call = call(
                "late",
                "x",
                CallTerms.at(EntryPoint.ASYNC).expires(Instant.now().minusSeconds(1)));

        assertThat(over(put(call)).standing()).isEqualTo(new Standing.Expired());
        assertThat(functions.calls).isEmpty();
    }

    @Test
    void aCallIsCancelledWhileItWaitsAndWhileItRuns() throws Exception {
        functions.script = _ -> new ScriptedFunction.Reaction.Hangs();
        QueuedCall running = put(call("cancelled", "x"));
        await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> functions.calls.size() == 1);
        QueuedCall waiting = put(call(
                "cancelled",
                "y",
                CallTerms.at(EntryPoint.ASYNC).notBefore(Instant.now().plusSeconds(3600))));
        await().atMost(Duration.ofSeconds(PATIENCE))
                .until(() -> got(calls.find(waiting.id())).isPresent());

        got(calls.cancel(running.id()));
        got(calls.cancel(waiting.id()));

        assertThat(over(running).standing()).isEqualTo(new Standing.Cancelled());
        assertThat(over(waiting).standing()).isEqualTo(new Standing.Cancelled());
        QueuedCall marker = call("marker", "z");
        functions.script = _ -> ScriptedFunction.answers(200, "");
        over(put(marker));
        assertThat(over(running).standing()).isEqualTo(new Standing.Cancelled());
    }

    @Test
    void aBacklogHasBounds() throws Exception {
        functions.script = _ -> new ScriptedFunction.Reaction.Hangs();
        calls.close();
        calls = open(new QueueLimits(2, 10, Duration.ofHours(1)));
        put(call("full", "1234567"));
        await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> functions.calls.size() == 1);

        assertThat(got(calls.put(call("full", "1234"))))
                .isEqualTo(
                        new Acceptance.BacklogFull(new FunctionName("full"), Acceptance.BacklogFull.Unit.BYTES, 7, 10));
        put(call("full", "1"));
        await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> functions.calls.size() == 2);
        assertThat(got(calls.put(call("full", ""))))
                .isEqualTo(
                        new Acceptance.BacklogFull(new FunctionName("full"), Acceptance.BacklogFull.Unit.CALLS, 2, 2));
        put(call("empty", "1"));
    }

    @Test
    void whoeverIsToBeToldIsToldUntilHeTakesIt() throws Exception {
        callbacks = (to, state) -> {
            assertThat(to).isEqualTo(CALLBACK);
            told.add(state);
            return CompletableFuture.completedFuture(told.size() < 2 ? Optional.of("busy") : Optional.empty());
        };
        QueuedCall call = put(call(
                InvocationId.next(System.currentTimeMillis()),
                "telling",
                "x",
                CallTerms.at(EntryPoint.ASYNC),
                Optional.of(CALLBACK)));

        await().atMost(Duration.ofSeconds(PATIENCE))
                .untilAsserted(() -> assertThat(
                                got(calls.find(call.id())).orElseThrow().callback())
                        .isEqualTo(new Callback.Delivered()));
        assertThat(told)
                .hasSize(2)
                .allSatisfy(state -> assertThat(state.standing()).isInstanceOf(Standing.Succeeded.class));
        assertThat(functions.calls).hasSize(1);
    }

    @Test
    void aCallThatGoesRoundInACircleIsADeadLetterAndNeverTried() throws Exception {
        QueuedCall circle =
                put(call("round", "x", CallTerms.at(EntryPoint.ASYNC).through(List.of("round", "b", "round"))));
        QueuedCall deep =
                put(call("deep", "x", CallTerms.at(EntryPoint.ASYNC).through(List.of("a", "b", "c", "deep"))));
        QueuedCall good = put(call("good", "x", CallTerms.at(EntryPoint.ASYNC).through(List.of("a", "good"))));

        assertThat(over(good).standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(over(circle).standing()).isEqualTo(new Standing.Dead("call_loop", "call_loop"));
        assertThat(over(deep).standing()).isEqualTo(new Standing.Dead("call_loop", "call_loop"));

        Failure failure = got(calls.deadLetter(circle.id())).orElseThrow().failure();
        assertThat(failure.error()).isEqualTo("The calls go round in a circle: round -> b -> round.");
        assertThat(failure.chain()).containsExactly("round", "b", "round");
        assertThat(failure.attempts()).isZero();
    }

    private List<InvocationId> ids(InvocationFilter filter, int most) throws Exception {
        got(calls.followed());
        List<InvocationId> ids = new ArrayList<>();
        Optional<TopicPlace> next = Optional.of(TopicPlace.BEGINNING);
        while (next.isPresent()) {
            InvocationPage page = calls.page(filter, next, most);
            assertThat(page.calls()).hasSizeLessThanOrEqualTo(most);
            page.calls().forEach(state -> ids.add(state.call().id()));
            next = page.next();
        }
        return ids;
    }

    private static InvocationFilter of(String function, String state, String key) {
        return new InvocationFilter(
                Namespace.DEFAULT,
                Optional.of(function).filter(text -> !text.isEmpty()).map(FunctionName::new),
                Optional.of(state).filter(text -> !text.isEmpty()),
                Optional.of(key).filter(text -> !text.isEmpty()),
                Optional.empty());
    }

    @Test
    void callsAreListedByWhatTheyAreAPageAtATime() throws Exception {
        functions.script = called ->
                called.body().equals("bad") ? ScriptedFunction.answers(404, "") : ScriptedFunction.answers(200, "long");
        List<InvocationId> good = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            QueuedCall call =
                    put(call("listed", "good", CallTerms.at(EntryPoint.ASYNC).inOrderOf(i < 2 ? "ada" : "")));
            over(call);
            good.add(call.id());
        }
        QueuedCall bad = put(call("listed", "bad"));
        over(bad);
        QueuedCall other = put(call("unlisted", "good"));
        over(other);

        assertThat(ids(of("listed", "succeeded", ""), 2)).containsExactlyInAnyOrderElementsOf(good);
        assertThat(ids(of("listed", "", "ada"), 10)).containsExactlyInAnyOrder(good.get(0), good.get(1));
        assertThat(ids(of("", "dead", ""), 10)).containsExactly(bad.id());
        assertThat(ids(of("", "", ""), 3)).hasSize(9).contains(other.id());
        assertThat(ids(
                        new InvocationFilter(
                                Namespace.DEFAULT,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(bad.accepted())),
                        10))
                .containsExactlyInAnyOrderElementsOf(good);
        assertThat(ids(
                        new InvocationFilter(
                                new Namespace("another"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        10))
                .isEmpty();
    }

    @Test
    void whatBecameOfACallIsForgottenAndItsRecordRunsNoMore() throws Exception {
        QueuedCall call = put(call("forgotten", "x"));
        InvocationState state = over(call);

        assertThat(got(calls.forget(state))).isTrue();

        assertThat(got(calls.find(call.id()))).isEmpty();
        assertThat(ids(of("forgotten", "", ""), 10)).isEmpty();
        try (ProducerWriter writer = new ProducerWriter(BrokerFixture.cluster())) {
            got(writer.write(
                    prefix + "calls.default.forgotten",
                    CallFormat.key(call),
                    CallFormat.fields(call),
                    Optional.of(CallFormat.value(call))));
        }
        over(put(call("forgotten", "marker")));
        assertThat(functions.bodies("forgotten")).containsExactly("x", "marker");
    }

    @Test
    void aFunctionHasSettingsOfItsOwn() throws Exception {
        functions.script = _ -> ScriptedFunction.answers(500, "");
        assertThat(over(put(call("impatient", "x"))).attempts()).isEqualTo(1);
        functions.script = _ -> new ScriptedFunction.Reaction.Hangs();
        put(call("alone", "1"));
        put(call("alone", "2"));
        await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> calls.waiting(new FunctionName("alone")) == 2);

        assertThat(got(calls.put(call("alone", "3"))))
                .isEqualTo(
                        new Acceptance.BacklogFull(new FunctionName("alone"), Acceptance.BacklogFull.Unit.CALLS, 2, 2));
    }

    @Test
    void whatIsNotOverIsNotForgotten() throws Exception {
        functions.script = _ -> new ScriptedFunction.Reaction.Hangs();
        QueuedCall call = put(call("under-way", "x"));
        await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> functions.calls.size() == 1);

        assertThat(got(calls.forget(got(calls.find(call.id())).orElseThrow()))).isFalse();
        assertThat(ids(of("under-way", "running", ""), 10)).containsExactly(call.id());
    }

    /** One after the other; each call waits for a permit before it ends. */
    private Semaphore oneAtATime(int most) {
        calls.close();
        calls = open(new QueueLimits(most, 1 << 20, Duration.ofHours(1)), 1);
        Semaphore permits = new Semaphore(0);
        functions.script = called -> {
            permits.acquireUninterruptibly();
            return ScriptedFunction.answers(200, "");
        };
        return permits;
    }

    private void awaitRead(String function, String topic) throws Exception {
        String group = prefix + "calls.default." + function;
        try (Admin admin = Admin.create(BrokerFixture.cluster().clientProperties())) {
            await().atMost(Duration.ofSeconds(PATIENCE))
                    .until(() -> admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                            .flatMap(each -> each.members().stream())
                            .flatMap(member -> member.assignment().topicPartitions().stream())
                            .anyMatch(partition -> partition.topic().equals(group + topic)));
        }
    }

    @Test
    void whatIsMoreUrgentOvertakesAndKeepsItsPriorityThroughDelaysAndRedrives() throws Exception {
        Semaphore permits = oneAtATime(1_000);
        CallTerms lowest = CallTerms.at(EntryPoint.ASYNC).priority(5);
        CallTerms urgent = CallTerms.at(EntryPoint.ASYNC).priority(1);
        List<CompletionStage<Acceptance>> puts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            puts.add(calls.put(call("urgent", "low", lowest)));
        }
        QueuedCall delayed =
                call("urgent", "delayed", urgent.notBefore(Instant.now().plusSeconds(11)));
        puts.add(calls.put(delayed));
        for (CompletionStage<Acceptance> put : puts) {
            got(put);
        }
        await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> functions.calls.size() == 1);
        QueuedCall refused = call("urgent", "refused", urgent);
        DeadLetter letter = new DeadLetter(
                refused.id(),
                refused.function(),
                new DeadWork.Call(refused),
                new Failure(Instant.now(), Settlement.REFUSED, "no", 1, List.of()));
        got(calls.write(letter));
        assertThat(got(calls.redrive(letter))).isEqualTo(new Acceptance.Accepted(refused.id()));
        put(call("urgent", "put", urgent));
        await().atMost(Duration.ofSeconds(PATIENCE))
                .until(() -> !Instant.now().isBefore(delayed.terms().notBefore().orElseThrow()));
        awaitRead("urgent", ".p1");

        permits.release(60);
        await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> functions.calls.size() == 61);
        assertThat(functions.bodies("urgent")).contains("put", "refused", "delayed");
        permits.release(1_000);
        await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> functions.calls.size() == 203);
        assertThat(over(delayed).call().priority()).isEqualTo(1);
    }

    @Test
    void aCallThatIsBoundToAVersionRunsAtThatOneAlsoAfterAStartAndIsCountedUntilThen() throws Exception {
        CallTerms terms = CallTerms.at(EntryPoint.ASYNC)
                .version(OptionalInt.of(2))
                .notBefore(Instant.now().plusSeconds(3));
        QueuedCall call = put(call("bound", "x", terms));
        reopen();
        got(calls.known());

        assertThat(calls.bound(call.function())).isEqualTo(Map.of(2, 1L));
        assertThat(calls.mayBeBound(call.function(), 2)).isTrue();
        assertThat(calls.mayBeBound(call.function(), 1)).isFalse();

        assertThat(over(call).standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(functions.calls)
                .singleElement()
                .satisfies(called ->
                        assertThat(called.invocation().terms().version()).hasValue(2));
        await().until(() -> !calls.mayBeBound(call.function(), 2));
    }

    @Test
    void whileNobodyKnowsWhatWaitsAnyVersionMayBeBound() throws Exception {
        calls.close();
        calls = open(new QueueLimits(1_000, 1 << 20, Duration.ofHours(1)));

        boolean atOnce = calls.mayBeBound(new FunctionName("bound"), 1);
        got(calls.known());

        assertThat(atOnce).isTrue();
        assertThat(calls.mayBeBound(new FunctionName("bound"), 1)).isFalse();
    }

    @Test
    void aCallWhoseVersionIsGoneIsADeadLetterThatSaysSo() throws Exception {
        functions.script = _ -> new ScriptedFunction.Reaction.Ends(new Outcome.NoSuchFunction());
        QueuedCall call = put(call("gone", "x", CallTerms.at(EntryPoint.ASYNC).version(OptionalInt.of(2))));

        assertThat(over(call).standing()).isEqualTo(new Standing.Dead("version_removed", "version_removed"));
        assertThat(letters())
                .filteredOn(letter -> letter.id().equals(call.id()))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.failure().error())
                            .startsWith(
                                    "The call is bound to version 2 of 'gone', which is not kept any more: make the call anew");
                    assertThat(((DeadWork.Call) letter.work()).call().terms().version())
                            .hasValue(2);
                });
    }

    @Test
    void twentyThousandCallsOfOneFairKeyDoNotStandBeforeTenOfAnother() throws Exception {
        calls.close();
        calls = open(new QueueLimits(30_000, 1 << 20, Duration.ofHours(1)), 1);
        BlockingQueue<CompletableFuture<ScriptedFunction.Reaction>> running = new LinkedBlockingQueue<>();
        functions.script = _ -> {
            CompletableFuture<ScriptedFunction.Reaction> end = new CompletableFuture<>();
            running.add(end);
            return new ScriptedFunction.Reaction.Waits(end);
        };
        CallTerms flood = CallTerms.at(EntryPoint.ASYNC).sharingAs("flood");
        List<CompletionStage<Acceptance>> puts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            puts.add(calls.put(call("fair", "flood", flood)));
            if (i % 500 == 0) {
                got(puts.getLast());
            }
        }
        for (CompletionStage<Acceptance> put : puts) {
            assertThat(got(put)).isInstanceOf(Acceptance.Accepted.class);
        }
        awaitRead("fair", ".fair");
        List<QueuedCall> few = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            few.add(put(call("fair", "few", CallTerms.at(EntryPoint.ASYNC).sharingAs("few"))));
        }

        int ended = 0;
        while (functions.bodies("fair").stream().filter("few"::equals).count() < few.size() && ended < 300) {
            Objects.requireNonNull(running.poll(PATIENCE, TimeUnit.SECONDS))
                    .complete(ScriptedFunction.answers(200, ""));
            ended++;
        }

        assertThat(ended).isLessThan(300);
        Objects.requireNonNull(running.poll(PATIENCE, TimeUnit.SECONDS)).complete(ScriptedFunction.answers(200, ""));
        assertThat(over(few.getFirst()).standing()).isInstanceOf(Standing.Succeeded.class);
        assertThat(over(few.getFirst()).call().fairKey()).isEqualTo("few");
    }
}
