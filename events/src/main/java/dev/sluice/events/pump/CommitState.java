package dev.sluice.events.pump;

import dev.sluice.core.loop.StateMachine;

/** When the progress of a partition is committed: one commit at a time. */
final class CommitState {

    private final long every;
    private final long renewEvery;
    private final long ahead;

    /** That of the last commit. */
    private long number;

    private boolean underWay;
    private boolean changed;
    private long begunAt;
    private long notBefore;
    private long position;
    private long horizon;
    private long nextPosition;
    private long nextHorizon;
    private boolean stored;

    CommitState(PumpSettings.Bounds bounds, long position) {
        this.every = bounds.commitEvery().toNanos();
        this.renewEvery = bounds.renewEvery().toNanos();
        this.ahead = bounds.ahead();
        this.position = position;
        this.notBefore = Long.MIN_VALUE;
    }

    /** There is something to tell that was not. */
    void changed() {
        changed = true;
    }

    /** Whether a record may begin, as far as is committed. */
    boolean covers(long offset) {
        return stored && offset < horizon;
    }

    /** Up to where records may begin once progress with this position is committed. */
    long horizon(long from) {
        return from + ahead;
    }

    /**
     * When to commit next.
     *
     * @param untold whether something waits for being told
     * @param atHorizon whether something waits for a farther horizon
     */
    long next(long from, boolean untold, boolean atHorizon) {
        if (underWay) {
            return StateMachine.NEVER;
        }
        boolean farther = horizon(from) > horizon;
        if (!stored || untold || atHorizon && farther || from - position >= ahead / 4 + 1) {
            return notBefore;
        }
        return begunAt + (changed ? every : renewEvery);
    }

    /** Whether that commit is under way. */
    boolean awaits(long commit) {
        return underWay && commit == number;
    }

    void begin(long commit, Progress progress, long now) {
        number = commit;
        underWay = true;
        changed = false;
        begunAt = now;
        nextPosition = progress.position();
        nextHorizon = progress.horizon().orElse(progress.position());
    }

    void ended(long commit, boolean kept, long now) {
        if (commit != number) {
            return;
        }
        underWay = false;
        if (kept) {
            stored = true;
            position = nextPosition;
            horizon = nextHorizon;
        } else {
            changed = true;
            notBefore = now + every;
        }
    }
}
