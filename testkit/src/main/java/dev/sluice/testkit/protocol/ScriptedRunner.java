package dev.sluice.testkit.protocol;

import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.protocol.FrameEncoder;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.runner.RunnerAddress;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLSocket;

/**
 * A runner that does as a test says, right or wrong: a real socket with a thread that reads it. Frames that come are
 * handed to a script, or kept for the test to take.
 */
public final class ScriptedRunner implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ReadableByteChannel in;
    private final WritableByteChannel channel;
    private final BlockingQueue<Frame> received = new LinkedBlockingQueue<>();
    private final CountDownLatch cut = new CountDownLatch(1);
    private final Thread reader = new Thread(this::read, "scripted-runner");
    private volatile BiConsumer<ScriptedRunner, Frame> script = (self, frame) -> received.add(frame);

    private ScriptedRunner(ReadableByteChannel in, WritableByteChannel out) {
        this.in = in;
        this.channel = out;
    }

    /** Connects and says nothing. */
    public static ScriptedRunner connect(RunnerAddress gateway) throws IOException {
        ScriptedRunner runner = switch (gateway) {
            case RunnerAddress.Socket(Path path) -> {
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
                yield new ScriptedRunner(channel, channel);
            }
            case RunnerAddress.Tls tls -> {
                SSLSocket socket = TrustingSockets.connect(tls, tls.certificate());
                yield new ScriptedRunner(
                        Channels.newChannel(socket.getInputStream()), Channels.newChannel(socket.getOutputStream()));
            }
        };
        runner.reader.setDaemon(true);
        runner.reader.start();
        return runner;
    }

    /** Connects and says hello as a runner that can all there is. */
    public static ScriptedRunner hello(RunnerAddress gateway, String token) throws IOException {
        return hello(
                gateway,
                token,
                Protocol.VERSION,
                Feature.words(List.of(Feature.values())).toArray(String[]::new));
    }

    /** Connects and says hello as one that speaks all protocols up to {@code newest}. */
    public static ScriptedRunner hello(RunnerAddress gateway, String token, int newest, String... features)
            throws IOException {
        ScriptedRunner runner = connect(gateway);
        runner.send(new Frame.Hello(
                1, newest, token, "test1", ProcessHandle.current().pid(), List.of(features)));
        return runner;
    }

    /** From now on frames go to {@code script}, on the reading thread. */
    public ScriptedRunner answering(BiConsumer<ScriptedRunner, Frame> newScript) {
        script = newScript;
        return this;
    }

    public void send(Frame... frames) {
        FrameEncoder encoder = new FrameEncoder();
        for (Frame frame : frames) {
            encoder.write(frame);
        }
        send(encoder.written());
    }

    public synchronized void send(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            cut.countDown();
        }
    }

    /** The next frame of this kind; those of other kinds before it are dropped. */
    public <F extends Frame> F take(Class<F> kind) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Frame frame = received.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (frame == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " came within " + PATIENCE);
            }
            if (kind.isInstance(frame)) {
                return kind.cast(frame);
            }
        }
    }

    /** The next frame, of whatever kind. */
    public Frame next() throws InterruptedException {
        return take(Frame.class);
    }

    /** Whether the gateway cuts the connection in time. */
    public boolean isCut() throws InterruptedException {
        return cut.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(2 * Protocol.MAX_FRAME_BYTES);
        try {
            while (in.read(buffer) >= 0) {
                buffer.flip();
                for (Frame frame = FrameDecoder.next(buffer); frame != null; frame = FrameDecoder.next(buffer)) {
                    script.accept(this, kept(frame));
                }
                buffer.compact();
            }
        } catch (IOException e) {
            // The connection is gone, which is what the latch says.
        } finally {
            cut.countDown();
        }
    }

    /** The bytes of a frame outlive the buffer that it was read from. */
    private static Frame kept(Frame frame) {
        return switch (frame) {
            case Frame.Data data -> new Frame.Data(data.stream(), kept(data.bytes()), data.end());
            case Frame.Notice notice -> new Frame.Notice(notice.number(), notice.name(), kept(notice.body()));
            default -> frame;
        };
    }

    private static ByteBuffer kept(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }
}
