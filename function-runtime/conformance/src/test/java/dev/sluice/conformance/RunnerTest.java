package dev.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.CancelCause;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.protocol.Protocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a gateway sees of a runner, whatever its language. */
@ParameterizedClass
@MethodSource("dev.sluice.conformance.Subject#all")
class RunnerTest {

    private final Subject subject;

    @TempDir
    private Path place;

    private RunnerUnderTest runner;

    RunnerTest(Subject subject) {
        this.subject = subject;
    }

    @BeforeEach
    void start() {
        assumeTrue(subject.missing().isEmpty(), subject.missing());
        runner = RunnerUnderTest.start(subject, place);
    }

    @AfterEach
    void end() {
        if (runner != null) {
            runner.close();
        }
    }

    /** For what handlers have, and programs that listen do not. */
    private void needsHandlers(String why) {
        assumeTrue(subject.language().hasHandlers(), why);
    }

    private RunnerUnderTest acts() {
        return runner.welcome().specialise("acts", "act");
    }

    // How it begins.

    @Test
    void itsHelloTellsTokenRuntimeAndProcess() {
        assertThat(runner.hello().token()).isEqualTo(RunnerUnderTest.TOKEN);
        assertThat(runner.hello().runtime()).isEqualTo(subject.name());
        assertThat(runner.hello().pid()).isEqualTo(runner.pid());
        if (subject.language().hasHandlers()) {
            assertThat(runner.hello().features()).contains("progress", "notice");
        }
    }

    @Test
    void codeThatThrowsWhileItIsLoadedIsTheFunctionsFault() {
        runner.welcome().link().send(runner.order("broken", "act"));

        Frame.SpecialiseFailed failed = (Frame.SpecialiseFailed) runner.link().next();

        assertThat(failed.reason()).isNotEqualTo(Frame.SpecialiseFailed.RUNNER_FAILED);
        assertThat(failed.error().message()).contains("no key");
        assertThat(failed.error().frames().isEmpty())
                .isNotEqualTo(subject.language().hasHandlers());
    }

    @Test
    void aSecondOrderIsRefused() {
        acts().link().send(runner.order("acts", "act"));

        Frame.SpecialiseFailed failed = (Frame.SpecialiseFailed) runner.link().next();

        assertThat(failed.reason()).isEqualTo(Frame.SpecialiseFailed.RUNNER_FAILED);
    }

    @Test
    void theFunctionHasItsOwnEnvironmentAndNoneOfTheRunners() {
        acts();

        assertThat(runner.call(1, "variable A")).isEqualTo("b");
        assertThat(runner.call(2, "variable SLUICE_RUNNER_TOKEN")).doesNotContain(RunnerUnderTest.TOKEN);
        assertThat(runner.call(3, "variable TZ")).isEqualTo("UTC");
    }

    @Test
    void theFunctionIsToldItsShardAndWhichKeysAreThere() {
        acts();

        String shard = "1 of 4, 4000000000000000-7fffffffffffffff, 17: ";
        assertThat(runner.call(1, "shard ann")).isEqualTo(shard + "yes");
        assertThat(runner.call(2, "shard żółw")).isEqualTo(shard + "no");
    }

    @Test
    void theFunctionIsToldItsCallAndTheAttempt() {
        acts().begin(1, "sluice-attempt", "3");
        runner.link().send(RunnerUnderTest.data(1, "attempt", true));

        assertThat(runner.answer()).isEqualTo(RunnerUnderTest.ID + " 3");
    }

    // Bodies.

    @Test
    void anAnswerPassesWhileItsRequestIsStillBeingSent() {
        runner.welcome().specialise("acts", "stream").begin(1);
        for (String word : List.of("one", "two", "three")) {
            runner.link().send(RunnerUnderTest.data(1, word, false));
            if (word.equals("one")) {
                assertThat(((Frame.Result) runner.link().next()).end()).isFalse();
            }

            Frame.Data echoed = (Frame.Data) runner.link().next();
            assertThat(RunnerUnderTest.text(echoed)).isEqualTo(word);
            assertThat(echoed.end()).isFalse();
        }
        runner.link().send(RunnerUnderTest.data(1, "", true));

        assertThat(runner.link().next()).isEqualTo(RunnerUnderTest.data(1, "", true));
    }

    @Test
    void bothDirectionsFlowAtOnceEachByItsOwnWindow() {
        int total = 1_000_000;
        runner.welcome().specialise("acts", "stream").begin(1);
        int maySend = Protocol.INITIAL_WINDOW_BYTES;
        int sent = 0;
        int received = 0;
        boolean ended = false;
        while (!ended) {
            while (maySend > 0 && sent < total) {
                int step = Math.min(Math.min(maySend, Protocol.MAX_DATA_BYTES), total - sent);
                sent += step;
                maySend -= step;
                runner.link().send(new Frame.Data(1, ByteBuffer.allocate(step), sent == total));
            }
            switch (runner.link().next()) {
                case Frame.Window window -> maySend += window.bytes();
                case Frame.Data data -> {
                    received += data.bytes().remaining();
                    ended = data.end();
                    if (data.bytes().hasRemaining() && !ended) {
                        runner.link().send(new Frame.Window(1, data.bytes().remaining()));
                    }
                }
                case Frame.Result result -> assertThat(result.end()).isFalse();
                case Frame other -> throw new AssertionError("unexpected " + other);
            }
        }

        assertThat(received).isEqualTo(total);
    }

    @Test
    void aLargeAnswerWaitsForTheWindow() {
        acts().invoke(1, "large 200000");
        assertThat(((Frame.Result) runner.link().next()).status()).isEqualTo(200);

        assertThat(receive(Protocol.INITIAL_WINDOW_BYTES)).isEqualTo(Protocol.INITIAL_WINDOW_BYTES);
        assertThat(runner.link().rest()).isEmpty();
        runner.link().send(new Frame.Window(1, 134_464));

        assertThat(receive(134_464)).isEqualTo(134_464);
    }

    private int receive(int bytes) {
        int received = 0;
        while (received < bytes) {
            received += ((Frame.Data) runner.link().next()).bytes().remaining();
        }
        return received;
    }

    @Test
    void aBodyIsGrantedAsItIsRead() {
        acts().begin(1);
        byte[] piece = new byte[Protocol.MAX_DATA_BYTES];
        runner.link().send(RunnerUnderTest.data(1, "length ", false));
        int maySend = Protocol.INITIAL_WINDOW_BYTES - "length ".length();
        for (int sent = 0; sent < 300_000; ) {
            while (maySend == 0) {
                maySend += ((Frame.Window) runner.link().next()).bytes();
            }
            int step = Math.min(Math.min(maySend, piece.length), 300_000 - sent);
            runner.link().send(new Frame.Data(1, ByteBuffer.wrap(piece, 0, step), false));
            sent += step;
            maySend -= step;
        }
        runner.link().send(RunnerUnderTest.data(1, "", true));

        Frame frame = runner.link().next();
        while (frame instanceof Frame.Window) {
            frame = runner.link().next();
        }
        assertThat(((Frame.Result) frame).status()).isEqualTo(200);
        assertThat(RunnerUnderTest.text((Frame.Data) runner.link().next())).isEqualTo("300000");
    }

    @Test
    void headIsAnsweredWithoutABody() {
        runner.welcome()
                .specialise("acts", "stream")
                .link()
                .send(new Frame.Invoke(
                        1, RunnerUnderTest.ID, 30_000, new RequestHead("HEAD", "/", "", Headers.EMPTY), true));

        Frame.Result result = (Frame.Result) runner.link().next();

        assertThat(result.end()).isTrue();
        assertThat(result.status()).isEqualTo(200);
    }

    @Test
    void manyCallsAtOnceAllGetTheirOwnAnswers() {
        acts();
        IntStream.rangeClosed(1, 100).forEach(stream -> runner.invoke(stream, "echo " + stream));

        Map<Integer, String> answers = new HashMap<>();
        while (answers.size() < 100) {
            if (runner.link().next() instanceof Frame.Data data) {
                answers.put(data.stream(), RunnerUnderTest.text(data));
            }
        }

        assertThat(answers).allSatisfy((stream, text) -> assertThat(text).isEqualTo(Integer.toString(stream)));
    }

    // What goes wrong.

    @Test
    void whatIsThrownIsToldWithTheFunctionsOwnFramesAlone() {
        needsHandlers("a program answers with a status of its own, whatever is thrown in it");
        acts().invoke(1, "fail no luck");

        Frame.Error error = runner.error();

        assertThat(error.fault()).isEqualTo(InvokeFault.THREW);
        assertThat(error.error().message()).isEqualTo("no luck");
        assertThat(error.error().type()).isNotEmpty();
        assertThat(error.error().frames()).isNotEmpty();
        assertThat(String.join("\n", error.error().frames()))
                .doesNotContain(subject.language().runtime().toString())
                .doesNotContain("dev.sluice.runner");
    }

    @Test
    void anAnswerThatCannotBeSentIsABadAnswer() {
        acts().invoke(1, "bad");

        assertThat(runner.error().fault()).isEqualTo(InvokeFault.BAD_ANSWER);
        assertThat(runner.call(2, "echo still there")).isEqualTo("still there");
    }

    @Test
    void runningOutOfMemoryIsToldAndEndsTheProcess() {
        acts().invoke(1, "hungry");

        if (runner.exitCode() == 3) {
            assertThat(runner.output()).contains("Terminating due to ");
        } else {
            assertThat(runner.exitCode()).isEqualTo(128 + 6);
            assertThat(runner.output()).containsPattern("(?m)^FATAL ERROR: .* out of memory$");
        }
    }

    @Test
    void aCallWhoseCallerWentAwayIsStopped() {
        acts().invoke(1, "wait");

        runner.link().send(new Frame.Cancel(1, CancelCause.CLIENT_GONE));

        assertThat(runner.error().fault()).isEqualTo(InvokeFault.CANCELLED);
        assertThat(runner.call(2, "echo still there")).isEqualTo("still there");
    }

    @Test
    void aCallThatTakesTooLongIsStopped() {
        acts().invoke(1, "wait");

        runner.link().send(new Frame.Cancel(1, CancelCause.TIMED_OUT));

        assertThat(runner.error().fault()).isEqualTo(InvokeFault.TIMED_OUT);
    }

    // Progress, notices and pings.

    @Test
    void progressIsNotSentToAGatewayThatDoesNotUseIt() {
        runner.link().send(new Frame.Welcome(2, List.of()));
        runner.specialise("acts", "act");

        assertThat(runner.call(1, "progress half")).isEqualTo("done");
    }

    @Test
    void noticesAreHandledInOrderAndAFaultInOneIsALineInTheLog() {
        needsHandlers("a program hears of no notice");
        runner.welcome().specialise("hooked", "act");

        runner.link().send(notice(1, "first", "a"), notice(2, "fault", ""), notice(3, "third", "c"));

        for (int number = 1; number <= 3; number++) {
            assertThat(runner.link().next()).isEqualTo(new Frame.Noticed(number));
        }
        List<String> lines = runner.link().logs(4).stream().map(Frame.Log::line).toList();
        assertThat(lines).startsWith("hello from start", "first a").endsWith("third c");
        assertThat(lines.get(2)).contains("fault").contains("not wanted");
        assertThat(runner.call(1, "")).isEqualTo("started");
    }

    private static Frame.Notice notice(long number, String name, String body) {
        return new Frame.Notice(number, name, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aPingIsAnsweredByARunnerThatSaysItCan() {
        acts();
        assumeTrue(runner.has("ping") || runner.has("pulse"), "the runner is never pinged");
        runner.invoke(1, "wait");

        runner.link().send(new Frame.Ping(7));

        assertThat(runner.link().next()).isEqualTo(new Frame.Pong(7));
    }

    // Logs.

    @Test
    void whatCallsPrintAtTheSameTimeIsFiledUnderEach() {
        needsHandlers("nobody can tell which call a program prints for");
        acts();
        for (int stream = 1; stream <= 3; stream++) {
            runner.invoke(stream, "count call" + stream);
        }

        for (int answered = 0; answered < 3; ) {
            answered += runner.link().next() instanceof Frame.Data ? 1 : 0;
        }
        List<Frame.Log> logs = runner.link().logs(30);

        assertThat(logs).allSatisfy(log -> {
            assertThat(log.line()).startsWith("call" + log.stream() + " ");
            assertThat(log.source()).isEqualTo(LogSource.STDOUT);
            assertThat(log.epochMicros()).isGreaterThan(1_700_000_000_000_000L);
        });
        assertThat(logs.stream().filter(log -> log.stream() == 2).map(Frame.Log::line))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "call2 " + i).toList());
    }

    @Test
    void standardErrorIsToldApart() {
        acts();

        assertThat(runner.call(1, "complain oh no")).isEqualTo("printed");

        Frame.Log log = runner.link().logs(1).getFirst();
        assertThat(log.source()).isEqualTo(LogSource.STDERR);
        assertThat(log.line()).isEqualTo("oh no");
        assertThat(log.stream()).isEqualTo(subject.language().hasHandlers() ? 1 : 0);
    }

    @Test
    void aLineThatIsTooLongIsCutAndNothingBreaks() {
        acts();

        assertThat(runner.call(1, "print " + "x".repeat(20_000))).isEqualTo("printed");

        assertThat(runner.link().logs(1).getFirst().line())
                .hasSizeLessThanOrEqualTo(8_192)
                .startsWith("xxx");
    }

    // How it ends.

    @Test
    void drainWaitsForCallsUnderWayAndRunsTheStopHook() {
        runner.welcome().specialise("hooked", "act");
        assertThat(runner.call(1, "")).isEqualTo("started");

        runner.link().send(new Frame.Drain());

        assertThat(runner.exitCode()).isZero();
        assertThat(runner.link().logs(2).stream().map(Frame.Log::line))
                .containsExactly("hello from start", "bye from stop");
    }

    @Test
    void aCallUnderWayEndsBeforeTheRunnerThatIsDrained() {
        acts().invoke(1, "count slow");

        runner.link().send(new Frame.Drain());

        assertThat(runner.answer()).isEqualTo("counted");
        assertThat(runner.exitCode()).isZero();
    }

    @Test
    void aGenericRunnerIsDrainedAtOnce() {
        runner.welcome().link().send(new Frame.Drain());

        assertThat(runner.exitCode()).isZero();
    }

    @Test
    void aRunnerWhoseConnectionEndsExitsAtOnce() {
        acts().invoke(1, "wait");

        runner.link().close();

        runner.exitCode();
    }
}
