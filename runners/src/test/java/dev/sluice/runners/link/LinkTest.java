package dev.sluice.runners.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.CancelCause;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.StreamEnd;
import dev.sluice.runners.session.HeardStream;
import dev.sluice.runners.session.LinkLimits;
import dev.sluice.testkit.protocol.ScriptedRunner;
import io.netty.channel.epoll.EpollEventLoopGroup;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link against runners that do right and wrong, over a real socket. */
class LinkTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final LinkLimits QUICK =
            new LinkLimits(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMillis(100));

    @TempDir
    Path home;

    private final EpollEventLoopGroup loops = new EpollEventLoopGroup(2);
    private final Queue<LogLine> lines = new ConcurrentLinkedQueue<>();
    private UnixGate gate;
    private ScriptedRunner runner;
    private RunnerLink link;

    @BeforeEach
    void start() throws Exception {
        open(LinkLimits.DEFAULT);
    }

    private void open(LinkLimits limits) throws Exception {
        gate = UnixGate.open(home.resolve("run"), loops, limits, lines::add);
        var coming = gate.expect(new RunnerId("r1"), "one");
        runner = ScriptedRunner.hello(coming.address(), "one");
        link = coming.link().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        runner.close();
        gate.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
    }

    @Test
    void aCallWithItsBodyGoesOutAndItsAnswerComesBack() throws Exception {
        HeardStream heard = new HeardStream();
        link.open(invocation(body("hello")), LONG, heard);

        Frame.Invoke invoke = runner.take(Frame.Invoke.class);
        Frame.Data data = runner.take(Frame.Data.class);
        runner.send(
                new Frame.Result(invoke.stream(), 201, Headers.of("a", "b"), false),
                new Frame.Data(invoke.stream(), text("wor"), false),
                new Frame.Data(invoke.stream(), text("ld"), true));

        assertThat(heard.end()).isEqualTo(new StreamEnd.Answered(201));
        assertThat(heard.text()).isEqualTo("world");
        assertThat(heard.headers()).isEqualTo(Headers.of("a", "b"));
        assertThat(invoke.end()).isFalse();
        assertThat(invoke.runMillis()).isEqualTo(LONG.toMillis());
        assertThat(data.end()).isTrue();
        assertThat(StandardCharsets.UTF_8.decode(data.bytes()).toString()).isEqualTo("hello");
    }

    @Test
    void aBodyBeyondOneFrameIsSplit() throws Exception {
        link.open(invocation(new Body.Complete(ByteBuffer.allocate(65_536))), LONG, new HeardStream());

        Frame.Data first = runner.take(Frame.Data.class);
        Frame.Data second = runner.take(Frame.Data.class);
        assertThat(first.bytes().remaining()).isEqualTo(32_768);
        assertThat(first.end()).isFalse();
        assertThat(second.bytes().remaining()).isEqualTo(32_768);
        assertThat(second.end()).isTrue();
    }

    @Test
    void specialisingIsAnsweredOrFailsWithTheLink() throws Exception {
        var answer = link.specialise(new Frame.Specialise(
                        "f", 3, "a.B", new Frame.Artifact("", List.of()), Map.of(), 1000, 1, Map.of()))
                .toCompletableFuture();
        runner.take(Frame.Specialise.class);
        runner.send(new Frame.Specialised("found it", 42));
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new Frame.Specialised("found it", 42));

        link.close();
        await().until(() -> link.closed().toCompletableFuture().isDone());
        assertThatThrownBy(() -> link.specialise(new Frame.Specialise(
                                "f", 3, "a.B", new Frame.Artifact("", List.of()), Map.of(), 1000, 1, Map.of()))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void specialisingFailsWhenTheRunnerGoes() throws Exception {
        var answer = link.specialise(new Frame.Specialise(
                        "f", 3, "a.B", new Frame.Artifact("", List.of()), Map.of(), 1000, 1, Map.of()))
                .toCompletableFuture();
        runner.take(Frame.Specialise.class);
        runner.close();

        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkClosedException.class);
    }

    @Test
    void logLinesSayWhoseTheyAreAlsoWhenTheyComeLate() throws Exception {
        link.specialise(
                new Frame.Specialise("f", 3, "a.B", new Frame.Artifact("", List.of()), Map.of(), 1000, 1, Map.of()));
        runner.take(Frame.Specialise.class);
        Invocation invocation = invocation(Body.EMPTY);
        HeardStream heard = new HeardStream();
        link.open(invocation, LONG, heard);
        int stream = runner.take(Frame.Invoke.class).stream();
        runner.send(
                new Frame.Log(stream, Frame.LogSource.STDOUT, 1, "during"),
                new Frame.Result(stream, 200, Headers.EMPTY, true),
                new Frame.Log(stream, Frame.LogSource.STDERR, 2, "after"),
                new Frame.Log(0, Frame.LogSource.INFO, 3, "outside"));

        await().until(() -> lines.size() == 3);
        String id = invocation.id().value();
        assertThat(lines)
                .containsExactly(
                        new LogLine("f", 3, new RunnerId("r1"), id, Frame.LogSource.STDOUT, 1, "during"),
                        new LogLine("f", 3, new RunnerId("r1"), id, Frame.LogSource.STDERR, 2, "after"),
                        new LogLine("f", 3, new RunnerId("r1"), "", Frame.LogSource.INFO, 3, "outside"));
    }

    @Test
    void creditHoldsBothWays() throws Exception {
        HeardStream heard = new HeardStream();
        Call call = link.open(invocation(new Body.Streamed()), LONG, heard);
        int stream = runner.take(Frame.Invoke.class).stream();
        await().until(() -> heard.credit() == 65_536);
        call.write(ByteBuffer.allocate(65_536));
        runner.send(new Frame.Window(stream, 20_000));
        await().until(() -> heard.credit() == 85_536);
        call.write(ByteBuffer.allocate(20_000));
        call.end(Headers.of("sum", "1"));
        assertThat(runner.take(Frame.Trailers.class).trailers()).isEqualTo(Headers.of("sum", "1"));

        runner.send(new Frame.Result(stream, 200, Headers.EMPTY, false));
        runner.send(new Frame.Data(stream, ByteBuffer.allocate(32_768), false));
        runner.send(new Frame.Data(stream, ByteBuffer.allocate(32_768), false));
        await().until(() -> heard.bytes() == 65_536);
        call.grant(16_384);
        assertThat(runner.take(Frame.Window.class)).isEqualTo(new Frame.Window(stream, 16_384));
        runner.send(new Frame.Data(stream, ByteBuffer.allocate(16_384), true));
        assertThat(heard.end()).isEqualTo(new StreamEnd.Answered(200));
    }

    @Test
    void progressIsToldWhileTheCallRunsAndNotAfterItIsOver() throws Exception {
        HeardStream heard = new HeardStream();
        link.open(invocation(Body.EMPTY), LONG, heard);
        int stream = runner.take(Frame.Invoke.class).stream();
        runner.send(
                new Frame.Progress(stream, text("a third")),
                new Frame.Result(stream, 200, Headers.EMPTY, false),
                new Frame.Progress(stream, text("nearly")),
                new Frame.Data(stream, text("x"), true),
                new Frame.Progress(stream, text("too late")),
                new Frame.Ping(1));

        assertThat(runner.take(Frame.Pong.class).number()).isEqualTo(1);
        assertThat(heard.progress()).containsExactly("a third", "nearly");
        assertThat(heard.end()).isEqualTo(new StreamEnd.Answered(200));
    }

    @Test
    void aNoticeIsSentAndItsAcknowledgementTold() throws Exception {
        var first = link.notice("region", text("eu")).toCompletableFuture();
        var second = link.notice("draining", text("")).toCompletableFuture();

        assertThat(runner.take(Frame.Notice.class)).isEqualTo(new Frame.Notice(1, "region", text("eu")));
        assertThat(runner.take(Frame.Notice.class)).isEqualTo(new Frame.Notice(2, "draining", text("")));
        runner.send(new Frame.Noticed(2));
        assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(first.isDone()).isFalse();
        runner.close();
        assertThat(first.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(link.notice("late", text("")).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isFalse();
    }

    @Test
    void moreNoticesThanMayWaitAreNotSent() throws Exception {
        for (int i = 0; i < RunnerLink.MAX_NOTICES; i++) {
            assertThat(link.notice("n", text("")).toCompletableFuture().isDone())
                    .isFalse();
        }

        assertThat(link.notice("n", text("")).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isFalse();
        runner.send(new Frame.Noticed(1));
        await().until(() ->
                !link.notice("again", text("")).toCompletableFuture().isDone());
        assertThatThrownBy(() -> link.notice("n", ByteBuffer.allocate(8_193)))
                .hasMessage("the body of a notice has 8193 bytes: at most 8192 are allowed");
    }

    @Test
    void whatARunnerTellsForLaterStartsIsHeard() throws Exception {
        var unused = link.specialise(
                new Frame.Specialise("f", 3, "a.B", new Frame.Artifact("", List.of()), Map.of(), 1000, 1, Map.of()));
        runner.take(Frame.Specialise.class);
        runner.send(new Frame.Specialised("f", 1), new Frame.Profile("a.B"));

        assertThat(link.profile().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo("a.B");
        runner.send(new Frame.Profile("a.C"));
        assertThat(link.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo("the runner sent PROFILE twice, or before it was specialised");
    }

    @Test
    void aRunnerThatKnowsNeitherNoticesNorProgressIsServedAllTheSame() throws Exception {
        var coming = gate.expect(new RunnerId("r2"), "two");
        try (ScriptedRunner plain = ScriptedRunner.hello(coming.address(), "two", 2)) {
            RunnerLink bare = coming.link().toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(plain.take(Frame.Welcome.class)).isEqualTo(new Frame.Welcome(2, List.of()));
            assertThat(bare.notice("draining", text("")).toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isFalse();
            HeardStream heard = new HeardStream();
            bare.open(invocation(Body.EMPTY), LONG, heard);
            plain.send(new Frame.Progress(plain.take(Frame.Invoke.class).stream(), text("x")));

            assertThat(heard.end())
                    .isEqualTo(new StreamEnd.LinkClosed(
                            "the runner sent PROGRESS without having said the feature 'progress'"));
        }
    }

    @Test
    void whatIsAgainstTheProtocolEndsTheLinkWithASentence() throws Exception {
        Map<List<Frame>, String> wrongs = new java.util.LinkedHashMap<>();
        wrongs.put(
                List.of(new Frame.Result(7, 200, Headers.EMPTY, true)),
                "the runner answers stream 7, which was never opened");
        wrongs.put(List.of(new Frame.Data(1, text("x"), false)), "the runner sends a body on stream 1 before a result");
        wrongs.put(
                List.of(new Frame.Result(1, 200, Headers.EMPTY, false), new Frame.Result(1, 200, Headers.EMPTY, false)),
                "the runner answers stream 1 twice");
        wrongs.put(
                List.of(
                        new Frame.Result(1, 200, Headers.EMPTY, false),
                        new Frame.Data(1, ByteBuffer.allocate(32_769), false)),
                "DATA has 32769 bytes: at most 32768 are allowed");
        wrongs.put(
                List.of(
                        new Frame.Result(1, 200, Headers.EMPTY, false),
                        new Frame.Data(1, ByteBuffer.allocate(32_768), false),
                        new Frame.Data(1, ByteBuffer.allocate(32_768), false),
                        new Frame.Data(1, text("x"), false)),
                "the runner sends 1 bytes more on stream 1 than it was granted");
        wrongs.put(List.of(new Frame.Window(1, -5)), "WINDOW grants -5 bytes");
        wrongs.put(List.of(new Frame.Drain()), "the runner sent DRAIN, which only a gateway may send");
        wrongs.put(List.of(new Frame.Hello(2, 2, "one", "x", 1, List.of())), "the runner said hello twice");
        wrongs.put(
                List.of(new Frame.Notice(1, "draining", text(""))),
                "the runner sent NOTICE, which only a gateway may send");
        wrongs.put(List.of(new Frame.Profile("a.B")), "the runner sent PROFILE twice, or before it was specialised");
        wrongs.put(List.of(new Frame.Noticed(3)), "the runner acknowledges notice 3, which it was not given");
        wrongs.put(
                List.of(new Frame.Specialised("x", 1)),
                "the runner says that it was specialised, which nobody asked for");
        wrongs.put(
                List.of(new Frame.Specialised("x".repeat(8_193), 1)),
                "the runner says in 8193 characters how it was specialised: at most 8192 are allowed");
        for (var wrong : wrongs.entrySet()) {
            HeardStream heard = new HeardStream();
            link.open(invocation(Body.EMPTY), LONG, heard);
            runner.take(Frame.Invoke.class);
            runner.send(wrong.getKey().toArray(Frame[]::new));

            assertThat(heard.end()).isEqualTo(new StreamEnd.LinkClosed(wrong.getValue()));
            assertThat(link.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isEqualTo(wrong.getValue());
            assertThat(runner.isCut()).isTrue();
            gate.close();
            open(LinkLimits.DEFAULT);
        }
    }

    @Test
    void bytesThatAreNoFrameEndTheLink() throws Exception {
        runner.send(ByteBuffer.wrap(new byte[] {0x7F, 0, 0, 0, 1, 2, 3}));

        assertThat(link.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo("a frame claims 2130706432 bytes: allowed are 6 to 1048576");
    }

    @Test
    void framesThatComeByteByByteAreReadAllTheSame() throws Exception {
        HeardStream heard = new HeardStream();
        link.open(invocation(Body.EMPTY), LONG, heard);
        runner.take(Frame.Invoke.class);
        var encoder = new dev.sluice.core.protocol.FrameEncoder();
        encoder.write(new Frame.Result(1, 200, Headers.of("n", "v"), false));
        encoder.write(new Frame.Data(1, text("abc"), true));
        ByteBuffer bytes = encoder.written();
        while (bytes.hasRemaining()) {
            runner.send(bytes.slice(bytes.position(), 1));
            bytes.position(bytes.position() + 1);
        }

        assertThat(heard.end()).isEqualTo(new StreamEnd.Answered(200));
        assertThat(heard.text()).isEqualTo("abc");
    }

    @Test
    void aLinkThatIsCutEndsAllItsStreams() throws Exception {
        List<HeardStream> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            HeardStream heard = new HeardStream();
            link.open(invocation(Body.EMPTY), LONG, heard);
            all.add(heard);
        }
        runner.take(Frame.Invoke.class);
        runner.close();

        for (HeardStream heard : all) {
            assertThat(heard.end()).isEqualTo(new StreamEnd.LinkClosed(""));
        }
        HeardStream late = new HeardStream();
        link.open(invocation(Body.EMPTY), LONG, late);
        assertThat(late.end()).isEqualTo(new StreamEnd.NotSent());
    }

    @Test
    void aCallThatRunsTooLongIsCancelledAndSaysWhereItStood() throws Exception {
        FunctionError where = new FunctionError("", "", List.of("a.B.c(B.java:1)"));
        runner.answering((self, frame) -> {
            if (frame instanceof Frame.Cancel(int stream, CancelCause cause) && cause == CancelCause.TIMED_OUT) {
                self.send(new Frame.Error(stream, InvokeFault.TIMED_OUT, where));
            }
        });
        HeardStream heard = new HeardStream();
        link.open(invocation(Body.EMPTY), Duration.ofMillis(50), heard);

        assertThat(heard.end()).isEqualTo(new StreamEnd.Failed(InvokeFault.TIMED_OUT, where));
    }

    @Test
    void eachCallHasADeadlineOfItsOwn() throws Exception {
        runner.answering((self, frame) -> {
            if (frame instanceof Frame.Ping(long number)) {
                self.send(new Frame.Pong(number));
            }
        });
        HeardStream slow = new HeardStream();
        HeardStream quick = new HeardStream();
        HeardStream quickest = new HeardStream();
        link.open(invocation(Body.EMPTY), Duration.ofMillis(900), slow);
        link.open(invocation(Body.EMPTY), Duration.ofMillis(400), quick);
        link.open(invocation(Body.EMPTY), Duration.ofMillis(1), quickest);

        assertThat(quickest.end()).isInstanceOf(StreamEnd.Failed.class);
        assertThat(quick.isOver()).isFalse();
        assertThat(quick.end()).isInstanceOf(StreamEnd.Failed.class);
        assertThat(slow.isOver()).isFalse();
        assertThat(slow.end()).isInstanceOf(StreamEnd.Failed.class);
    }

    @Test
    void aCallThatIsCancelledEndsWithTheRunnersWordOrIsLeftToItsRunBudget() throws Exception {
        HeardStream heeded = new HeardStream();
        HeardStream unheeded = new HeardStream();
        Call first = link.open(invocation(Body.EMPTY), LONG, heeded);
        Call second = link.open(invocation(Body.EMPTY), Duration.ofMillis(700), unheeded);
        first.cancel();
        Frame.Cancel cancel = runner.take(Frame.Cancel.class);
        assertThat(cancel.cause()).isEqualTo(CancelCause.CLIENT_GONE);
        runner.send(new Frame.Error(cancel.stream(), InvokeFault.THREW, FunctionError.of("interrupted")));
        second.cancel();

        assertThat(heeded.end())
                .isEqualTo(new StreamEnd.Failed(InvokeFault.CANCELLED, FunctionError.of("interrupted")));
        await().until(unheeded::isAbandoned);
        assertThat(unheeded.isOver()).isFalse();
        assertThat(unheeded.end()).isEqualTo(new StreamEnd.Failed(InvokeFault.TIMED_OUT, FunctionError.of("")));
        assertThat(heeded.isAbandoned()).isFalse();
    }

    @Test
    void aCallThatIsAbandonedEndsWhenItsCodeDoes() throws Exception {
        HeardStream heard = new HeardStream();
        link.open(invocation(Body.EMPTY), LONG, heard).cancel();
        int stream = runner.take(Frame.Invoke.class).stream();
        await().until(heard::isAbandoned);
        runner.send(new Frame.Result(stream, 200, Headers.EMPTY, true));

        assertThat(heard.end()).isEqualTo(new StreamEnd.Failed(InvokeFault.CANCELLED, FunctionError.of("")));
    }

    /** It cancels on another thread while the link is opening it: the order of the frames holds all the same. */
    @Test
    void aCallThatIsCancelledAsSoonAsItIsOpenedIsSentFirst() throws Exception {
        HeardStream heard = new HeardStream() {
            @Override
            public void opened(Call stream) {
                stream.cancel();
            }
        };
        link.open(invocation(new Body.Streamed()), LONG, heard);

        Frame.Invoke invoke = runner.take(Frame.Invoke.class);
        assertThat(runner.take(Frame.Cancel.class).stream()).isEqualTo(invoke.stream());
        assertThat(heard.credit()).isZero();
        runner.send(new Frame.Error(invoke.stream(), InvokeFault.CANCELLED, FunctionError.of("")));
        assertThat(heard.end()).isEqualTo(new StreamEnd.Failed(InvokeFault.CANCELLED, FunctionError.of("")));
    }

    @Test
    void framesThatComeTooLateAreLeftAside() throws Exception {
        HeardStream heard = new HeardStream();
        Call call = link.open(invocation(Body.EMPTY), Duration.ofMillis(1), heard);
        call.cancel();
        assertThat(heard.end()).isInstanceOf(StreamEnd.Failed.class);
        runner.send(
                new Frame.Result(1, 200, Headers.EMPTY, false),
                new Frame.Data(1, text("late"), true),
                new Frame.Error(1, InvokeFault.THREW, FunctionError.of("late")));

        HeardStream next = new HeardStream();
        link.open(invocation(Body.EMPTY), LONG, next);
        runner.take(Frame.Invoke.class);
        assertThat(runner.take(Frame.Invoke.class).stream()).isEqualTo(2);
        runner.send(new Frame.Result(2, 200, Headers.EMPTY, true));
        assertThat(next.end()).isEqualTo(new StreamEnd.Answered(200));
    }

    @Test
    void pingsAreAnswered() throws Exception {
        runner.send(new Frame.Ping(4711));

        assertThat(runner.take(Frame.Pong.class).number()).isEqualTo(4711);
    }

    /** Its only thread may be busy with a function; a neighbour that promised to answer is given up meanwhile. */
    @Test
    void aRunnerThatNeverPromisedToAnswerPingsIsNotPingedAndMayBeSilent() throws Exception {
        gate.close();
        gate = UnixGate.open(home.resolve("run"), loops, QUICK, lines::add);
        var coming = gate.expect(new RunnerId("r1"), "one");
        runner = ScriptedRunner.hello(coming.address(), "one", 2);
        link = coming.link().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(runner.take(Frame.Welcome.class).features()).isEmpty();
        var other = gate.expect(new RunnerId("r2"), "two");
        try (ScriptedRunner neighbour =
                ScriptedRunner.hello(other.address(), "two").answering((self, frame) -> {})) {
            assertThat(neighbour.isCut()).isTrue();
        }

        link.drain();

        assertThat(runner.next()).isEqualTo(new Frame.Drain());
    }

    @Test
    void aRunnerThatIsSilentIsPingedAndThenGivenUp() throws Exception {
        gate.close();
        open(QUICK);
        runner.answering((self, frame) -> {
            if (frame instanceof Frame.Ping ping && ping.number() <= 3) {
                self.send(new Frame.Pong(ping.number()));
            }
        });

        assertThat(link.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo("the runner sent nothing for too long and did not answer a ping");
        assertThat(runner.isCut()).isTrue();
    }

    @Test
    void drainIsPassedOn() throws Exception {
        link.drain();

        assertThat(runner.take(Frame.Drain.class)).isEqualTo(new Frame.Drain());
    }

    @Test
    void aListenerThatFailsSpoilsOnlyItsOwnCall() throws Exception {
        HeardStream bad = new HeardStream() {
            @Override
            public void head(int status, Headers headers) {
                throw new IllegalStateException("a fault of the test's own");
            }
        };
        HeardStream good = new HeardStream();
        link.open(invocation(Body.EMPTY), LONG, bad);
        link.open(invocation(Body.EMPTY), LONG, good);
        runner.take(Frame.Invoke.class);
        runner.take(Frame.Invoke.class);
        runner.send(new Frame.Result(1, 200, Headers.EMPTY, false), new Frame.Result(2, 200, Headers.EMPTY, true));

        assertThat(good.end()).isEqualTo(new StreamEnd.Answered(200));
        await().until(bad::isAbandoned);
    }

    @Test
    void aThousandCallsAtOnceInRandomOrderAllGetTheirOwnAnswer() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Integer> waiting = new ArrayList<>();
        runner.answering((self, frame) -> {
            if (frame instanceof Frame.Invoke invoke) {
                waiting.add(invoke.stream());
            }
            if (waiting.size() == 1000 && frame instanceof Frame.Invoke) {
                answerAll(self, waiting, random);
            }
        });
        List<HeardStream> heard = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            HeardStream stream = new HeardStream();
            heard.add(stream);
            Call call = link.open(invocation(Body.EMPTY), LONG, stream);
            stream.granting(call);
        }

        for (int i = 0; i < 1000; i++) {
            String own = (i + 1) + ";";
            assertThat(heard.get(i).end()).as("seed %d", seed).isEqualTo(new StreamEnd.Answered(200));
            assertThat(heard.get(i).text()).as("seed %d", seed).isEqualTo(own.repeat(1 + (i + 1) % 40));
        }
    }

    /** Sends the pieces of all answers mixed with each other. */
    private static void answerAll(ScriptedRunner self, List<Integer> streams, Random random) {
        List<Integer> order = new ArrayList<>();
        Map<Integer, Integer> left = new java.util.HashMap<>();
        for (int stream : streams) {
            int pieces = 1 + stream % 40;
            left.put(stream, pieces);
            for (int i = 0; i < pieces; i++) {
                order.add(stream);
            }
            self.send(new Frame.Result(stream, 200, Headers.EMPTY, false));
        }
        java.util.Collections.shuffle(order, random);
        for (int stream : order) {
            boolean last = left.merge(stream, -1, Integer::sum) == 0;
            self.send(new Frame.Data(stream, text(stream + ";"), last));
        }
    }

    private static Invocation invocation(Body body) {
        return new Invocation(
                InvocationId.next(System.currentTimeMillis()),
                new FunctionName("hello"),
                new RequestHead("POST", "/", "", Headers.EMPTY),
                body);
    }

    private static Body body(String text) {
        return new Body.Complete(text(text));
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
