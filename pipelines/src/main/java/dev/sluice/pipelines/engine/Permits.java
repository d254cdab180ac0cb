package dev.sluice.pipelines.engine;

import java.util.ArrayDeque;

/** For how many calls of a stage may be under way at this gateway. Who waits for one goes before who does not. Thread-safe. */
final class Permits {

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
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

    void give() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        next.run();
    }
}
