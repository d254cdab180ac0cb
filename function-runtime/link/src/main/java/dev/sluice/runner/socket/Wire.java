package dev.sluice.runner.socket;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The bytes of a connection that never waits. One thread reads and one at a time writes; both may do so at once, and anybody may
 * close it.
 */
interface Wire extends Closeable {

    /** What a selector waits for; in non-blocking mode. */
    SocketChannel channel();

    /** Reads until {@code target} is full or nothing is there for now, and says how many bytes; -1 at the end. */
    int read(ByteBuffer target) throws IOException;

    /** Writes as much as leaves at once, and says whether all of {@code source} and of what it was given before has left. */
    boolean write(ByteBuffer source) throws IOException;
}
