package dev.sluice.decorators.cache.shard;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;

/** Frames over a socket, each after its length (4 bytes, big-endian). One thread reads; many may write. Both wait for the other end. */
public final class Frames implements AutoCloseable {

    private static final int PART = 64 * 1024;

    private final SocketChannel channel;
    private final int longest;
    private final ByteBuffer read = ByteBuffer.allocate(PART).flip();
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
            ByteBuffer part = part(frame);
            if (channel.read(part) < 0) {
                throw new EOFException("the other end has gone in the middle of a frame");
            }
            frame.position(frame.position() + part.position());
        }
        return frame.array();
    }

    public void write(byte[] frame) throws IOException {
        writing.lock();
        try {
            int first = Math.min(frame.length, PART - Integer.BYTES);
            write(ByteBuffer.allocate(Integer.BYTES + first)
                    .putInt(frame.length)
                    .put(frame, 0, first)
                    .flip());
            write(ByteBuffer.wrap(frame, first, frame.length - first));
        } finally {
            writing.unlock();
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            ByteBuffer part = part(bytes);
            channel.write(part);
            bytes.position(bytes.position() + part.position());
        }
    }

    /** Sockets get to the heap by way of other memory, of which each thread keeps as much as it needed once. */
    private static ByteBuffer part(ByteBuffer bytes) {
        return bytes.slice(bytes.position(), Math.min(bytes.remaining(), PART));
    }

    /** Ends who reads and who writes; from any thread. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
