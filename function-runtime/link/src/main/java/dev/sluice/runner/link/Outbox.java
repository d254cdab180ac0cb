package dev.sluice.runner.link;

import dev.sluice.core.protocol.Frame;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * Where a session's frames go. Thread-safe. Frames leave in the order in which they were given, and their bytes are
 * taken before a method returns; after the connection's end nothing leaves, and nothing complains.
 */
public interface Outbox {

    /** Never waits. */
    void send(Frame frame);

    /** Two frames that may leave together. Never waits. */
    void send(Frame first, Frame second);

    /** Never waits: of lines that cannot leave yet some hundred are kept, and the oldest dropped. */
    void log(Frame.Log line);

    /** Waits until what has not left yet is little. Whoever sends a body asks first, which bounds what is kept. */
    void awaitRoom() throws InterruptedIOException;

    /** Waits until everything has left, but no longer than {@code most}. */
    void flush(Duration most);
}
