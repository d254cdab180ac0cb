package dev.sluice.runner.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.protocol.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketOutboxTest {

    private static final int LINES = 20_000;

    @TempDir
    private Path folder;

    private SocketChannel near;
    private SocketChannel far;
    private SocketOutbox outbox;
    private final AtomicInteger full = new AtomicInteger();
    private final AtomicInteger linesWait = new AtomicInteger();
    private final CountedWrites writes = new CountedWrites();

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            near = SocketChannel.open(address);
            far = server.accept();
        }
        near.configureBlocking(false);
        outbox = outbox(new PlainWire(near));
    }

    private SocketOutbox outbox(Wire wire) {
        return new SocketOutbox(wire, full::incrementAndGet, linesWait::incrementAndGet);
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
    }

    @Test
    void framesOfManyThreadsArriveWholeAndInTheOrderOfEachThread() throws Exception {
        int threads = 8;
        int each = 2_000;
        List<Thread> started = IntStream.range(0, threads)
                .mapToObj(thread -> Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < each; i++) {
                        outbox.send(new Frame.Window(thread + 1, i + 1));
                    }
                }))
                .toList();

        List<Frame> frames = read(threads * each);

        for (Thread thread : started) {
            thread.join();
        }
        for (int thread = 1; thread <= threads; thread++) {
            int stream = thread;
            assertThat(frames.stream()
                            .map(Frame.Window.class::cast)
                            .filter(frame -> frame.stream() == stream)
                            .map(Frame.Window::bytes))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, each).boxed().toList());
        }
    }

    @Test
    void whatTheSocketDoesNotTakeLeavesWhenItIsWritable() throws Exception {
        byte[] piece = new byte[Protocol.MAX_DATA_BYTES];
        for (int i = 0; i < 100; i++) {
            outbox.send(new Frame.Data(1, ByteBuffer.wrap(piece), false));
        }
        assertThat(full).hasValue(1);

        assertThat(read(100)).hasSize(100);
    }

    @Test
    void anInterruptedThreadDoesNotCloseTheConnection() throws Exception {
        Thread thread = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            outbox.send(new Frame.Ping(1));
        });
        thread.join();

        assertThat(near.isOpen()).isTrue();
        assertThat(read(1)).containsExactly(new Frame.Ping(1));
    }

    @Test
    void bodiesWaitForRoom() throws Exception {
        fill();
        CountDownLatch through = new CountDownLatch(1);
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                outbox.awaitRoom();
                through.countDown();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);
        assertThat(through.getCount()).isEqualTo(1);

        outbox.close();

        waiting.join();
        assertThat(through.getCount()).isZero();
    }

    @Test
    void ofLinesThatCannotLeaveTheOldestAreDroppedAndCounted() throws Exception {
        int filler = fill();
        for (int i = 0; i < LINES; i++) {
            outbox.log(new Frame.Log(1, Frame.LogSource.STDOUT, i, "line " + i));
        }
        outbox.send(new Frame.Ping(1));

        List<Frame.Log> lines = new ArrayList<>();
        List<Frame> frames = read(filler + 1);
        while (lines.isEmpty() || !lines.getLast().line().equals("line " + (LINES - 1))) {
            frames = read(1);
            lines.add((Frame.Log) frames.getFirst());
        }

        assertThat(lines).hasSize(513);
        assertThat(lines.getFirst().line())
                .isEqualTo((LINES - 512)
                        + " lines were dropped here: the function writes faster than they can be taken away");
        assertThat(lines.get(1).line()).isEqualTo("line " + (LINES - 512));
    }

    @Test
    void flushGivesUpAfterItsTime() {
        fill();

        outbox.flush(Duration.ofMillis(1));

        assertThat(full).hasValue(1);
    }

    @Test
    void aFloodOfLinesIsFewWritesAndNoneIsLost() {
        outbox = outbox(writes);
        for (int i = 0; i < LINES; i++) {
            outbox.log(line(i, "line " + i));
        }
        outbox.flush(Duration.ofSeconds(1));

        assertThat(writes.lines())
                .containsExactlyElementsOf(
                        IntStream.range(0, LINES).mapToObj(i -> "line " + i).toList());
        assertThat(writes.count()).isLessThan(LINES / 200);
        assertThat(linesWait).hasValue(1);
    }

    @Test
    void aLineThatComesAloneLeavesAtOnce() {
        outbox = outbox(writes);
        for (int i = 0; i < 10; i++) {
            outbox.log(line(1_000L * i, "line " + i));
            assertThat(writes.lines()).hasSize(i + 1);
        }
        outbox.log(line(1, "the clock was set"));

        assertThat(writes.lines()).hasSize(11);
        assertThat(linesWait).hasValue(0);
    }

    @Test
    void linesThatWaitForMoreLeaveBeforeTheNextFrame() {
        outbox = outbox(writes);
        outbox.log(line(1, "a"));
        outbox.log(line(2, "b"));
        outbox.log(line(3, "c"));
        assertThat(writes.lines()).containsExactly("a");

        outbox.send(new Frame.Ping(1));

        assertThat(writes.frames()).containsExactly(line(1, "a"), line(2, "b"), line(3, "c"), new Frame.Ping(1));
        assertThat(writes.count()).isEqualTo(2);
    }

    @Test
    void linesThatWaitForMoreLeaveWhenNoneComesForAMoment() {
        outbox = outbox(writes);
        outbox.log(line(1, "a"));
        outbox.log(line(2, "b"));
        outbox.linesWaited();
        assertThat(outbox.linesWait()).isTrue();
        assertThat(writes.lines()).containsExactly("a");

        outbox.log(line(3, "c"));
        outbox.linesWaited();

        assertThat(writes.lines()).containsExactly("a", "b", "c");
        assertThat(outbox.linesWait()).isFalse();
        outbox.log(line(4, "d"));
        assertThat(linesWait).hasValue(2);
    }

    @Test
    void whileAFloodLeavesByItselfItIsOnlyLookedAt() {
        outbox = outbox(writes);
        outbox.log(line(1, "a"));
        for (int i = 2; i < 100; i++) {
            outbox.log(line(900L * i, "at once or collected"));
            outbox.send(new Frame.Ping(i));
            outbox.log(line(900L * i + 1, "collected"));
            outbox.linesWaited();
            assertThat(outbox.linesWait()).isTrue();
        }

        assertThat(linesWait).hasValue(1);
    }

    private static Frame.Log line(long micros, String text) {
        return new Frame.Log(1, Frame.LogSource.STDOUT, micros, text);
    }

    /** Takes all that it is given, and counts how often it is given something. */
    private static final class CountedWrites implements Wire {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int count;

        int count() {
            return count;
        }

        List<Frame> frames() {
            ByteBuffer all = ByteBuffer.wrap(bytes.toByteArray());
            return Stream.generate(() -> FrameDecoder.next(all))
                    .takeWhile(Objects::nonNull)
                    .toList();
        }

        List<String> lines() {
            return frames().stream()
                    .filter(Frame.Log.class::isInstance)
                    .map(frame -> ((Frame.Log) frame).line())
                    .toList();
        }

        @Override
        public boolean write(ByteBuffer source) {
            if (source.hasRemaining()) {
                count++;
                byte[] piece = new byte[source.remaining()];
                source.get(piece);
                bytes.writeBytes(piece);
            }
            return true;
        }

        @Override
        public int read(ByteBuffer target) {
            return -1;
        }

        @Override
        public SocketChannel channel() {
            throw new UnsupportedOperationException("there is no socket");
        }

        @Override
        public void close() {}
    }

    /** Sends until much is left over; says how many frames that took. */
    private int fill() {
        int frames = 0;
        while (full.get() == 0 || frames < 60) {
            outbox.send(new Frame.Data(1, ByteBuffer.wrap(new byte[Protocol.MAX_DATA_BYTES]), false));
            frames++;
        }
        return frames;
    }

    private final ByteBuffer in = ByteBuffer.allocate(4 * 1024 * 1024).limit(0);

    private List<Frame> read(int count) throws IOException {
        List<Frame> frames = new ArrayList<>();
        while (frames.size() < count) {
            Frame frame = FrameDecoder.next(in);
            if (frame != null) {
                frames.add(
                        frame instanceof Frame.Data data
                                ? new Frame.Data(1, ByteBuffer.allocate(0), data.end())
                                : frame);
                continue;
            }
            in.compact();
            far.read(in);
            in.flip();
            if (full.getAndSet(0) > 0) {
                outbox.writable();
            }
        }
        return frames;
    }
}
