package dev.sluice.runner.link;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/**
 * The invocations of one connection, by their streams. The connection's thread opens them, begins them and gives them what arrives; how
 * many there are is told on any thread, and they are over on any.
 */
public final class RunnerCalls {

    private final ThreadFactory threads;
    private final Map<Integer, RunnerCall> open = new ConcurrentHashMap<>();
    private final List<RunnerCall> opened = new ArrayList<>();
    private int most;

    /** {@code threads}: makes a thread for each. */
    public RunnerCalls(ThreadFactory threads) {
        this.threads = threads;
    }

    /** Invocations that were cut off may still occupy threads; the gateway allows for that many and no more. */
    public void allow(int concurrency) {
        most = 2 * concurrency + 16;
    }

    /**
     * Takes one that begins with {@link #begin}.
     *
     * @throws ProtocolException if there are too many, or the stream is taken
     */
    public void open(RunnerCall call) {
        if (open.size() >= most) {
            throw new ProtocolException("INVOKE came on top of " + open.size() + " invocations");
        }
        if (open.putIfAbsent(call.stream(), call) != null) {
            throw new ProtocolException("INVOKE cannot open stream " + call.stream());
        }
        opened.add(call);
    }

    /** Those that were opened begin now, so that they find their bodies at hand. */
    public void begin() {
        for (RunnerCall call : opened) {
            threads.newThread(call).start();
        }
        opened.clear();
    }

    /** As with all that follow, a frame for one that is over is passed over. */
    public void data(Frame.Data data) {
        RunnerCall call = open.get(data.stream());
        if (call != null) {
            call.data(data.bytes(), data.end());
        }
    }

    public void grant(Frame.Window grant) {
        RunnerCall call = open.get(grant.stream());
        if (call != null) {
            call.grant(grant.bytes());
        }
    }

    public void trailers(Frame.Trailers trailers) {
        RunnerCall call = open.get(trailers.stream());
        if (call != null) {
            call.trailers(trailers.trailers());
        }
    }

    public void cancel(Frame.Cancel cancel) {
        RunnerCall call = open.get(cancel.stream());
        if (call != null) {
            call.cancel(cancel.cause());
        }
    }

    public void over(RunnerCall call) {
        open.remove(call.stream());
    }

    public int size() {
        return open.size();
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }

    /** The stream of one of them; empty if there is none. */
    public OptionalInt anyStream() {
        return open.keySet().stream().mapToInt(stream -> stream).findFirst();
    }
}
