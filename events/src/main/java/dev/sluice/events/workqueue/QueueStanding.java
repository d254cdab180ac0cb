package dev.sluice.events.workqueue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a queue stands as a whole, as whoever works on it tells it, once a second at most. Times are in milliseconds since 1970.
 *
 * @param listed how many items the last list had that was whole
 * @param scanned when it was read; 0 if none was
 * @param ends whether the source says that no more items come
 * @param limit how many items may be worked on at the same time now
 * @param meanMillis what an item takes; 0 before one was worked on
 * @param rate how many are done in a second; -1 if that cannot be said
 * @param backlogSince since when there is something to be done; -1 if there is nothing
 * @param problem what is wrong, in sentences; empty if nothing is
 */
public record QueueStanding(
        ItemCounts items,
        int listed,
        long scanned,
        boolean ends,
        int limit,
        double meanMillis,
        double rate,
        long backlogSince,
        String problem) {

    /** Of a queue that nobody has worked on yet. */
    static final QueueStanding NOTHING = new QueueStanding(ItemCounts.NONE, 0, 0, false, 0, 0, -1, -1, "");

    private static final String FORMAT = "1";
    private static final int PARTS = 14;
    private static final int LONGEST_PROBLEM = 4_000;

    public QueueStanding {
        // What others say of a fault stands in it, and a record takes 2 MiB.
        problem = problem.length() > LONGEST_PROBLEM ? problem.substring(0, LONGEST_PROBLEM) : problem;
    }

    /** Whether all that will ever come is done, or parked. */
    public boolean isOver() {
        return ends && items.open() == 0;
    }

    /** When the last whole list was read; empty if none was. */
    public Optional<Instant> scannedAt() {
        return scanned == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(scanned));
    }

    /** How long it takes until all is done, as fast as it goes now; empty if that cannot be said. */
    public Optional<Duration> timeLeft() {
        return rate > 0 && items.open() > 0
                ? Optional.of(Duration.ofMillis((long) (items.open() * 1_000.0 / rate)))
                : Optional.empty();
    }

    byte[] bytes() {
        return String.join(
                        "\n",
                        FORMAT,
                        Integer.toString(items.waiting()),
                        Integer.toString(items.retrying()),
                        Integer.toString(items.done()),
                        Integer.toString(items.parked()),
                        Integer.toString(items.running()),
                        Integer.toString(listed),
                        Long.toString(scanned),
                        Boolean.toString(ends),
                        Integer.toString(limit),
                        Double.toString(meanMillis),
                        Double.toString(rate),
                        Long.toString(backlogSince),
                        problem)
                .getBytes(StandardCharsets.UTF_8);
    }

    static QueueStanding read(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", PARTS);
        if (parts.length != PARTS || !parts[0].equals(FORMAT)) {
            throw new IllegalArgumentException("a work queue is kept in a form that is not known here");
        }
        return new QueueStanding(
                new ItemCounts(
                        Integer.parseInt(parts[1]),
                        Integer.parseInt(parts[2]),
                        Integer.parseInt(parts[3]),
                        Integer.parseInt(parts[4]),
                        Integer.parseInt(parts[5])),
                Integer.parseInt(parts[6]),
                Long.parseLong(parts[7]),
                Boolean.parseBoolean(parts[8]),
                Integer.parseInt(parts[9]),
                Double.parseDouble(parts[10]),
                Double.parseDouble(parts[11]),
                Long.parseLong(parts[12]),
                parts[13]);
    }
}
