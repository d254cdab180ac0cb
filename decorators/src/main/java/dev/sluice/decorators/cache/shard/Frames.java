package dev.sluice.decorators.cache.shard;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;

/** Frames over a socket, each after its length (4 bytes, big-endian). One thread reads; many may write. Both wait for the other end. */
public final class Frames implements AutoCloseable {

    private final SocketChannel channel;
    private final int longest;
    private final ByteBuffer read = ByteBuffer.allocate(64 * 1024).flip();
    private final ReentrantLock writing = new ReentrantLock();

    /** {@code longest}: how many bytes the other end may send in one. */
    public Frames(SocketChannel channel, int longest) {
        this.channel = channel;
        this.longest = longest;
    }

    /** The next one; {@link EOFException} if no more come. */
    public byte[] next() throws IOException {
        while (read.remaining() < Integer.BYTES) {
            read.compact();
            if (channel.read(read) < 0) {
                throw new EOFException("the other end has gone");
            }
            read.flip();
        }
        int length = read.getInt();
        if (length < 1 || length > longest) {
            throw new IOException("a frame has " + length + " bytes, and 1 to " + longest + " are allowed");
        }
        ByteBuffer frame = ByteBuffer.allocate(length);
        int there = Math.min(length, read.remaining());
        frame.put(read.slice(read.position(), there));
        read.position(read.position() + there);
        while (frame.hasRemaining()) {
            if (channel.read(frame) < 0) {
                throw new EOFException("the other end has gone in the middle of a frame");
            }
        }
        return frame.array();
    }

    public void write(byte[] frame) throws IOException {
        ByteBuffer[] parts = {ByteBuffer.allocate(Integer.BYTES).putInt(0, frame.length), ByteBuffer.wrap(frame)};
        writing.lock();
        try {
            while (parts[1].hasRemaining()) {
                channel.write(parts);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Ends who reads and who writes; from any thread. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
