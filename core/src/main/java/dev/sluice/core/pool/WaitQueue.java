package dev.sluice.core.pool;

import dev.sluice.core.invocation.Timings;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for a slot, in the order in which they came. The time of each is told apart: waiting while an
 * instance was up counts as queued, the rest as cold. Leaving takes the same time wherever one stands.
 */
final class WaitQueue {

    private @Nullable Waiting head;
    private @Nullable Waiting tail;
    private int size;
    private boolean up;
    private long changedAt;
    private long upUntilChange;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @Nullable
    Waiting head() {
        return head;
    }

    /** Those that wait, in their order; each may be taken out when it is told. */
    void each(Consumer<Waiting> what) {
        Waiting waiting = head;
        while (waiting != null) {
            Waiting next = waiting.next;
            what.accept(waiting);
            waiting = next;
        }
    }

    Waiting add(SlotWaiter waiter, long now) {
        Waiting waiting = new Waiting(waiter, this, now, upTime(now));
        waiting.previous = tail;
        if (tail == null) {
            head = waiting;
        } else {
            tail.next = waiting;
        }
        tail = waiting;
        size++;
        return waiting;
    }

    /** Takes the first out that can be served; null if there is none. */
    @Nullable
    Waiting take(Predicate<Waiting> servable) {
        for (Waiting waiting = head; waiting != null; waiting = waiting.next) {
            if (servable.test(waiting)) {
                remove(waiting);
                return waiting;
            }
        }
        return null;
    }

    /** Takes it out; false if it had left already. */
    boolean remove(Waiting waiting) {
        if (!waiting.queued) {
            return false;
        }
        waiting.queued = false;
        if (waiting.previous == null) {
            head = waiting.next;
        } else {
            waiting.previous.next = waiting.next;
        }
        if (waiting.next == null) {
            tail = waiting.previous;
        } else {
            waiting.next.previous = waiting.previous;
        }
        waiting.previous = null;
        waiting.next = null;
        size--;
        return true;
    }

    /** Whether any instance serves, from {@code now} on. */
    void up(boolean yes, long now) {
        if (yes != up) {
            upUntilChange = upTime(now);
            changedAt = now;
            up = yes;
        }
    }

    Timings timings(Waiting waiting, long now, boolean coldStart) {
        long queued = upTime(now) - waiting.upBefore;
        long cold = now - waiting.since - queued;
        return new Timings(queued, cold, 0, coldStart);
    }

    /** When the first in the queue has used up one of its budgets, if nothing changes until then. */
    long deadline(long queueBudget, long startBudget) {
        Waiting first = head;
        if (first == null) {
            return ScalingPolicy.NEVER;
        }
        long queuedAtChange = Math.max(0, upUntilChange - first.upBefore);
        long coldAtChange = Math.max(0, changedAt - first.since) - queuedAtChange;
        long from = Math.max(changedAt, first.since);
        return from + (up ? queueBudget - queuedAtChange : startBudget - coldAtChange);
    }

    boolean isUp() {
        return up;
    }

    private long upTime(long now) {
        return up ? upUntilChange + (now - changedAt) : upUntilChange;
    }
}
