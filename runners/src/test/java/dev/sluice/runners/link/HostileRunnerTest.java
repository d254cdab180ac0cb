package dev.sluice.runners.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameEncoder;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerGate.Entrance;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.StreamEnd;
import dev.sluice.runners.session.HeardStream;
import dev.sluice.runners.session.LinkLimits;
import dev.sluice.testkit.protocol.ScriptedRunner;
import io.netty.channel.epoll.EpollEventLoopGroup;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A runner that sends what nobody asked for as fast as it can and never reads, over a real socket, while another one on the
 * same event loop serves: what the gateway takes from it is bounded, and the other's calls go on.
 */
class HostileRunnerTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int CALLS = 300;
    private static final long SLACK_BYTES = 4L * 1024 * 1024;

    /** The numbers of {@code docs/protocol.md}. */
    private static final long BYTES_A_SECOND = 4L * 1024 * 1024;

    private static final long BURST_BYTES = 8L * 1024 * 1024;

    @TempDir
    Path home;

    private final EpollEventLoopGroup loops = new EpollEventLoopGroup(1);
    private final AtomicLong lines = new AtomicLong();
    private UnixGate gate;
    private SocketChannel hostile;
    private RunnerLink link;

    @BeforeEach
    void start() throws Exception {
        open(LinkLimits.DEFAULT);
    }

    private void open(LinkLimits limits) throws Exception {
        gate = UnixGate.open(home.resolve("run"), loops, limits, line -> lines.incrementAndGet());
        Entrance entrance = gate.expect(new RunnerId("hostile"), "one");
        hostile = SocketChannel.open(StandardProtocolFamily.UNIX);
        hostile.connect(UnixDomainSocketAddress.of(socket(entrance)));
        send(new Frame.Hello(Protocol.VERSION, Protocol.VERSION, "one", "test1", 1, List.of("ping")));
        link = entrance.link().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        hostile.close();
        gate.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
    }

    private void send(Frame... frames) throws IOException {
        ByteBuffer bytes = encoded(frames);
        while (bytes.hasRemaining()) {
            hostile.write(bytes);
        }
    }

    private static ByteBuffer encoded(Frame... frames) {
        FrameEncoder encoder = new FrameEncoder();
        for (Frame frame : frames) {
            encoder.write(frame);
        }
        return encoder.written();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pings", "pongs", "lines", "tiny grants", "empty pieces", "answers of calls that are over"})
    void aFloodIsTakenOnlySoFastAndOthersAreServed(String kind) throws Exception {
        link.open(invocation(Body.EMPTY), LONG, new HeardStream());
        HeardStream over = new HeardStream();
        link.open(invocation(Body.EMPTY), LONG, over);
        send(new Frame.Result(1, 200, Headers.EMPTY, false), new Frame.Result(2, 200, Headers.EMPTY, true));
        over.end();
        Frame frame = switch (kind) {
            case "pings" -> new Frame.Ping(1);
            case "pongs" -> new Frame.Pong(1);
            case "lines" -> new Frame.Log(1, Frame.LogSource.STDOUT, 1, "x".repeat(100));
            case "tiny grants" -> new Frame.Window(1, 1);
            case "empty pieces" -> new Frame.Data(1, ByteBuffer.allocate(0), false);
            default -> new Frame.Data(2, ByteBuffer.allocate(100), false);
        };
        long begin = System.nanoTime();
        Flood flood = new Flood(frame);
        Thread flooding = Thread.ofPlatform().daemon().start(flood);

        try (ScriptedRunner good = otherRunnerServesItsCalls()) {
            flood.stopped = true;
            flooding.join();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long allowed = (long) (BURST_BYTES + BYTES_A_SECOND * seconds) + SLACK_BYTES;
        assertThat(flood.sent).isLessThan(allowed);
    }

    /** Sends one frame again and again. */
    private final class Flood implements Runnable {

        private static final int AT_ONCE = 1_000;

        private final Frame[] frames = new Frame[AT_ONCE];
        private volatile boolean stopped;
        private volatile long sent;

        Flood(Frame frame) throws IOException {
            java.util.Arrays.fill(frames, frame);
            hostile.configureBlocking(false);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
        public void run() {
            ByteBuffer bytes = encoded(frames);
            try {
                while (!stopped) {
                    sent += hostile.write(bytes);
                    if (!bytes.hasRemaining()) {
                        bytes.rewind();
                    } else {
                        Thread.onSpinWait();
                    }
                }
            } catch (IOException e) {
                // It was cut, which is as good.
            }
        }
    }

    private ScriptedRunner otherRunnerServesItsCalls() throws Exception {
        Entrance entrance = gate.expect(new RunnerId("good"), "other");
        ScriptedRunner good = ScriptedRunner.hello(entrance.address(), "other");
        RunnerLink its = entrance.link().toCompletableFuture().get(20, TimeUnit.SECONDS);
        good.answering((self, frame) -> {
            if (frame instanceof Frame.Invoke invoke) {
                self.send(new Frame.Result(invoke.stream(), 200, Headers.EMPTY, true));
            }
        });
        for (int i = 0; i < CALLS; i++) {
            HeardStream heard = new HeardStream();
            its.open(invocation(Body.EMPTY), LONG, heard);
            assertThat(heard.end()).isEqualTo(new StreamEnd.Answered(200));
        }
        return good;
    }

    /** Its calls would end, and new ones come, while what was sent for the old ones still waits to be read. */
    @Test
    void whoDoesNotReadIsNotReadUntilItDoes() throws Exception {
        List<HeardStream> heard = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            HeardStream stream = new HeardStream();
            heard.add(stream);
            link.open(invocation(new Body.Complete(ByteBuffer.allocate(Body.MAX_COMPLETE))), LONG, stream);
        }
        otherRunnerServesItsCalls().close();
        for (int i = 1; i <= 100; i++) {
            send(new Frame.Result(i, 200, Headers.EMPTY, true));
        }
        otherRunnerServesItsCalls().close();
        assertThat(heard).noneMatch(HeardStream::isOver);

        ByteBuffer sink = ByteBuffer.allocate(1 << 20);
        Thread reading = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (hostile.read(sink.clear()) >= 0) {
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
        for (HeardStream stream : heard) {
            assertThat(stream.end()).isEqualTo(new StreamEnd.Answered(200));
        }
        hostile.close();
        reading.join();
    }

    @Test
    void whoNeverReadsIsGivenUpAndTheCallsSayWhy() throws Exception {
        EpollEventLoopGroup own = new EpollEventLoopGroup(1);
        try (UnixGate quick = UnixGate.open(
                home.resolve("quick"),
                own,
                new LinkLimits(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMillis(100)),
                line -> {})) {
            Entrance entrance = quick.expect(new RunnerId("hostile"), "one");
            try (SocketChannel deaf = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                deaf.connect(UnixDomainSocketAddress.of(socket(entrance)));
                deaf.write(encoded(
                        new Frame.Hello(Protocol.VERSION, Protocol.VERSION, "one", "test1", 1, List.of("ping"))));
                RunnerLink its = entrance.link().toCompletableFuture().get(20, TimeUnit.SECONDS);
                List<HeardStream> heard = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    HeardStream stream = new HeardStream();
                    heard.add(stream);
                    its.open(invocation(new Body.Complete(ByteBuffer.allocate(Body.MAX_COMPLETE))), LONG, stream);
                }
                String why = "the runner did not read for too long what it was sent";
                await().until(() -> its.closed().toCompletableFuture().isDone());
                assertThat(its.closed().toCompletableFuture()).isCompletedWithValue(why);
                for (HeardStream stream : heard) {
                    assertThat(stream.end()).isEqualTo(new StreamEnd.LinkClosed(why));
                }
            }
        } finally {
            own.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
        }
    }

    @Test
    void aLineThatIsTooLongBreaksTheProtocol() throws Exception {
        send(new Frame.Log(0, Frame.LogSource.STDOUT, 1, "x".repeat(Protocol.MAX_LOG_LINE_CHARS)));
        await().until(() -> lines.get() == 1);
        send(new Frame.Log(0, Frame.LogSource.STDOUT, 1, "x".repeat(Protocol.MAX_LOG_LINE_CHARS + 1)));

        assertThat(link.closed().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEqualTo("the runner sends a line of 8193 characters: at most 8192 are allowed");
    }

    private static Invocation invocation(Body body) {
        return new Invocation(
                InvocationId.next(1), new FunctionName("hello"), new RequestHead("POST", "/", "", Headers.EMPTY), body);
    }

    private static Path socket(Entrance entrance) {
        return ((RunnerAddress.Socket) entrance.address()).path();
    }
}
