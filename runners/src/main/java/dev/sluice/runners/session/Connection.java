package dev.sluice.runners.session;

import dev.sluice.core.protocol.Frame;

/**
 * What carries a {@link Receiver}: a socket and an event loop, or a test. Its one thread brings bytes and time, and is the only one
 * that calls what is not said to be thread-safe.
 */
public interface Connection {

    /**
     * Sends a frame after those before it, with all others of this turn of the thread; its bytes are taken before this returns.
     *
     * @throws dev.sluice.core.protocol.ProtocolException if the frame is too large; nothing is sent of it
     */
    void send(Frame frame);

    /** Whether the other side reads so little that more waits for it than is good. A change is told to {@link Receiver#roomChanged}. */
    boolean isFull();

    /** Whether more is to be read from the other side, as it is at first. */
    void read(boolean wanted);

    /** Cuts it, after which {@link Receiver#ended} is called. Thread-safe. */
    void close();

    /** Whether the calling thread is the connection's. Thread-safe. */
    boolean isOwnThread();

    /** Runs {@code task} on the connection's thread, after those before it. Thread-safe. */
    void execute(Runnable task);

    /** The time by which deadlines are told, in nanoseconds since some moment. Thread-safe. */
    long nanoTime();

    /** {@link Receiver#timePassed} is called at this time or before, and then once for all that has been asked for. */
    void wakeAt(long nanoTime);
}
