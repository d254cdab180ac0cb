package dev.sluice.events.pump;

import dev.sluice.core.loop.StateMachine;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows whether attempts keep failing for all: before they reach the function's code, or there with most records. Then nothing begins
 * for a while that grows, and after that one record at a time, until one reaches the code, or most of the last ones go well again.
 */
final class Outages {

    /** As many attempts in a row that do not reach the code. */
    static final int AFTER = 3;

    /** Of so many records more than half have to fail in the code. */
    static final int LOOKED_AT = 20;

    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int DOUBLINGS = 6;

    private final boolean watchesCode;

    /** Whether the code failed with a record at last: those that were tried for the first time, or went well, last. */
    private final Map<Place, Boolean> lastOnes = new LinkedHashMap<>();

    private int failing;
    private int inARow;
    private int pauses;
    private long since;
    private long until = Long.MIN_VALUE;
    private String reason = "";

    private record Place(TopicPartition partition, long offset) {}

    /** {@code watchesCode}: whether failures in the code can be an outage. */
    Outages(boolean watchesCode) {
        this.watchesCode = watchesCode;
    }

    /** An attempt did not reach the code. */
    void failed(String why, long now) {
        if (inARow == 0 && !present()) {
            since = now;
        }
        inARow++;
        reason = why;
        pause(now);
    }

    /** An attempt failed in the code. */
    void failedInCode(Entry entry, String why, long now) {
        boolean before = inCode();
        inARow = 0;
        Place place = new Place(entry.lanes.partition, entry.offset);
        Boolean known = lastOnes.get(place);
        if (watchesCode && (entry.isFirst() || known != null)) {
            lastOnes.put(place, true);
            failing += Boolean.TRUE.equals(known) ? 0 : 1;
            forgetOldest();
            reason = "Of the last " + LOOKED_AT + " records " + failing + " failed in the function. The last one: "
                    + why;
        }
        if (!inCode()) {
            begin();
            return;
        }
        if (!before) {
            since = now;
        }
        pause(now);
    }

    /** An attempt reached the code, and that is well. */
    void passed(Entry entry) {
        inARow = 0;
        begin();
        if (watchesCode) {
            Place place = new Place(entry.lanes.partition, entry.offset);
            failing -= Boolean.TRUE.equals(lastOnes.remove(place)) ? 1 : 0;
            lastOnes.put(place, false);
            forgetOldest();
        }
    }

    private void forgetOldest() {
        if (lastOnes.size() > LOOKED_AT) {
            Map.Entry<Place, Boolean> oldest = lastOnes.entrySet().iterator().next();
            lastOnes.remove(oldest.getKey());
            failing -= oldest.getValue() ? 1 : 0;
        }
    }

    private void pause(long now) {
        if (present() && now >= until) {
            until = now + (FIRST_PAUSE << Math.min(pauses, DOUBLINGS));
            pauses++;
        }
    }

    /** Something may begin at once, and the next pause is a short one. */
    private void begin() {
        pauses = 0;
        until = Long.MIN_VALUE;
    }

    /** Whether most records fail in the code: then that says nothing of a single one. */
    boolean inCode() {
        return failing * 2 > LOOKED_AT;
    }

    boolean present() {
        return inARow >= AFTER || inCode();
    }

    /** How much may be under way. */
    int limit(int concurrency, long now) {
        if (!present()) {
            return concurrency;
        }
        return now < until ? 0 : 1;
    }

    /** How long it has lasted; 0 if there is none. */
    long lasts(long now) {
        return present() ? now - since : 0;
    }

    long end() {
        return present() ? until : StateMachine.NEVER;
    }

    Optional<PumpReport.Outage> report(long now) {
        return present() ? Optional.of(new PumpReport.Outage(reason, Duration.ofNanos(now - since))) : Optional.empty();
    }
}
