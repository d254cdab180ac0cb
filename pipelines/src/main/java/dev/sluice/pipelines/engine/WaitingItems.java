package dev.sluice.pipelines.engine;

import dev.sluice.pipelines.document.StageName;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the items of a batch are that do not go on for now: those that have failed, those of them that a join may go on without, or those that
 * are set aside because the batch is paused.
 */
final class WaitingItems {

    private static final String COMMA = ",";

    /** The first and the last item that waits; -1 if there is none. */
    long first = -1;

    long last = -1;

    /** Items before this go on now, or are given up; -1 if none do. */
    long until = -1;

    boolean cancelled;

    boolean paused;

    /** Whether those that go on now are given up: a join goes on without them. */
    boolean released;

    /** How many there are. */
    long count;

    /** Whether some are under way still. */
    boolean holds;

    long since;

    /** The joins that wait until all that go on now have done so, and open once more then. */
    final Set<StageName> joins = new TreeSet<>();

    String text() {
        return String.join(
                " ",
                "1",
                Long.toString(first),
                Long.toString(last),
                Long.toString(until),
                Boolean.toString(cancelled),
                Boolean.toString(holds),
                Long.toString(since),
                Boolean.toString(paused),
                Boolean.toString(released),
                Long.toString(count),
                joins.stream().map(StageName::value).collect(Collectors.joining(COMMA)));
    }

    static WaitingItems read(String text) {
        String[] words = text.split(" ", -1);
        WaitingItems batch = new WaitingItems();
        batch.first = Long.parseLong(words[1]);
        batch.last = Long.parseLong(words[2]);
        batch.until = Long.parseLong(words[3]);
        batch.cancelled = Boolean.parseBoolean(words[4]);
        batch.holds = Boolean.parseBoolean(words[5]);
        batch.since = Long.parseLong(words[6]);
        batch.paused = words.length > 7 && Boolean.parseBoolean(words[7]);
        batch.released = words.length > 8 && Boolean.parseBoolean(words[8]);
        batch.count = words.length > 9 ? Long.parseLong(words[9]) : 0;
        if (words.length > 10 && !words[10].isEmpty()) {
            Stream.of(words[10].split(COMMA)).map(StageName::new).forEach(batch.joins::add);
        }
        return batch;
    }

    boolean isDue() {
        return first >= 0 && first < until;
    }

    /** An item has failed. {@code isHeld}: it is under way still. */
    void add(long offset, boolean isHeld) {
        first = first < 0 ? offset : first;
        last = offset;
        count++;
        holds |= isHeld;
        // Its batch was given up already.
        until = cancelled ? offset + 1 : until;
    }

    /** An item is set aside. */
    void setAside(long offset) {
        add(offset, true);
        // Its batch has gone on, and its stage did not know yet.
        until = paused ? until : offset + 1;
    }

    void retry(long offset) {
        // A join that would go on without them waits again.
        released = false;
        until = offset;
    }

    /** A join goes on without them, if there are as many as it knows of, and none is about to be tried again. */
    void release(long offset, long known) {
        if (!cancelled && !isDue() && count == known) {
            released = true;
            until = offset;
        }
    }

    /** One goes on, or is given up. */
    void handled() {
        count = Math.max(0, count - 1);
    }

    void cancel(long offset) {
        cancelled = true;
        until = offset;
    }

    /** Whether nothing has to be known of it any more. That a batch was given up is known under its name alone. */
    boolean isOver(boolean aside) {
        return first < 0 && !paused && (aside || !cancelled);
    }

    /** Whether it may be forgotten after some time. */
    boolean isForgettable() {
        return !holds && !isDue() && (!paused || cancelled);
    }
}
