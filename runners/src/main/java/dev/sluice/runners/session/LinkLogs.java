package dev.sluice.runners.session;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import java.util.function.Consumer;

/**
 * Says of each line that a runner sends which function and invocation it belongs to. Remembers the invocations that
 * ended last, because a line may come after the answer.
 */
final class LinkLogs {

    private static final int REMEMBERED = 64;

    private final RunnerId runner;
    private final Consumer<LogLine> lines;
    private final int[] endedStreams = new int[REMEMBERED];
    private final String[] endedInvocations = new String[REMEMBERED];
    private int next;
    private String function = "";
    private int version;

    LinkLogs(RunnerId runner, Consumer<LogLine> lines) {
        this.runner = runner;
        this.lines = lines;
    }

    void specialised(Frame.Specialise order) {
        function = order.function();
        version = order.version();
    }

    void ended(int stream, String invocation) {
        endedStreams[next] = stream;
        endedInvocations[next] = invocation;
        next = (next + 1) % REMEMBERED;
    }

    /**
     * {@code invocation}: of the stream if it is open, else empty.
     *
     * @throws ProtocolException if the line is too long
     */
    void line(Frame.Log frame, String invocation) {
        if (frame.line().length() > Protocol.MAX_LOG_LINE_CHARS) {
            throw new ProtocolException("the runner sends a line of "
                    + frame.line().length() + " characters: at most " + Protocol.MAX_LOG_LINE_CHARS + " are allowed");
        }
        String known = invocation.isEmpty() && frame.stream() != 0 ? remembered(frame.stream()) : invocation;
        lines.accept(new LogLine(function, version, runner, known, frame.source(), frame.epochMicros(), frame.line()));
    }

    private String remembered(int stream) {
        for (int i = 0; i < REMEMBERED; i++) {
            if (endedStreams[i] == stream) {
                return endedInvocations[i];
            }
        }
        return "";
    }
}
