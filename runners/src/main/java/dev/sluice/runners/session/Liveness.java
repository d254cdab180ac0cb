package dev.sluice.runners.session;

import dev.sluice.core.protocol.Frame;
import java.time.Duration;

/**
 * Notices that a runner is dead though its connection stands: when nothing has come from it for a while it is pinged,
 * and when nothing comes for twice as long after that, it is dead. Only for the session's thread.
 */
final class Liveness {

    private static final int DEAD_AFTER = 3;

    private final Connection connection;
    private final long everyNanos;
    private long next;
    private boolean heard = true;
    private int silent;
    private long number;

    Liveness(Connection connection, Duration every) {
        this.connection = connection;
        this.everyNanos = every.toNanos();
        this.next = connection.nanoTime() + everyNanos;
        connection.wakeAt(next);
    }

    /** Something came from the runner. */
    void heard() {
        heard = true;
    }

    /** Whether the runner still lives, as far as can be said. A gateway that stood still itself counts that once. */
    boolean timePassed(long now) {
        boolean alive = true;
        if (next - now <= 0) {
            next = now + everyNanos;
            alive = tick();
        }
        connection.wakeAt(next);
        return alive;
    }

    private boolean tick() {
        if (heard) {
            heard = false;
            silent = 0;
            return true;
        }
        silent++;
        if (silent == DEAD_AFTER) {
            return false;
        }
        connection.send(new Frame.Ping(++number));
        return true;
    }
}
