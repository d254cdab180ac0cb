package dev.sluice.pipelines.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** For how many calls of a stage may be under way at this gateway. Who waits for one goes before who does not. Thread-safe. */
final class Permits {

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    /** What is to begin on a thread that is giving. What gives as soon as it begins adds to this, however much waits. */
    private final ThreadLocal<ArrayDeque<Runnable>> passedOn = new ThreadLocal<>();

    private int free;

    /** {@code most}: 1 or more. */
    Permits(int most) {
        this.free = most;
    }

    /** Takes one if one is free and nobody waits. */
    synchronized boolean tryTake() {
        if (free == 0) {
            return false;
        }
        free--;
        return true;
    }

    /** Whether one is free, at this moment. */
    synchronized boolean isFree() {
        return free > 0;
    }

    /** Begins when there is one, on the thread that gives it back; at once if one is free. */
    void take(Runnable begin) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(begin);
                return;
            }
            free--;
        }
        begin.run();
    }

    /** The next who waits has it, and has begun when this returns, but for a call out of one that begins. */
    void give() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        @Nullable ArrayDeque<Runnable> outer = passedOn.get();
        if (outer == null) {
            passOn(next);
        } else {
            outer.add(next);
        }
    }

    private void passOn(Runnable first) {
        ArrayDeque<Runnable> due = new ArrayDeque<>();
        passedOn.set(due);
        try {
            for (Runnable next = first; next != null; next = due.poll()) {
                next.run();
            }
        } finally {
            passedOn.remove();
        }
    }
}
