package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerExit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every end of a call as its caller sees it: the exact status, reason and sentence. */
class OutcomesOnTheWireTest {

    private static final FunctionError ERROR = new FunctionError(
            "java.lang.IllegalStateException", "no such city", List.of("shop.Prices.of(Prices.java:12)"));

    @TempDir
    Path folder;

    private EntryPointFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new EntryPointFixture(folder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void aFunctionThatThrows() throws IOException {
        failing(InvokeFault.THREW);

        RawHttp.Reply reply = gateway.get("/function/hello");

        assertProblem(
                reply,
                502,
                "function",
                "function_threw",
                "The function threw java.lang.IllegalStateException: no such"
                        + " city. 'function' says where; 'sluice logs hello' shows what it printed.");
        assertThat(reply.header("content-type")).contains("application/problem+json");
        assertThat(reply.body())
                .contains(
                        "\"type\":\"tag:sluice.dev,2026:function_threw\"", "\"title\":\"The function threw an error\"")
                .contains(
                        "\"invocation\":\"" + reply.header("sluice-invocation").orElseThrow() + "\"")
                .contains("\"function\":{\"type\":\"java.lang.IllegalStateException\",\"message\":\"no such city\","
                        + "\"frames\":[\"shop.Prices.of(Prices.java:12)\"]}");
        assertRecorded(new Outcome.Threw(ERROR), 502);
    }

    @Test
    void whatAPublicFunctionThrowsIsToldToItsOwnerAndNotToItsCaller() throws IOException {
        failing(InvokeFault.THREW);

        RawHttp.Reply reply = gateway.get("/function/terse");

        String id = reply.header("sluice-invocation").orElseThrow();
        assertProblem(
                reply,
                502,
                "function",
                "function_threw",
                "The function threw an error. Its log says why, to its owner: 'sluice logs terse --invocation " + id
                        + "'.");
        assertThat(reply.body())
                .contains("\"invocation\":\"" + id + "\"")
                .doesNotContain("IllegalState", "no such city", "Prices");
        assertThat(logged(id))
                .containsExactly(
                        "[sluice] the call threw java.lang.IllegalStateException: no such city",
                        "    at shop.Prices.of(Prices.java:12)");
    }

    @ParameterizedTest
    @EnumSource(
            value = InvokeFault.class,
            names = {"BAD_ANSWER", "OUT_OF_MEMORY"})
    void aPublicFunctionHidesHowElseItFails(InvokeFault fault) throws IOException {
        failing(fault);

        RawHttp.Reply reply = gateway.get("/function/terse");

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.body()).doesNotContain("no such city", "\"function\":{");
        assertThat(logged(reply.header("sluice-invocation").orElseThrow()).getFirst())
                .contains("no such city");
    }

    @Test
    void whereAFunctionStoodWhenItsTimeWasUpIsInItsLog() throws IOException {
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Cancel cancel) {
                self.send(new Frame.Error(
                        cancel.stream(),
                        InvokeFault.TIMED_OUT,
                        new FunctionError("", "", List.of("a.B.slow(B.java:7)"))));
            }
        });

        RawHttp.Reply reply = gateway.get("/function/terse");

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.body()).doesNotContain("a.B.slow");
        assertThat(logged(reply.header("sluice-invocation").orElseThrow()))
                .containsExactly(
                        "[sluice] the call ran longer than its timeout of 150ms; its code stood",
                        "    at a.B.slow(B.java:7)");
    }

    @Test
    void whatIsThrownInTheMiddleOfAnAnswerIsInTheLog() throws IOException {
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Invoke invoke) {
                self.send(
                        new Frame.Result(invoke.stream(), 200, Headers.EMPTY, false),
                        new Frame.Data(invoke.stream(), bytes("half"), false),
                        new Frame.Error(invoke.stream(), InvokeFault.THREW, ERROR));
            }
        });

        try (RawHttp raw = gateway.connect()) {
            raw.send("GET /function/terse HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> gateway.records().size() == 1);
        }

        String id = gateway.records().getFirst().invocation().id().value();
        assertThat(gateway.records().getFirst().outcome().thrownClass()).isEqualTo("java.lang.IllegalStateException");
        assertThat(logged(id).getFirst())
                .isEqualTo("[sluice] the call threw java.lang.IllegalStateException: no such city");
    }

    private List<String> logged(String invocation) {
        return gateway.lines().stream()
                .filter(line ->
                        line.invocation().equals(invocation) && line.function().equals("terse"))
                .map(LogLine::line)
                .toList();
    }

    @Test
    void aBodyThatTheFunctionCannotTake() throws IOException {
        failing(InvokeFault.BAD_INPUT);

        assertProblem(
                gateway.get("/function/hello"),
                400,
                "function",
                "bad_input",
                "The body cannot be read as what the function takes: no such city. Send what it expects.");
    }

    @Test
    void anAnswerThatTheRunnerCannotSend() throws IOException {
        failing(InvokeFault.BAD_ANSWER);

        assertProblem(
                gateway.get("/function/hello"),
                502,
                "function",
                "bad_answer",
                "The function ran, but its answer cannot be sent: no such city. Its author has to change what it returns.");
    }

    @Test
    void anAnswerThatHttpForbids() throws IOException {
        gateway.function((self, frame) -> {
            switch (frame) {
                case Frame.Invoke invoke ->
                    self.send(new Frame.Result(
                            invoke.stream(), 200, Headers.of("X-A", "1\r\nSet-Cookie: stolen=1"), false));
                case Frame.Cancel cancel ->
                    self.send(new Frame.Error(cancel.stream(), InvokeFault.CANCELLED, FunctionError.of("")));
                default -> {}
            }
        });

        RawHttp.Reply reply = gateway.get("/function/hello");

        assertProblem(
                reply,
                502,
                "function",
                "bad_answer",
                "The function ran, but its answer cannot be sent: the header 'X-A' has a line break or another character"
                        + " that HTTP forbids. Its author has to change what it returns.");
        assertThat(reply.header("set-cookie")).isEmpty();
    }

    @Test
    void anAnswerWithAStatusThatIsNone() throws IOException {
        gateway.answering(stream -> List.of(new Frame.Result(stream, 101, Headers.EMPTY, true)));

        assertProblem(
                gateway.get("/function/hello"),
                502,
                "function",
                "bad_answer",
                "The function ran, but its answer cannot be sent: its status is 101, allowed is 200 to 599. Its author has"
                        + " to change what it returns.");
    }

    @Test
    void anAnswerThatIsShorterThanItPromised() throws IOException {
        gateway.answering(stream -> List.of(
                new Frame.Result(stream, 200, Headers.of("Content-Length", "10"), false),
                new Frame.Data(stream, bytes("short"), true)));

        assertProblem(
                gateway.get("/function/hello"),
                502,
                "function",
                "bad_answer",
                "The function ran, but its answer cannot be sent: it sends 5 bytes where its Content-Length is 10. Its"
                        + " author has to change what it returns.");
    }

    @Test
    void aFunctionThatIsTooSlowAndSaysWhereItStands() throws IOException {
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Cancel cancel) {
                assertThat(cancel.cause()).isEqualTo(Frame.CancelCause.TIMED_OUT);
                self.send(new Frame.Error(
                        cancel.stream(),
                        InvokeFault.TIMED_OUT,
                        new FunctionError("", "", List.of("a.B.slow(B.java:7)"))));
            }
        });

        RawHttp.Reply reply = gateway.get("/function/hasty");

        assertProblem(
                reply,
                504,
                "function",
                "timed_out",
                "The function was stopped because it ran longer than its timeout of 150 ms. Make it faster, or raise"
                        + " 'timeout' in its spec.");
        assertThat(reply.body()).contains("\"frames\":[\"a.B.slow(B.java:7)\"]");
        assertThat(reply.header("sluice-version")).contains("2");
        await().until(() -> gateway.pools.released().size() == 1);
        assertThat(gateway.pools.released().getFirst()).isInstanceOf(Outcome.TimedOut.class);
    }

    @Test
    void aFunctionThatIsTooSlowAndDoesNotReact() throws IOException {
        gateway.function((self, frame) -> {});
        long before = System.nanoTime();

        RawHttp.Reply reply = gateway.get("/function/hasty");

        assertThat(reply.status()).isEqualTo(504);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
    }

    @Test
    void aFunctionThatRunsOutOfMemoryAndSaysSo() throws IOException {
        failing(InvokeFault.OUT_OF_MEMORY);

        assertProblem(
                gateway.get("/function/hello"),
                502,
                "function",
                "out_of_memory",
                "The function used more memory than its limit: no such city. Make it use less, or raise 'memory' in its"
                        + " spec.");
    }

    @Test
    void aProcessThatIsKilledForItsMemory() throws IOException {
        dying(new RunnerExit(137, true, ""));

        assertProblem(
                gateway.get("/function/hello"),
                502,
                "function",
                "out_of_memory",
                "The function used more memory than its limit: its limit is 256Mi, and the process ended with signal 9"
                        + " (SIGKILL). Make it use less, or raise 'memory' in its spec.");
    }

    @Test
    void aProcessThatExits() throws IOException {
        dying(new RunnerExit(3, false, ""));

        assertProblem(
                gateway.get("/function/hello"),
                502,
                "function",
                "function_exited",
                "The function's process ended during the call: exit code 3. A function must not end its process; 'sluice"
                        + " logs hello' shows what it printed.");
        assertRecorded(new Outcome.Exited("exit code 3"), 502);
    }

    @Test
    void aProcessThatCrashesAndHasLastWords() throws IOException {
        dying(new RunnerExit(139, false, "SIGSEGV at 0x0"));

        assertProblem(
                gateway.get("/function/hello"),
                502,
                "function",
                "function_exited",
                "The function's process ended during the call: signal 11 (SIGSEGV), last words: SIGSEGV at 0x0. Native"
                        + " code that it uses failed, or the runtime did; 'sluice logs hello' shows what it printed.");
    }

    @Test
    void aProcessThatSomebodyKills() throws IOException {
        dying(new RunnerExit(137, false, ""));

        assertProblem(
                gateway.get("/function/hello"),
                502,
                "function",
                "function_exited",
                "The function's process ended during the call: signal 9 (SIGKILL). Somebody stopped it from outside, or the"
                        + " system did, as when the machine has no memory left: call again; 'sluice logs hello' shows what"
                        + " it printed.");
    }

    @Test
    void aConnectionThatIsLostThoughTheProcessLives() throws IOException {
        gateway.function((self, frame) -> closeQuietly(self));

        assertProblem(
                gateway.get("/function/hello"),
                503,
                "runner",
                "instance_lost",
                "The connection to the instance was lost during the call, though its process still runs. This is not the"
                        + " function's fault. Try again; if it stays, tell the operator.");
    }

    @Test
    void aRunnerThatBreaksItsProtocol() throws IOException {
        gateway.function((self, frame) -> self.send(new Frame.Result(9, 200, Headers.EMPTY, true)));

        assertProblem(
                gateway.get("/function/hello"),
                503,
                "runner",
                "runner_broken",
                "The runner broke its protocol: the runner answers stream 9, which was never opened. This is not the"
                        + " function's fault. Try again; if it stays, tell the operator.");
    }

    @Test
    void eachRejectionOfThePool() throws IOException {
        for (RejectReason reason : RejectReason.values()) {
            gateway.pools.refusing(version ->
                    Optional.of(new Outcome.Rejected(reason, "All 10 instances are busy.", Duration.ofMillis(2500))));

            RawHttp.Reply reply = gateway.get("/function/hello");

            boolean down = reason == RejectReason.SHUTTING_DOWN;
            boolean ran = reason == RejectReason.PREEMPTED;
            boolean elsewhere = reason == RejectReason.SHARD_ELSEWHERE;
            String more = down
                    ? ""
                    : ran
                            ? " Make the call again after the time in 'Retry-After', if it may run twice."
                            : elsewhere
                                    ? " Try again after the time in 'Retry-After'."
                                    : " Nothing was run. Try again after the time in 'Retry-After'.";
            assertProblem(
                    reply,
                    down || ran || elsewhere ? 503 : 429,
                    down ? "gateway" : "pool",
                    reason.name().toLowerCase(java.util.Locale.ROOT),
                    "All 10 instances are busy." + more);
            assertThat(reply.header("retry-after")).contains("3");
        }
    }

    @Test
    void noSuchFunction() throws IOException {
        RawHttp.Reply reply = gateway.get("/function/helo");

        assertProblem(reply, 404, "gateway", "no_such_function", "There is no function 'helo'. Did you mean hello?");
        assertRecorded(new Outcome.NoSuchFunction(), 404);
    }

    @Test
    void aNameThatNoFunctionCanHave() throws IOException {
        assertProblem(
                gateway.get("/function/%2e%2e/x"),
                404,
                "gateway",
                "no_such_function",
                "There is no function '%2e%2e'. 'sluice list' shows those there are.");
        assertThat(gateway.get("/function/").status()).isEqualTo(404);
    }

    @Test
    void aFunctionThatCannotBeStarted() throws IOException {
        gateway.pools.refusing(version -> Optional.of(new Outcome.NotStarted("class_not_found", ERROR)));

        assertProblem(
                gateway.get("/function/hello"),
                502,
                "function",
                "class_not_found",
                "No instance of the function could be started: no such city. Deploy a version that starts, or roll back to"
                        + " one that did.");
    }

    @Test
    void faultsOfThePlatform() throws IOException {
        gateway.pools.refusing(
                version -> Optional.of(new Outcome.PlatformFault(Component.GATEWAY, "disk_full", "The disk is full.")));
        assertProblem(
                gateway.get("/function/hello"),
                500,
                "gateway",
                "disk_full",
                "The disk is full. This is not the function's fault. Try again; if it stays, tell the operator.");

        gateway.pools.refusing(
                version -> Optional.of(new Outcome.PlatformFault(Component.PROVIDER, "cannot_start", "No fork.")));
        assertThat(gateway.get("/function/hello").status()).isEqualTo(503);
    }

    @Test
    void aGuardedFunctionWantsAToken() throws IOException {
        RawHttp.Reply none = gateway.get("/function/guarded");
        RawHttp.Reply wrong =
                gateway.exchange("GET /function/guarded HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer nonsense\r\n\r\n");

        assertProblem(
                none,
                401,
                "gateway",
                "access_denied",
                "The function guarded takes calls only with a token of the platform. Send it as 'Authorization: Bearer"
                        + " TOKEN'.");
        assertThat(none.header("www-authenticate")).contains("Bearer realm=\"sluice\"");
        assertThat(wrong.status()).isEqualTo(401);
    }

    @Test
    void aGuardedFunctionNeverSeesTheToken() throws IOException {
        gateway.function(new dev.sluice.testkit.protocol.EchoFunction());
        String authorization = "Authorization: Bearer " + EntryPointFixture.TOKEN + "\r\n\r\n";

        RawHttp.Reply guarded = gateway.exchange("GET /function/guarded HTTP/1.1\r\nHost: h\r\n" + authorization);
        RawHttp.Reply open = gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\n" + authorization);

        assertThat(guarded.status()).isEqualTo(200);
        assertThat(guarded.header("echo-authorization")).isEmpty();
        assertThat(open.header("echo-authorization")).contains("Bearer " + EntryPointFixture.TOKEN);
    }

    @Test
    void aFailureAfterTheAnswerBeganCutsIt() throws Exception {
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Invoke invoke) {
                self.send(new Frame.Result(invoke.stream(), 200, Headers.EMPTY, false));
                self.send(new Frame.Data(invoke.stream(), bytes("begun"), false));
            }
        });
        try (RawHttp http = gateway.connect()) {
            http.send("GET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(http.line()).isEqualTo("HTTP/1.1 200 OK");
            while (!http.line().isEmpty()) {}
            assertThat(http.line()).isEqualTo("5");
            assertThat(http.line()).isEqualTo("begun");
            gateway.runner.send(new Frame.Error(1, InvokeFault.THREW, ERROR));

            assertThat(http.isClosed()).isTrue();
        }
        assertRecorded(new Outcome.Threw(ERROR), 200);
    }

    @Test
    void aGatewayThatShutsDownServesWhatIsInsideAndNothingNew() throws Exception {
        gateway.function((self, frame) -> {});
        try (RawHttp http = gateway.connect()) {
            http.send("GET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> gateway.entryPoint.inside() == 1);
            var closed = gateway.entryPoint.close().toCompletableFuture();

            RawHttp.Reply late = gateway.get("/function/hello");
            assertProblem(
                    late,
                    503,
                    "gateway",
                    "shutting_down",
                    "The gateway is shutting down and takes no new calls. Try again soon.");
            assertThat(late.header("retry-after")).contains("1");
            assertThat(late.header("connection")).contains("close");
            assertThat(closed).isNotDone();

            gateway.runner.send(new Frame.Result(1, 200, Headers.EMPTY, true));
            assertThat(http.reply().status()).isEqualTo(200);
            assertThat(closed).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    @Test
    void callsBeyondTheSlotsAreRejectedAndOthersServed() throws Exception {
        gateway.pools.slots(1);
        gateway.function((self, frame) -> {});
        try (RawHttp first = gateway.connect()) {
            first.send("GET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> gateway.entryPoint.inside() == 1);

            assertThat(gateway.get("/function/hello").status()).isEqualTo(429);
            gateway.runner.send(new Frame.Result(1, 200, Headers.EMPTY, true));
            assertThat(first.reply().status()).isEqualTo(200);
        }
    }

    private void failing(InvokeFault fault) {
        gateway.answering(stream -> List.of(new Frame.Error(stream, fault, ERROR)));
    }

    private void dying(RunnerExit exit) {
        gateway.function((self, frame) -> {
            closeQuietly(self);
            gateway.process.exit.complete(exit);
        });
    }

    private static void closeQuietly(dev.sluice.testkit.protocol.ScriptedRunner runner) {
        try {
            runner.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void assertRecorded(Outcome outcome, int status) {
        await().until(() -> gateway.records().size() == 1);
        InvocationRecord record = gateway.records().getFirst();
        assertThat(record.outcome()).isEqualTo(outcome);
        assertThat(record.status()).isEqualTo(status);
    }

    private static void assertProblem(RawHttp.Reply reply, int status, String component, String reason, String detail) {
        assertThat(reply.body()).contains("\"detail\":\"" + detail.replace("\"", "\\\"") + "\"");
        assertThat(reply.body())
                .contains(
                        "\"status\":" + status, "\"component\":\"" + component + "\"", "\"reason\":\"" + reason + "\"");
        assertThat(reply.status()).isEqualTo(status);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
