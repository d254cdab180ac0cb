package dev.sluice.runner.support;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.protocol.FrameEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The gateway's end over a real socket. */
public final class SocketEnd extends GatewayEnd {

    private final SocketChannel channel;
    private final FrameEncoder out = new FrameEncoder();
    private volatile boolean closed;

    public SocketEnd(SocketChannel channel) {
        this.channel = channel;
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
        ByteBuffer in = ByteBuffer.allocate(2 * 1024 * 1024);
        try {
            while (channel.read(in) >= 0) {
                in.flip();
                for (Frame frame = FrameDecoder.next(in); frame != null; frame = FrameDecoder.next(in)) {
                    arrived(copied(frame));
                }
                in.compact();
            }
        } catch (IOException e) {
            // The end of the connection, as seen from here.
        }
        closed = true;
    }

    static Frame copied(Frame frame) {
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
