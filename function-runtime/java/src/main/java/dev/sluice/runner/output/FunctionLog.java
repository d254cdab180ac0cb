package dev.sluice.runner.output;

import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.runner.lines.LineBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is printed and logged under one heading: one call, or the instance outside of calls. Thread-safe; never blocks.
 *
 * <p>A thread that a call has started may outlive it. What it prints then is filed under the instance.
 */
public final class FunctionLog {

    private final LogSink sink;
    private final @Nullable FunctionLog afterwards;
    private @Nullable LineBuffer out;
    private @Nullable LineBuffer err;
    private boolean closed;

    /** The instance's own log, which never closes. */
    public FunctionLog(LogSink sink) {
        this.sink = sink;
        afterwards = null;
    }

    private FunctionLog(LogSink sink, FunctionLog afterwards) {
        this.sink = sink;
        this.afterwards = afterwards;
    }

    /** The log of one call of this instance. */
    public FunctionLog ofCall(LogSink callSink) {
        return new FunctionLog(callSink, this);
    }

    /** Bytes that were printed to standard output or standard error. */
    void print(LogSource source, byte[] bytes, int offset, int length) {
        FunctionLog successor = printUnlessClosed(source, bytes, offset, length);
        if (successor != null) {
            successor.print(source, bytes, offset, length);
        }
    }

    private synchronized @Nullable FunctionLog printUnlessClosed(LogSource source, byte[] bytes, int from, int length) {
        if (!closed) {
            buffer(source).write(bytes, from, length);
            return null;
        }
        return afterwards;
    }

    private LineBuffer buffer(LogSource source) {
        LineBuffer buffer = source == LogSource.STDERR ? err : out;
        if (buffer == null) {
            buffer = new LineBuffer(line -> sink.line(source, line));
            if (source == LogSource.STDERR) {
                err = buffer;
            } else {
                out = buffer;
            }
        }
        return buffer;
    }

    /** A text of one or more lines, each filed on its own but for those of a stack trace. */
    void log(LogSource source, String text) {
        FunctionLog target = isClosed() && afterwards != null ? afterwards : this;
        LineBuffer lines = new LineBuffer(line -> target.sink.line(source, line));
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        lines.write(bytes, 0, bytes.length);
        lines.flush();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Files what has no line break yet. */
    public synchronized void flush() {
        if (out != null) {
            out.flush();
        }
        if (err != null) {
            err.flush();
        }
    }

    /** Files what has no line break yet; what comes later is the instance's. */
    public synchronized void close() {
        flush();
        closed = true;
    }
}
