package dev.sluice.pipelines.window;

import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.packed.PackedReader;
import dev.sluice.pipelines.packed.PackedWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells how far the time of items has come: the <i>watermark</i>, before which nothing more is waited for. Items come on <i>lanes</i>, each
 * a partition of where they were made, in which times go up but for the lateness. The watermark is the lateness before the latest time of
 * the lane that is least far; a lane from which nothing came for the idle time does not count. Where nothing comes from any of them, it
 * goes on as the clock does. It never goes back. All times are milliseconds since 1970. Not thread-safe.
 *
 * <p>How late it is by the clock is told by {@link #tick}, and by nothing else: whoever tells it knows that all that was there by then has
 * been seen. So a lane does not count as idle only because it is read later than others, or because nobody was there to read. While one is
 * idle, the watermark goes on at ticks alone: what comes on other lanes may have come on that one too, and not have been seen yet.
 */
public final class EventClock {

    /** Nothing has such a time. */
    static final long NEVER = Long.MIN_VALUE;

    private static final int FORMAT = 1;

    private final long lateness;
    private final long idle;
    private final Map<String, Lane> lanes = new TreeMap<>();
    private long now = NEVER;
    private long watermark = NEVER;

    /**
     * @param latest time of an item of it; {@link #NEVER} if there was none
     * @param heard when the last one came
     */
    private record Lane(long latest, long heard) {}

    /** Both in milliseconds. */
    EventClock(long lateness, long idle) {
        this.lateness = lateness;
        this.idle = idle;
    }

    boolean knows(String lane) {
        return lanes.containsKey(lane);
    }

    /** On this lane something may come. */
    void expect(String lane) {
        lanes.putIfAbsent(lane, new Lane(NEVER, NEVER));
    }

    /** An item with this time came on a lane. */
    void heard(String lane, long time, long arrival) {
        begin(arrival);
        Lane before = lanes.getOrDefault(lane, new Lane(NEVER, NEVER));
        lanes.put(lane, new Lane(Math.max(before.latest(), time), Math.max(before.heard(), arrival)));
        if (lanes.values().stream().noneMatch(this::isIdle)) {
            advance();
        }
    }

    /** It is so late by the clock, and all items that were there by then were told. */
    void tick(long clock) {
        begin(clock);
        now = Math.max(now, clock);
        advance();
    }

    /** Lanes from which nothing came yet are waited for from the beginning on. */
    private void begin(long clock) {
        lanes.replaceAll((_, lane) -> lane.heard() == NEVER ? new Lane(lane.latest(), clock) : lane);
    }

    private void advance() {
        long slowest = Long.MAX_VALUE;
        long fastest = NEVER;
        long last = NEVER;
        boolean all = true;
        for (Lane lane : lanes.values()) {
            fastest = Math.max(fastest, lane.latest());
            last = Math.max(last, lane.heard());
            if (!isIdle(lane)) {
                all = false;
                slowest = Math.min(slowest, lane.latest());
            }
        }
        if (fastest != NEVER && slowest != NEVER) {
            watermark = Math.max(watermark, (all ? fastest + now - last : slowest) - lateness);
        }
    }

    private boolean isIdle(Lane lane) {
        return now != NEVER && now - lane.heard() >= idle;
    }

    /** {@link #NEVER} while nothing is known. */
    long watermark() {
        return watermark;
    }

    byte[] packed() {
        PackedWriter out =
                new PackedWriter().number(FORMAT).number(watermark).number(now).number(lanes.size());
        lanes.forEach((name, lane) -> out.text(name).number(lane.latest()).number(lane.heard()));
        return out.written();
    }

    /** Takes up what was {@link #packed}. */
    void restore(byte[] packed) throws UnreadableRecordException {
        PackedReader in = new PackedReader(packed);
        in.format(FORMAT);
        watermark = in.number();
        now = in.number();
        int count = in.count();
        for (int i = 0; i < count; i++) {
            lanes.put(in.text(), new Lane(in.number(), in.number()));
        }
    }
}
