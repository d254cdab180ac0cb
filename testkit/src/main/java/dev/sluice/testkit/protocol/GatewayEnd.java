package dev.sluice.testkit.protocol;

import dev.sluice.core.protocol.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The gateway's end of a connection to a runner: frames are sent, and what comes back is taken in order. */
public abstract class GatewayEnd implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<Frame> arrived = new LinkedBlockingQueue<>();
    private final List<Frame.Log> logs = new ArrayList<>();

    /** Sends frames so that they arrive together. */
    public abstract void send(Frame... frames);

    /** Whether the runner's end is gone. */
    public abstract boolean isClosed();

    @Override
    public abstract void close();

    /** Called by the connection with each frame that has arrived; a view of shared bytes must be a copy. */
    protected final void arrived(Frame frame) {
        arrived.add(frame);
    }

    /** The next frame that is not a log line; log lines are kept aside. */
    public final Frame next() {
        return next(frame -> true);
    }

    /** The next frame that {@code wanted} accepts; others than log lines are an error. */
    public final Frame next(Predicate<Frame> wanted) {
        while (true) {
            Frame frame = poll();
            if (frame instanceof Frame.Log log) {
                logs.add(log);
            } else if (wanted.test(frame)) {
                return frame;
            } else {
                throw new AssertionError("unexpected " + frame);
            }
        }
    }

    /** The log lines that came so far, and as many more as are needed for {@code count}. */
    public final List<Frame.Log> logs(int count) {
        while (logs.size() < count) {
            if (poll() instanceof Frame.Log log) {
                logs.add(log);
            }
        }
        return List.copyOf(logs);
    }

    /** What has arrived and was not taken. */
    public final List<Frame> rest() {
        List<Frame> rest = new ArrayList<>();
        arrived.drainTo(rest);
        return rest;
    }

    private Frame poll() {
        try {
            Frame frame = arrived.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no frame came within " + PATIENCE);
            }
            return frame;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
