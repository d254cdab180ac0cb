package dev.sluice.gateway.observe.logs;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for lines that wait to be written, shared fairly: a function may have as much waiting as is still free for
 * all. So one function that floods takes half, two take a third each, and there is always as much left for a function that
 * says little (dynamic thresholds: Choudhury and Hahne, <i>Dynamic queue length thresholds for shared-memory packet
 * switches</i>, 1998, with α = 1). Thread-safe, without locks.
 */
final class BufferBudget {

    /** What a line takes besides its text. */
    static final int LINE_OVERHEAD = 128;

    private final long bytes;
    private final AtomicLong taken = new AtomicLong();

    BufferBudget(long bytes) {
        this.bytes = bytes;
    }

    /** How many lines may wait at most. */
    int lines() {
        return (int) (bytes / LINE_OVERHEAD);
    }

    long free() {
        return bytes - taken.get();
    }

    /** What one function has waiting. */
    final class Share {

        private final AtomicLong mine = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();

        /** Takes room for a line; returns false, and counts, if the function has its share waiting. */
        boolean take(int length) {
            int size = size(length);
            if (mine.get() + size > free() - size) {
                refused.incrementAndGet();
                return false;
            }
            mine.addAndGet(size);
            taken.addAndGet(size);
            return true;
        }

        void giveBack(int length) {
            mine.addAndGet(-size(length));
            taken.addAndGet(-size(length));
        }

        boolean isEmpty() {
            return mine.get() == 0;
        }

        /** How many lines were refused since this was asked last. */
        long takeRefused() {
            return refused.get() == 0 ? 0 : refused.getAndSet(0);
        }

        /** Counts a line that found no room elsewhere. */
        void refuse() {
            refused.incrementAndGet();
        }

        private static int size(int length) {
            return LINE_OVERHEAD + length;
        }
    }
}
