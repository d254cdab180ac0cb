package dev.sluice.events.workqueue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of an item.
 *
 * @param version as the source listed it; empty if it says none
 * @param order its place among all items of the queue, in the order in which they came
 * @param step how many of the functions in a row are done with it
 * @param tries how often it was tried in this version
 * @param counted how many of these count
 * @param due when it is tried again, if it is, in milliseconds since 1970; else 0
 * @param changed when that was written, in milliseconds since 1970
 * @param took how long the last attempt took, in milliseconds
 * @param reason why it failed last: a word, and a sentence behind the first blank; empty if it did not
 */
public record ItemStanding(
        String version,
        long order,
        ItemState state,
        int step,
        int tries,
        int counted,
        long due,
        long changed,
        long took,
        String reason) {

    private static final String FORMAT = "1";
    private static final int PARTS = 11;
    private static final int LONGEST_REASON = 1_000;

    public ItemStanding {
        reason = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    }

    static ItemStanding waiting(String version, long order, long now) {
        return new ItemStanding(version, order, ItemState.WAITING, 0, 0, 0, 0, now, 0, "");
    }

    /** To be worked on from the beginning, in this version. */
    ItemStanding anew(String other, long now) {
        return waiting(other, order, now);
    }

    /** To be tried again now, from the step at which it failed. */
    ItemStanding again(long now) {
        return new ItemStanding(version, order, ItemState.WAITING, step, 0, 0, 0, now, took, "");
    }

    ItemStanding done(long tookMillis, int steps, long now) {
        return new ItemStanding(version, order, ItemState.DONE, steps, tries + 1, counted + 1, 0, now, tookMillis, "");
    }

    ItemStanding retrying(int at, long until, long tookMillis, String why, long now) {
        return new ItemStanding(
                version, order, ItemState.RETRYING, at, tries + 1, counted + 1, until, now, tookMillis, why);
    }

    ItemStanding parked(int at, long tookMillis, String why, long now) {
        return new ItemStanding(version, order, ItemState.PARKED, at, tries + 1, counted + 1, 0, now, tookMillis, why);
    }

    /** The same after an attempt that was ended from outside. */
    ItemStanding ended(int at, long now) {
        return new ItemStanding(version, order, ItemState.WAITING, at, tries + 1, counted, 0, now, took, reason);
    }

    /** The same, to go on at this step as soon as that makes sense. */
    ItemStanding hindered(int at, long now) {
        return new ItemStanding(version, order, ItemState.WAITING, at, tries, counted, 0, now, took, reason);
    }

    public Instant since() {
        return Instant.ofEpochMilli(changed);
    }

    /** When it is tried again; empty if it is not. */
    public Optional<Instant> next() {
        return state == ItemState.RETRYING ? Optional.of(Instant.ofEpochMilli(due)) : Optional.empty();
    }

    byte[] bytes() {
        return String.join(
                        "\n",
                        FORMAT,
                        state.word(),
                        Long.toString(order),
                        Integer.toString(step),
                        Integer.toString(tries),
                        Integer.toString(counted),
                        Long.toString(due),
                        Long.toString(changed),
                        Long.toString(took),
                        version,
                        reason)
                .getBytes(StandardCharsets.UTF_8);
    }

    static ItemStanding read(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", PARTS);
        if (parts.length != PARTS || !parts[0].equals(FORMAT)) {
            throw new IllegalArgumentException("an item of a work queue is kept in a form that is not known here");
        }
        return new ItemStanding(
                parts[9],
                Long.parseLong(parts[2]),
                ItemState.of(parts[1]).orElseThrow(),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]),
                Integer.parseInt(parts[5]),
                Long.parseLong(parts[6]),
                Long.parseLong(parts[7]),
                Long.parseLong(parts[8]),
                parts[10]);
    }
}
