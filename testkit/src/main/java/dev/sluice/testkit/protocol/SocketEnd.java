package dev.sluice.testkit.protocol;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.protocol.FrameEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/** The gateway's end over a real socket. */
public final class SocketEnd extends GatewayEnd {

    private final ReadableByteChannel in;
    private final WritableByteChannel channel;
    private final FrameEncoder out = new FrameEncoder();
    private volatile boolean closed;

    public SocketEnd(SocketChannel channel) {
        this(channel, channel);
    }

    /** Over two channels, of which the second closes both. */
    public SocketEnd(ReadableByteChannel in, WritableByteChannel out) {
        this.in = in;
        this.channel = out;
        Thread.ofPlatform().daemon().name("gateway-end").start(this::read);
    }

    @Override
    public synchronized void send(Frame... frames) {
        out.clear();
        for (Frame frame : frames) {
            out.write(frame);
        }
        raw(out.written());
    }

    /** Sends bytes as they are. */
    public synchronized void raw(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        ByteBuffer bytes = ByteBuffer.allocate(2 * 1024 * 1024);
        try {
            while (in.read(bytes) >= 0) {
                bytes.flip();
                for (Frame frame = FrameDecoder.next(bytes); frame != null; frame = FrameDecoder.next(bytes)) {
                    arrived(copied(frame));
                }
                bytes.compact();
            }
        } catch (IOException e) {
            // The end of the connection, as seen from here.
        }
        closed = true;
    }

    /** A frame that holds no view of bytes that are used again. */
    public static Frame copied(Frame frame) {
        return switch (frame) {
            case Frame.Data data -> new Frame.Data(data.stream(), copied(data.bytes()), data.end());
            case Frame.Progress progress -> new Frame.Progress(progress.stream(), copied(progress.bytes()));
            default -> frame;
        };
    }

    private static ByteBuffer copied(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
