package dev.sluice.runners.link;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How often the log says that somebody was refused: some times a minute, whoever knocks. Thread-safe. */
final class Complaints {

    private static final int A_MINUTE = 10;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private long since;
    private int told;

    Complaints(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    synchronized boolean mayTell() {
        long now = nanoTime.getAsLong();
        if (now - since >= MINUTE) {
            since = now;
            told = 0;
        }
        return told++ < A_MINUTE;
    }
}
