package dev.sluice.events.pump;

import java.util.OptionalDouble;

/**
 * How many items of a batch were done at two moments, the earlier of which is 5 to 10 s ago while items become done: from there on it is
 * counted how many do in a second. Moments are in milliseconds since 1970.
 *
 * @param since the earlier moment, and {@code done} how many were done then
 * @param later the moment that is the earlier one next, and {@code doneLater} how many were done then
 */
public record Pace(long since, long done, long later, long doneLater) {

    private static final long STEP_MILLIS = 5_000;

    /** Of less than a second nothing can be said. */
    private static final long LEAST_MILLIS = 1_000;

    /** Begins to count. */
    public static Pace from(long now, long done) {
        return new Pace(now, done, now, done);
    }

    /** The same when so many are done now. */
    public Pace at(long now, long doneNow) {
        return now - later < STEP_MILLIS ? this : new Pace(later, doneLater, now, doneNow);
    }

    /** How many become done in a second, 0 or more; empty if that cannot be said yet. */
    public OptionalDouble rate(long now, long doneNow) {
        return now - since < LEAST_MILLIS
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(0, doneNow - done) * 1_000.0 / (now - since));
    }

    /** As it is kept. */
    public String text() {
        return since + ":" + done + ":" + later + ":" + doneLater;
    }

    /** As {@link #text} has it. */
    public static Pace read(String text) {
        String[] words = text.split(":", -1);
        return new Pace(
                Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    }
}
