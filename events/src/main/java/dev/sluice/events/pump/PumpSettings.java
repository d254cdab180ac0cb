package dev.sluice.events.pump;

import java.time.Duration;

/**
 * How a pump works.
 *
 * @param concurrency pieces of work under way at the same time, 1 or more
 * @param batchSize records for which work is done together, 1 or more; under {@link Delivery#ORDERED} no two with the same key
 * @param batchWindow how long a batch that is not full waits for more
 * @param attempts that reach the function's code, 1 or more, before a record is dead that was under way whenever its owner ended
 * @param bounds what is held of each partition
 * @param onOutage what becomes of records while most of them fail in the code
 * @param turns whose records begin where not all can
 */
public record PumpSettings(
        Delivery delivery,
        int concurrency,
        int batchSize,
        Duration batchWindow,
        int attempts,
        Bounds bounds,
        OnOutage onOutage,
        Turns turns) {

    public PumpSettings {
        if (concurrency < 1 || batchSize < 1 || attempts < 1 || batchWindow.isNegative()) {
            throw new IllegalArgumentException("a pump does one thing at a time at least: " + concurrency
                    + " under way, " + batchSize + " in a batch, " + attempts + " attempts");
        }
    }

    /** All partitions have equal turns. */
    public PumpSettings(
            Delivery delivery,
            int concurrency,
            int batchSize,
            Duration batchWindow,
            int attempts,
            Bounds bounds,
            OnOutage onOutage) {
        this(delivery, concurrency, batchSize, batchWindow, attempts, bounds, onOutage, Turns.EQUAL);
    }

    /** The same with other turns. */
    public PumpSettings in(Turns others) {
        return new PumpSettings(delivery, concurrency, batchSize, batchWindow, attempts, bounds, onOutage, others);
    }

    /** The same with other bounds. */
    public PumpSettings within(Bounds others) {
        return new PumpSettings(delivery, concurrency, batchSize, batchWindow, attempts, others, onOutage, turns);
    }

    /** One record at a time for each piece of work, which dies when its attempts are used up. */
    public static PumpSettings of(Delivery delivery, int concurrency, int attempts) {
        return new PumpSettings(delivery, concurrency, 1, Duration.ZERO, attempts, Bounds.USUAL, OnOutage.DEAD_LETTER);
    }

    /**
     * What is held of one partition, and how often its progress is committed.
     *
     * @param records in memory that are not done; no more are read meanwhile
     * @param bytes of these records
     * @param ahead how far beyond the first record that is not done one may begin, in offsets
     * @param commitEvery the longest time for which progress is not committed
     * @param renewEvery how often it is committed when nothing happens: Kafka forgets what is not committed for days
     */
    public record Bounds(int records, long bytes, long ahead, Duration commitEvery, Duration renewEvery) {

        /** 2,000 records, 16 MiB, 10,000 offsets, 200 ms, 6 hours. */
        public static final Bounds USUAL =
                new Bounds(2_000, 16L << 20, 10_000, Duration.ofMillis(200), Duration.ofHours(6));

        /** The same memory for ten times as many records: 20,000 records, 16 MiB, 20,000 offsets, 200 ms, 6 hours. */
        public static final Bounds FAR =
                new Bounds(20_000, USUAL.bytes(), 20_000, USUAL.commitEvery(), USUAL.renewEvery());

        public Bounds {
            if (records < 1 || bytes < 1 || ahead < 1) {
                throw new IllegalArgumentException("a pump holds something: " + records + " records, " + bytes
                        + " bytes, " + ahead + " offsets ahead");
            }
            if (!commitEvery.isPositive() || renewEvery.compareTo(commitEvery) < 0) {
                throw new IllegalArgumentException(
                        "progress is committed every " + commitEvery + " and anew every " + renewEvery);
            }
        }
    }
}
