package dev.sluice.core.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a function's calls so far say about the next one, and so how long its instances are kept. It learns from the gaps of
 * the function as a whole, and speaks for one instance: others, which a burst brought, are kept as declared while calls come, and end with it. A few
 * hundred bytes, for as long as the gateway runs; it begins anew with it. Not thread-safe: guarded by whatever guards the pool.
 */
final class Expectation {

    /** An instance is never ended sooner after a call (unless less is declared): people try again. */
    private static final long LINGER = GapHistogram.BIN.toNanos();

    /** For what is not expected any more; not 0, so that the pool is not looked at without end. */
    private static final long OVER = Duration.ofSeconds(1).toNanos();

    private static final long NEVER = ScalingPolicy.NEVER;

    /**
     * How the idle instances of a function are to be treated now.
     *
     * @param keepAlive nanoseconds
     * @param expected whether one is to be there although nobody calls
     */
    record Keeping(long keepAlive, boolean expected) {}

    private final GapHistogram gaps = new GapHistogram();

    /** {@link #NEVER} while calls run or wait, and before the first. */
    private long idleSince = NEVER;

    private boolean busy;
    private boolean givenUp;

    /** What was made of the gaps last, and for which declared time. */
    private @Nullable KeepWindow window;

    private Duration windowFor = Duration.ZERO;

    /** Gaps that have come since. */
    private int unheeded;

    /** A call has come. */
    void called(long now) {
        if (idleSince != NEVER) {
            gaps.add(now - idleSince);
            unheeded++;
            idleSince = NEVER;
        }
        busy = true;
    }

    /** No call runs or waits; does nothing if that was so before. */
    void idle(long now) {
        if (busy) {
            busy = false;
            idleSince = now;
            givenUp = false;
        }
    }

    /** The memory is needed elsewhere: nothing is expected until after the next call. */
    void giveUp() {
        givenUp = true;
    }

    Keeping keeping(Duration declared, long now) {
        KeepWindow expected = window(declared);
        long most = declared.toNanos();
        if (expected == null || idleSince == NEVER) {
            return new Keeping(most, false);
        }
        long idle = now - idleSince;
        long linger = Math.min(most, LINGER);
        if (givenUp || idle < expected.from().toNanos()) {
            return new Keeping(linger, false);
        }
        return idle < end(expected, linger) ? new Keeping(most, true) : new Keeping(Math.min(most, OVER), false);
    }

    /** When {@link #keeping} says something else than now without a call; {@link ScalingPolicy#NEVER} if not. */
    long lookAgain(Duration declared, long now) {
        KeepWindow expected = window(declared);
        if (expected == null || givenUp) {
            return NEVER;
        }
        long linger = Math.min(declared.toNanos(), LINGER);
        if (idleSince == NEVER) {
            return busy ? now + linger : NEVER;
        }
        long from = idleSince + expected.from().toNanos();
        long until = idleSince + end(expected, linger);
        return now < from ? from : now < until ? until : NEVER;
    }

    private static long end(KeepWindow expected, long linger) {
        return Math.max(linger, expected.until().toNanos());
    }

    boolean isEmpty() {
        return gaps.gaps() == 0 && idleSince == NEVER && !busy;
    }

    private @Nullable KeepWindow window(Duration declared) {
        if (unheeded > gaps.gaps() / 8 || !declared.equals(windowFor)) {
            window = gaps.window(declared).orElse(null);
            windowFor = declared;
            unheeded = 0;
        }
        return window;
    }
}
