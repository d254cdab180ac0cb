package dev.sluice.events.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.core.time.Backoff;
import dev.sluice.events.attempt.HoldTimes;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.Standing;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.queue.QueueLimits;
import dev.sluice.testkit.time.SystemTimers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies and answers that are too long for a record, on a real broker. A gateway that ends is one whose calls are closed and opened anew. */
class LargePayloadsTest {

    private static final long PATIENCE = 60;
    private static final Duration LATER = Duration.ofHours(2);

    @TempDir
    private Path home;

    private Path folder = Path.of("");
    private final ScriptedFunction functions = new ScriptedFunction();
    private final String prefix = BrokerFixture.freshName("large") + ".";
    private final SystemTimers timers = new SystemTimers();

    /** How far the clock is ahead that says how old files are. */
    private volatile Duration ahead = Duration.ZERO;

    private AsyncCalls calls;
    private KeptPayloads payloads;

    @BeforeEach
    void open() {
        folder = home.resolve("payloads");
        payloads = AsyncCalls.payloads(
                folder, BrokerFixture.cluster(), prefix, () -> timers.instant().plus(ahead));
        calls = new AsyncCalls(
                BrokerFixture.cluster(),
                new AsyncSettings(
                        prefix,
                        1,
                        8,
                        _ -> new CallSettings(
                                new QueueLimits(1_000, 1L << 30, Duration.ofHours(1)),
                                new RetryPolicy(
                                        2,
                                        Duration.ofHours(1),
                                        new Backoff(Duration.ofMillis(50), Duration.ofMillis(200))),
                                Map.of()),
                        Duration.ofHours(1),
                        Duration.ofMillis(200),
                        new ChainLimit(3)),
                payloads,
                HoldTimes.USUAL,
                functions,
                (_, _) -> CompletableFuture.completedFuture(Optional.empty()),
                () -> true,
                timers,
                new Random());
    }

    @AfterEach
    void close() {
        calls.close();
        timers.close();
    }

    private void reopen() {
        calls.close();
        open();
        calls.begin();
    }

    private static <T> T got(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }

    private static String text(String word, int length) {
        return word.repeat(length / word.length() + 1).substring(0, length);
    }

    private QueuedCall put(String body) throws Exception {
        QueuedCall call = new QueuedCall(
                InvocationId.next(System.currentTimeMillis()),
                new FunctionName("copy"),
                Instant.now(),
                new RequestHead("POST", "/", "", Headers.of("Content-Type", "text/plain")),
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                CallTerms.at(EntryPoint.ASYNC),
                Optional.empty());
        assertThat(got(calls.put(call))).isEqualTo(new Acceptance.Accepted(call.id()));
        return call;
    }

    private InvocationState over(QueuedCall call) throws Exception {
        return got(calls.await(call.id(), Duration.ofSeconds(PATIENCE))).orElseThrow();
    }

    private String answer(InvocationState state) throws Exception {
        Standing.Succeeded done = (Standing.Succeeded) state.standing();
        assertThat(done.whole()).isTrue();
        return StandardCharsets.UTF_8.decode(payloads.readNow(done.answer())).toString();
    }

    private static String digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private Set<String> files() throws IOException {
        if (!Files.exists(folder)) {
            return Set.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.length() == 64)
                    .collect(Collectors.toSet());
        }
    }

    private void sweepLater() {
        ahead = ahead.plus(LATER);
        calls.sweepFiles();
    }

    private static ScriptedFunction.Reaction threw() {
        return new ScriptedFunction.Reaction.Ends(new Outcome.Threw(new FunctionError("a.B", "no paper", List.of())));
    }

    @Test
    void whatFitsIntoARecordMakesNoFile() throws Exception {
        functions.script = _ -> ScriptedFunction.answers(200, text("a", Payload.MOST_INLINE));

        assertThat(answer(over(put(text("b", Payload.MOST_INLINE))))).hasSize(Payload.MOST_INLINE);
        assertThat(folder).doesNotExist();
    }

    @Test
    void aLargeBodyAndAnswerComeThroughWholeAlsoAfterItsGateway() throws Exception {
        String body = text("body ", 5 << 20);
        String answer = text("answer ", 5 << 20);
        CompletableFuture<ScriptedFunction.Reaction> until = new CompletableFuture<>();
        functions.script = _ -> new ScriptedFunction.Reaction.Waits(until);
        QueuedCall call = put(body);
        await().atMost(Duration.ofSeconds(PATIENCE))
                .untilAsserted(() -> assertThat(functions.bodies("copy")).containsExactly(body));
        assertThat(files()).containsExactly(digest(body));

        functions.script = _ -> ScriptedFunction.answers(200, answer);
        reopen();

        assertThat(answer(over(call))).isEqualTo(answer);
        assertThat(functions.bodies("copy")).containsExactly(body, body);
        assertThat(files()).containsExactlyInAnyOrder(digest(body), digest(answer));
        reopen();
        assertThat(answer(got(calls.find(call.id())).orElseThrow())).isEqualTo(answer);
    }

    @Test
    void aFileLivesExactlyAsLongAsARecordNamesIt() throws Exception {
        String body = text("body ", 300_000);
        String answer = text("answer ", 300_000);
        CompletableFuture<ScriptedFunction.Reaction> until = new CompletableFuture<>();
        functions.script = _ -> new ScriptedFunction.Reaction.Waits(until);
        QueuedCall call = put(body);
        await().atMost(Duration.ofSeconds(PATIENCE))
                .untilAsserted(() -> assertThat(functions.calls).hasSize(1));
        sweepLater();
        assertThat(files()).as("the call runs").containsExactly(digest(body));

        functions.script = _ -> threw();
        until.complete(threw());
        assertThat(over(call).standing()).isEqualTo(new Standing.Dead(Settlement.ATTEMPTS, "threw"));
        sweepLater();
        assertThat(files()).as("a dead letter has it").containsExactly(digest(body));
        DeadLetter letter = got(calls.deadLetter(call.id())).orElseThrow();
        assertThat(letter.work())
                .isInstanceOfSatisfying(
                        DeadWork.Call.class,
                        dead -> assertThat(dead.call().body())
                                .isEqualTo(new Payload.Kept(new Digest(digest(body)), body.length())));

        functions.script = called -> called.body().equals(body) ? ScriptedFunction.answers(200, answer) : threw();
        reopen();
        assertThat(got(calls.redrive(letter))).isEqualTo(new Acceptance.Accepted(call.id()));
        await().atMost(Duration.ofSeconds(PATIENCE))
                .untilAsserted(() -> assertThat(answer(over(call))).isEqualTo(answer));
        calls.sweepFiles();
        assertThat(files()).as("the grace is not over").contains(digest(body));
        sweepLater();
        assertThat(files()).as("it succeeded").containsExactly(digest(answer));

        assertThat(got(calls.forget(got(calls.find(call.id())).orElseThrow()))).isTrue();
        sweepLater();
        assertThat(files()).as("its outcome is forgotten").isEmpty();
    }

    @Test
    void oneFileThatTwoCallsNameStaysForTheOther() throws Exception {
        String body = text("same ", 300_000);
        functions.script = _ -> threw();
        QueuedCall first = put(body);
        QueuedCall second = put(body);
        over(first);
        over(second);
        got(calls.purge(first.id()));
        sweepLater();
        assertThat(files()).containsExactly(digest(body));

        got(calls.purge(second.id()));
        sweepLater();
        assertThat(files()).isEmpty();
    }

    @Test
    void aBodyThatIsMissingOrDamagedIsADeadLetterAndNeverAWrongBody() throws Exception {
        for (boolean missing : List.of(true, false)) {
            String body = text(missing ? "missing " : "damaged ", 300_000);
            CompletableFuture<ScriptedFunction.Reaction> until = new CompletableFuture<>();
            functions.calls.clear();
            functions.script = _ -> new ScriptedFunction.Reaction.Waits(until);
            QueuedCall call = put(body);
            await().atMost(Duration.ofSeconds(PATIENCE))
                    .untilAsserted(() -> assertThat(functions.calls).hasSize(1));
            Path file = folder.resolve(digest(body));
            if (missing) {
                Files.delete(file);
            } else {
                byte[] other = Files.readAllBytes(file);
                other[other.length - 1] ^= 1;
                Files.write(file, other);
            }

            until.complete(threw());

            assertThat(over(call).standing()).isEqualTo(new Standing.Dead(Settlement.BODY_LOST, Settlement.BODY_LOST));
            assertThat(functions.calls).hasSize(1);
            DeadLetter letter = got(calls.deadLetter(call.id())).orElseThrow();
            assertThat(letter.failure().error())
                    .startsWith("The 300000 bytes that were kept as sha256:" + digest(body) + " are lost: ")
                    .contains(missing ? "missing" : "damaged, it holds other bytes");
            if (missing) {
                assertThat(got(calls.redrive(letter)))
                        .isInstanceOfSatisfying(
                                Acceptance.BodyLost.class,
                                lost -> assertThat(lost.detail())
                                        .isEqualTo(letter.failure().error()));
                assertThat(got(calls.deadLetter(call.id()))).isPresent();
            }
        }
    }

    @Test
    void nothingIsRemovedWhereOthersMayNameFilesOrTopicsWereMadeAnew() throws Exception {
        functions.script = _ -> threw();
        String body = text("old ", 300_000);
        QueuedCall call = put(body);
        over(call);
        got(calls.purge(call.id()));
        Path namedBy = folder.resolve("named-by");
        String mine = Files.readString(namedBy);

        Files.writeString(namedBy, mine + "another-cluster sluice.invocations=x sluice.dead-letters=y\n");
        sweepLater();
        assertThat(files()).as("another Kafka names files of the folder").containsExactly(digest(body));

        Files.delete(namedBy);
        sweepLater();
        assertThat(files()).as("nobody knows who names them").containsExactly(digest(body));

        Files.writeString(namedBy, mine);
        calls.close();
        try (Admin admin = Admin.create(BrokerFixture.cluster().clientProperties())) {
            admin.deleteTopics(List.of(prefix + "invocations", prefix + "dead-letters"))
                    .all()
                    .get(PATIENCE, TimeUnit.SECONDS);
            open();
            sweepLater();
            assertThat(files()).as("the topics are gone").containsExactly(digest(body));
        }
        calls.begin();
        got(calls.known());
        sweepLater();
        assertThat(files()).as("the topics are empty, and others").containsExactly(digest(body));
    }

    @Test
    void aBodyForWhichThereIsNoRoomIsRefusedAndNoCallIsKept() throws Exception {
        Files.createFile(home.resolve("payloads"));
        byte[] body = new byte[300_000];
        Arrays.fill(body, (byte) 'x');
        QueuedCall call = new QueuedCall(
                InvocationId.next(System.currentTimeMillis()),
                new FunctionName("copy"),
                Instant.now(),
                new RequestHead("POST", "/", "", Headers.EMPTY),
                ByteBuffer.wrap(body),
                CallTerms.at(EntryPoint.ASYNC),
                Optional.empty());

        assertThat(got(calls.put(call)))
                .isInstanceOfSatisfying(
                        Acceptance.NotStored.class,
                        refused -> assertThat(refused.detail()).contains(folder.toString()));
        assertThat(got(calls.find(call.id()))).isEmpty();
    }
}
