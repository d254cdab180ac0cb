package dev.sluice.runners.session;

import dev.sluice.core.protocol.Frame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks a runner with the feature {@code pulse} whether its code can go on, when an invocation has come to the end of its run budget beside
 * others. Only for the session's thread.
 */
final class Pulse {

    private final Connection connection;
    private final long graceNanos;
    private long number;
    private long deadline;

    /** The invocation because of which it was asked, while it owes an answer. */
    private @Nullable Stream suspect;

    /** {@code grace}: from the question to the answer. */
    Pulse(Connection connection, Duration grace) {
        this.connection = connection;
        this.graceNanos = grace.toNanos();
    }

    /** Asks, unless a question is open. */
    void ask(Stream outOfTime) {
        if (suspect == null) {
            suspect = outOfTime;
            deadline = connection.nanoTime() + graceNanos;
            connection.wakeAt(deadline);
            connection.send(new Frame.Ping(++number));
        }
    }

    /** Whether the runner owes an answer because of another invocation. */
    boolean isAskedBeside(Stream stream) {
        return suspect != null && suspect != stream;
    }

    /** When the answer has to be there; only means something while it is owed. */
    long deadline() {
        return deadline;
    }

    /** Whether this is the answer that is owed. */
    boolean answered(long asked) {
        boolean owed = suspect != null && asked == number;
        if (owed) {
            suspect = null;
        }
        return owed;
    }

    /** Whether the answer is overdue, told once. */
    boolean hasStopped(long now) {
        if (suspect == null) {
            return false;
        }
        if (deadline - now > 0) {
            connection.wakeAt(deadline);
            return false;
        }
        suspect = null;
        return true;
    }
}
