package dev.sluice.decorators.ratelimit;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Token buckets by key, each one number: when it will be full again (the generic cell rate algorithm, ITU-T I.371).
 * Thread-safe; a call costs one short lock and no memory unless its key is new.
 *
 * <p>There are never more than {@code most}. Only a full bucket is ever forgotten, and that changes nothing for its
 * key, since a new one is full too. While none can be forgotten, all new keys share one bucket. So whoever floods it
 * with keys neither gets his own bucket back full nor gets more for the new ones than one key has.
 */
final class Buckets {

    /** How many of the longest unused are looked at for a full one; later ones are rarely full if those are not. */
    private static final int LOOKED_AT = 8;

    private final long interval;
    private final long capacity;
    private final int most;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);
    private final Bucket shared = new Bucket();

    private static final class Bucket {
        private long fullAt;
        private boolean used;
    }

    /**
     * What came of asking for a token.
     *
     * @param left tokens, if one was given
     * @param delay nanoseconds until there is one; 0 if one was given
     * @param full nanoseconds until the bucket is full
     */
    record Taken(long left, long delay, long full) {

        boolean granted() {
            return delay == 0;
        }
    }

    /**
     * @param interval nanoseconds in which one token comes back, at least 1
     * @param burst tokens in a full bucket
     */
    Buckets(long interval, int burst, int most) {
        this.interval = interval;
        this.capacity = interval * burst;
        this.most = most;
    }

    /** Takes a token of {@code key} at the instant {@code now}, in nanoseconds of a clock that never runs backwards. */
    synchronized Taken take(String key, long now) {
        Bucket bucket = bucket(key, now);
        long missing = bucket.used ? Math.max(0, bucket.fullAt - now) : 0;
        long after = missing + interval;
        if (after > capacity) {
            return new Taken(0, after - capacity, missing);
        }
        bucket.used = true;
        bucket.fullAt = now + after;
        return new Taken((capacity - after) / interval, 0, after);
    }

    synchronized int size() {
        return buckets.size();
    }

    private Bucket bucket(String key, long now) {
        Bucket known = buckets.get(key);
        if (known != null) {
            return known;
        }
        if (buckets.size() >= most && !forgetOne(now)) {
            return shared;
        }
        Bucket made = new Bucket();
        buckets.put(key, made);
        return made;
    }

    private boolean forgetOne(long now) {
        Iterator<Bucket> eldest = buckets.values().iterator();
        for (int i = 0; i < LOOKED_AT && eldest.hasNext(); i++) {
            if (eldest.next().fullAt - now <= 0) {
                eldest.remove();
                return true;
            }
        }
        return false;
    }
}
