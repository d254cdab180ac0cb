package dev.sluice.runners.link;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * Collects frames and writes them with one system call at the end of the event loop's turn, however many invocations
 * they belong to. Only for the channel's event loop.
 */
final class FrameOutput {

    private static final int FLUSH_AT = 128 * 1024;

    private final Channel channel;
    private final FrameEncoder encoder = new FrameEncoder(1024);
    private final Runnable flush = this::flush;
    private boolean scheduled;

    FrameOutput(Channel channel) {
        this.channel = channel;
    }

    /** Whether the other side reads so little that more waits for it than is good. */
    boolean isFull() {
        return !channel.isWritable();
    }

    /** Throws {@link dev.sluice.core.protocol.ProtocolException} if the frame is too large; nothing is sent of it. */
    void write(Frame frame) {
        encoder.write(frame);
        if (encoder.size() >= FLUSH_AT) {
            send();
        } else if (!scheduled) {
            scheduled = true;
            channel.eventLoop().execute(flush);
        }
    }

    private void flush() {
        scheduled = false;
        if (encoder.size() > 0) {
            send();
        }
    }

    private void send() {
        ByteBuf bytes = channel.alloc().directBuffer(encoder.size());
        bytes.writeBytes(encoder.array(), 0, encoder.size());
        encoder.clear();
        channel.writeAndFlush(bytes, channel.voidPromise());
    }
}
