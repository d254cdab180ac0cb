package dev.sluice.events.kept;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How far the partitions of a topic were followed. Thread-safe. */
final class Followed {

    private final Map<Integer, Long> positions = new HashMap<>();

    synchronized void reached(int partition, long position) {
        positions.put(partition, position);
        notifyAll();
    }

    /** Waits until each partition was followed up to where this says; false if that takes longer. */
    synchronized boolean await(Map<Integer, Long> ends, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> positions.getOrDefault(end.getKey(), 0L) < end.getValue())) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
