package dev.sluice.pipelines.parked;

import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.packed.PackedReader;
import dev.sluice.pipelines.packed.PackedWriter;
import org.jspecify.annotations.Nullable;

/** A parked key, as whoever has its items knows it: where they are, whether they go on, and what is the matter with the first. */
final class ParkedKey {

    private static final int FORMAT = 1;

    final long first;

    /** When the key was parked, in milliseconds since 1970. */
    final long since;

    /** How many of its items are settled, and how many were parked. */
    long done;

    long parked;

    /** Where the first that is not settled lies at the earliest, and where the last one does. */
    long from;

    long until;

    /** Whether its items go on. */
    boolean going;

    /** Whether the first does by becoming a dead letter. */
    boolean discard;

    /** What has failed; none while its items go on and nothing did. */
    ParkedRecords.@Nullable Failed failed;

    /** Up to which number and place items were sent on: not kept, because those that are sent again are passed over. */
    long sent;

    long next;

    ParkedKey(long first, long since, long offset) {
        this.first = first;
        this.since = since;
        this.from = offset;
        this.next = offset;
    }

    void add(long offset) {
        parked++;
        until = offset;
    }

    void goOn() {
        going = true;
        next = from;
        sent = done;
    }

    void stop(ParkedRecords.Failed why) {
        failed = why;
        going = false;
        discard = false;
        // Those that are on their way behind it are passed over, and nobody tells of them.
        next = from;
        sent = done;
    }

    void settled(ParkedPlace place) {
        done = place.number() + 1;
        from = place.offset() + 1;
        // Those behind one that had failed were passed over.
        sent = going ? Math.max(sent, done) : done;
        next = going ? Math.max(next, from) : from;
        going = true;
        discard = false;
        failed = null;
    }

    boolean isOver() {
        return done >= parked;
    }

    /** How many items are on their way. */
    long underWay() {
        return sent - done;
    }

    byte[] packed() {
        PackedWriter out = new PackedWriter().number(FORMAT);
        for (long number : new long[] {first, since, done, parked, from, until, going ? 1 : 0, discard ? 1 : 0}) {
            out.number(number);
        }
        ParkedRecords.@Nullable Failed why = failed;
        if (why == null) {
            return out.number(0).written();
        }
        return out.number(1)
                .text(why.id())
                .text(why.batch())
                .text(why.why().reason())
                .number(why.why().attempts())
                .text(why.why().detail())
                .written();
    }

    /** What was {@link #packed}; items that were on their way are sent again. */
    static ParkedKey read(byte[] packed) throws UnreadableRecordException {
        PackedReader in = new PackedReader(packed);
        in.format(FORMAT);
        ParkedKey key = new ParkedKey(in.number(), in.number(), 0);
        key.done = in.number();
        key.parked = in.number();
        key.from = in.number();
        key.until = in.number();
        key.going = in.number() == 1;
        key.discard = in.number() == 1;
        if (in.number() == 1) {
            key.failed =
                    new ParkedRecords.Failed(in.text(), in.text(), new WhyParked(in.text(), in.count(), in.text()));
        }
        key.next = key.from;
        key.sent = key.done;
        return key;
    }
}
