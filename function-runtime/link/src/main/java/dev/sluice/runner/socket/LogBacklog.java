package dev.sluice.runner.socket;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameEncoder;
import java.util.ArrayDeque;

/** Lines that could not leave yet, the newest of them. Not thread-safe. */
final class LogBacklog {

    private static final int MAX_LINES = 512;
    private static final int MAX_CHARS = 256 * 1024;

    private final ArrayDeque<Frame.Log> lines = new ArrayDeque<>();
    private int chars;
    private int dropped;

    boolean isEmpty() {
        return lines.isEmpty();
    }

    void add(Frame.Log line) {
        lines.add(line);
        chars += line.line().length();
        while (lines.size() > MAX_LINES || chars > MAX_CHARS) {
            chars -= lines.remove().line().length();
            dropped++;
        }
    }

    /** Moves lines on until {@code out} holds {@code most} bytes, first of all one that says how many were dropped. */
    void moveTo(FrameEncoder out, int most) {
        if (dropped > 0 && !lines.isEmpty()) {
            Frame.Log next = lines.element();
            out.write(new Frame.Log(
                    0,
                    Frame.LogSource.WARN,
                    next.epochMicros(),
                    dropped + " lines were dropped here: the function writes faster than they can be taken away"));
            dropped = 0;
        }
        while (!lines.isEmpty() && out.size() < most) {
            Frame.Log line = lines.remove();
            chars -= line.line().length();
            out.write(line);
        }
    }
}
