package dev.sluice.runner.rehearsal;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.protocol.FrameEncoder;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The gateway's end of one rehearsal's connection. Not thread-safe. */
final class PlayGateway implements Closeable {

    private static final int BUFFER_BYTES = 128 * 1024;

    private final SocketChannel channel;
    private final FrameEncoder out = new FrameEncoder();
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);

    PlayGateway(SocketChannel channel) {
        this.channel = channel;
        in.limit(0);
    }

    PlayGateway put(Frame frame) {
        out.write(frame);
        return this;
    }

    void send() throws IOException {
        ByteBuffer bytes = out.written();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        out.clear();
    }

    /** The next frame; valid until the next call. */
    Frame next() throws IOException {
        Frame frame = FrameDecoder.next(in);
        while (frame == null) {
            in.compact();
            if (channel.read(in) < 0) {
                throw new EOFException("the runner ended the rehearsal's connection");
            }
            in.flip();
            frame = FrameDecoder.next(in);
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
