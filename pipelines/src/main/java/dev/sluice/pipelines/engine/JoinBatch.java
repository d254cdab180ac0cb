package dev.sluice.pipelines.engine;

import dev.sluice.events.record.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a join knows of a batch that it waits for, or that it keeps for one more edition. For one thread. */
final class JoinBatch {

    private static final String FORMAT = "1";
    private static final String CANCELLED = "cancelled";

    long underWay;
    long members;
    long missing;
    boolean cancelled;

    /** How many of those under way have failed and wait for a retry, that it may go on without. */
    long waiting;

    /** With how many of them it has said that it goes on without; -1 if not, or if others came since. Not kept. */
    long released = -1;

    /** Where its records begin; -1 if none is needed. */
    long first = -1;

    /** How many of those who count the join wait for it to open: the batch at first, and each retry that has begun since it did. */
    long owed = 1;

    /** How many items it has made. */
    long editions;

    /** When it opened last, or its members went, in milliseconds; 0 if it has not. */
    long since;

    Fate fate = Fate.KEPT;

    /** What has come since it began; null if not all of that is known here. Not kept. */
    @Nullable
    JoinedItem item;

    /** Through which functions its first member came. Not kept. */
    List<RecordHeader> chain = List.of();

    /** What has become of it when it opened. */
    enum Fate {
        KEPT,
        /** Too much was missing, and that was told. */
        FAILED,
        /** Its members are not kept any more, and it does not open again. */
        GONE
    }

    /** One whose members are gone, or were never here. */
    static JoinBatch gone(long now) {
        JoinBatch batch = new JoinBatch();
        batch.owed = 0;
        batch.go(now);
        return batch;
    }

    /** Its members are kept no more. */
    void go(long now) {
        fate = Fate.GONE;
        since = now;
        first = -1;
        item = null;
    }

    boolean isGone() {
        return fate == Fate.GONE;
    }

    /** Whether it is kept for editions alone. */
    boolean isIdle() {
        return owed == 0;
    }

    /** It has opened, and may do so again. */
    void opened(long now) {
        owed = 0;
        since = isGone() ? since : now;
        item = null;
        chain = List.of();
    }

    private boolean isOnce() {
        return owed == 1 && since == 0;
    }

    byte[] bytes() {
        String text = String.join(
                " ",
                FORMAT,
                Long.toString(underWay),
                Long.toString(members),
                Long.toString(missing),
                Long.toString(first),
                cancelled ? CANCELLED : "");
        String waits = isOnce() && waiting == 0 ? "" : " " + waiting;
        String late = isOnce() ? "" : " " + owed + " " + editions + " " + since + " " + fate;
        return (text + waits + late).getBytes(StandardCharsets.UTF_8);
    }

    static JoinBatch read(byte[] bytes) {
        String[] words = new String(bytes, StandardCharsets.UTF_8).split(" ", -1);
        JoinBatch batch = new JoinBatch();
        batch.underWay = Long.parseLong(words[1]);
        batch.members = Long.parseLong(words[2]);
        batch.missing = Long.parseLong(words[3]);
        batch.first = Long.parseLong(words[4]);
        batch.cancelled = !words[5].isEmpty();
        batch.waiting = words.length > 6 ? Long.parseLong(words[6]) : 0;
        if (words.length > 7) {
            batch.owed = Long.parseLong(words[7]);
            batch.editions = Long.parseLong(words[8]);
            batch.since = Long.parseLong(words[9]);
            batch.fate = Fate.valueOf(words[10]);
        }
        return batch;
    }
}
