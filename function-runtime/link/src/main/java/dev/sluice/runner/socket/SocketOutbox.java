package dev.sluice.runner.socket;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameEncoder;
import dev.sluice.runner.link.Outbox;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Writes frames to a socket by flat combining: a thread that finds no other at it becomes the writer, and takes along
 * what others append meanwhile. The wire never waits: then an interruption of a function's thread, which may
 * come at any time, cannot close it. What the socket does not take is left to the connection's thread.
 *
 * <p>A line of log that comes alone leaves at once. One that comes just after another waits for more, so that a flood of lines is few
 * writes and few records of TLS: until there is enough for a record, the next frame of another kind or a line that comes later takes
 * them along, or the connection's thread finds that nothing more comes.
 */
final class SocketOutbox implements Outbox {

    /** Bodies wait while this much has not left yet. */
    private static final int ROOM_BYTES = 256 * 1024;

    /** Log lines are kept apart, and bounded, while this much has not left yet. */
    private static final int LOG_ROOM_BYTES = 64 * 1024;

    private static final int STEP_BYTES = 64 * 1024;

    /** A line that comes no longer than this after one that left at once waits for more. */
    private static final int COLLECT_MICROS = 1_000;

    /** Then lines wait no more: with one more a record of TLS, of 16 KiB, would be full. */
    private static final int COLLECT_BYTES = 15 * 1024;

    private final Wire wire;
    private final Runnable whenFull;
    private final Runnable whenLinesWait;
    private final LogBacklog backlog = new LogBacklog();
    private final ByteBuffer step = ByteBuffer.allocateDirect(STEP_BYTES);
    private FrameEncoder filling = new FrameEncoder();
    private FrameEncoder leaving = new FrameEncoder();
    private int left;
    private boolean writing;
    private boolean closed;

    /** When a line last left at once, in its own time. */
    private long lineLeftMicros = -COLLECT_MICROS;

    /** Lines wait in {@link #filling} for more, and nobody writes; they do so since the connection's thread last looked. */
    private boolean collected;

    private boolean justCollected;

    /** Whether the connection's thread looks again. */
    private volatile boolean linesWait;

    /**
     * @param whenFull called when the socket takes no more: {@link #writable} must be called once it does
     * @param whenLinesWait called when lines begin to wait: {@link #linesWaited} must be called every millisecond or so while {@link
     *     #linesWait}
     */
    SocketOutbox(Wire wire, Runnable whenFull, Runnable whenLinesWait) {
        this.wire = wire;
        this.whenFull = whenFull;
        this.whenLinesWait = whenLinesWait;
        step.limit(0);
    }

    @Override
    public void send(Frame frame) {
        synchronized (this) {
            if (closed) {
                return;
            }
            filling.write(frame);
            if (!becomesWriter()) {
                return;
            }
        }
        write();
    }

    @Override
    public void send(Frame first, Frame second) {
        synchronized (this) {
            if (closed) {
                return;
            }
            filling.write(first).write(second);
            if (!becomesWriter()) {
                return;
            }
        }
        write();
    }

    @Override
    public void log(Frame.Log line) {
        boolean leaves = false;
        boolean mustTell = false;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (filling.size() > LOG_ROOM_BYTES || !backlog.isEmpty()) {
                backlog.add(line);
            } else {
                filling.write(line);
            }
            if (!writing && mayWait(line)) {
                mustTell = collect();
            } else if (!becomesWriter()) {
                return;
            } else {
                lineLeftMicros = line.epochMicros();
                leaves = true;
            }
        }
        if (leaves) {
            write();
        } else if (mustTell) {
            whenLinesWait.run();
        }
    }

    /** Clocks may be set, and lines of several threads come in a little out of order. */
    private boolean mayWait(Frame.Log line) {
        return Math.abs(line.epochMicros() - lineLeftMicros) < COLLECT_MICROS && filling.size() < COLLECT_BYTES;
    }

    /** Whether the connection's thread must be told. */
    private boolean collect() {
        justCollected |= !collected;
        collected = true;
        boolean first = !linesWait;
        linesWait = true;
        return first;
    }

    /** Whether the calling thread is the writer from now on. */
    private boolean becomesWriter() {
        if (writing) {
            return false;
        }
        collected = false;
        writing = true;
        return true;
    }

    @Override
    public synchronized void awaitRoom() throws InterruptedIOException {
        while (filling.size() > ROOM_BYTES && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while the gateway was not reading");
            }
        }
    }

    @Override
    public void flush(Duration most) {
        boolean leaves;
        synchronized (this) {
            leaves = collected && becomesWriter();
        }
        if (leaves) {
            write();
        }
        awaitWritten(most);
    }

    private synchronized void awaitWritten(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        long leftNanos = most.toNanos();
        while (writing && !closed && leftNanos > 0) {
            try {
                wait(leftNanos / 1_000_000 + 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            leftNanos = end - System.nanoTime();
        }
    }

    /** The socket takes bytes again. Called by the connection's thread, after {@code whenFull}. */
    void writable() {
        write();
    }

    /** Whether lines wait for more. */
    boolean linesWait() {
        return linesWait;
    }

    /** Some time has passed: lines leave that were waiting all of it. Called by the connection's thread. */
    void linesWaited() {
        synchronized (this) {
            if (collected && justCollected) {
                justCollected = false;
                return;
            }
            linesWait = false;
            if (!collected || closed || !becomesWriter()) {
                return;
            }
        }
        write();
    }

    /** Nothing leaves any more; who waits goes on. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Only one thread at a time comes here: the one that has set {@code writing}, or its successor in the role. */
    private void write() {
        try {
            do {
                if (!wire.write(step)) {
                    whenFull.run();
                    return;
                }
            } while (fill());
        } catch (IOException e) {
            // The connection's thread reads the end of the connection, and deals with it.
            close();
        }
    }

    /** Copies the next bytes into {@code step}; false if there are none, and then nobody is the writer. */
    private boolean fill() {
        if (left == leaving.size() && !swap()) {
            return false;
        }
        int length = Math.min(STEP_BYTES, leaving.size() - left);
        step.clear();
        step.put(leaving.array(), left, length).flip();
        left += length;
        return true;
    }

    private synchronized boolean swap() {
        leaving.clear();
        left = 0;
        if (filling.size() < LOG_ROOM_BYTES) {
            backlog.moveTo(filling, LOG_ROOM_BYTES);
        }
        if (filling.size() == 0 || closed) {
            writing = false;
            notifyAll();
            return false;
        }
        FrameEncoder full = filling;
        filling = leaving;
        leaving = full;
        notifyAll();
        return true;
    }
}
