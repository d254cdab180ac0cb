package dev.sluice.events.pump;

import dev.sluice.core.loop.StateMachine;
import java.time.Duration;
import java.util.Optional;

/**
 * Knows whether attempts keep failing before they reach the function's code. Then nothing begins for a while that grows, and after
 * that one piece of work at a time, until one reaches the code.
 */
final class Outages {

    /** As many attempts in a row. */
    static final int AFTER = 3;

    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int DOUBLINGS = 6;

    private int inARow;
    private int pauses;
    private long since;
    private long until = Long.MIN_VALUE;
    private String reason = "";

    /** An attempt did not reach the code. */
    void failed(String why, long now) {
        if (inARow == 0) {
            since = now;
        }
        inARow++;
        reason = why;
        if (inARow >= AFTER && now >= until) {
            until = now + (FIRST_PAUSE << Math.min(pauses, DOUBLINGS));
            pauses++;
        }
    }

    /** An attempt did. */
    void passed() {
        inARow = 0;
        pauses = 0;
        until = Long.MIN_VALUE;
    }

    private boolean present() {
        return inARow >= AFTER;
    }

    /** How much may be under way. */
    int limit(int concurrency, long now) {
        if (!present()) {
            return concurrency;
        }
        return now < until ? 0 : 1;
    }

    long end() {
        return present() ? until : StateMachine.NEVER;
    }

    Optional<PumpReport.Outage> report(long now) {
        return present() ? Optional.of(new PumpReport.Outage(reason, Duration.ofNanos(now - since))) : Optional.empty();
    }
}
