package dev.sluice.gateway.upstream.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;

/**
 * Reads a connection once more before it is used again. The event loop tells of what comes in its own time only: on a busy one
 * the end of a connection, or bytes that nobody asked for, may have come long before. One system call finds them.
 */
final class StaleCheck {

    private static final int BYTES = 4 * 1024;

    /** TLS may have records of its own, which nobody above it sees. */
    private static final int MOST_READS = 4;

    private final EpollSocketChannel channel;

    StaleCheck(EpollSocketChannel channel) {
        this.channel = channel;
    }

    /** On the event loop. Whatever comes goes through the pipeline, where it closes the connection if it is an answer to nobody. */
    boolean findsNothing() {
        for (int i = 0; i < MOST_READS && channel.isActive(); i++) {
            ByteBuf bytes = channel.alloc().directBuffer(BYTES);
            int count = read(bytes);
            if (count <= 0) {
                bytes.release();
                return count == 0;
            }
            channel.pipeline().fireChannelRead(bytes.writerIndex(count));
            channel.pipeline().fireChannelReadComplete();
        }
        return false;
    }

    /** The number of bytes; 0 if none have come, less if the connection is closed. */
    private int read(ByteBuf into) {
        try {
            return channel.fd().read(into.internalNioBuffer(0, BYTES), 0, BYTES);
        } catch (IOException e) {
            return -1;
        }
    }
}
