package dev.sluice.decorators.ratelimit;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.decorators.ratelimit.Buckets.Taken;
import dev.sluice.decorators.state.KeyLocks;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Token buckets that all gateways share, each a record of keyed state: {@code 1} for the format, and the nanosecond since
 * 1970 when the bucket will be full again, by the clocks of the gateways' machines. A full one is no record. Thread-safe;
 * every call may block.
 */
final class SharedBuckets {

    private static final int MOST_TRIES = 64;
    private static final Pattern VALUE = Pattern.compile("1 ([0-9]{1,19})");

    private final long interval;
    private final long capacity;
    private final DecoratorSite site;
    private final KeyedState state;
    private final KeyLocks locks = new KeyLocks();

    /**
     * @param interval nanoseconds in which one token comes back, at least 1
     * @param burst tokens in a full bucket
     */
    SharedBuckets(long interval, int burst, DecoratorSite site) {
        this.interval = interval;
        this.capacity = interval * burst;
        this.site = site;
        this.state = site.services().state();
    }

    /**
     * Takes a token of {@code key}; empty if a newer gateway keeps its buckets in another form, or too many took tokens of it
     * at once.
     *
     * @throws StorageException if the state fails
     */
    Optional<Taken> take(String key) {
        StateKey record = site.stateKey(key);
        return locks.alone(record, () -> taken(record));
    }

    private Optional<Taken> taken(StateKey record) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<KeyedState.Entry> known = state.get(record);
            if (known.isPresent() && !VALUE.matcher(known.get().value()).matches()) {
                return Optional.empty();
            }
            Instant now = site.timers().instant();
            Taken taken =
                    taken(known.map(entry -> nanos(entry.value()) - nanos(now)).orElse(0L));
            if (!taken.granted() || written(record, known, now.plusNanos(taken.full()))) {
                return Optional.of(taken);
            }
        }
        return Optional.empty();
    }

    /** What comes of a bucket that lacks {@code missing} nanoseconds of being full. */
    private Taken taken(long missing) {
        // Another version may have had a larger bucket.
        long less = Math.clamp(missing, 0, capacity);
        long after = less + interval;
        return after > capacity
                ? new Taken(0, after - capacity, less)
                : new Taken((capacity - after) / interval, 0, after);
    }

    private boolean written(StateKey record, Optional<KeyedState.Entry> known, Instant full) {
        Version expected = known.map(KeyedState.Entry::version).orElse(Version.NONE);
        return state.put(record, "1 " + nanos(full), expected, full.plusMillis(1))
                .isPresent();
    }

    private static long nanos(String value) {
        return Long.parseLong(value.substring(2));
    }

    private static long nanos(Instant instant) {
        return ChronoUnit.NANOS.between(Instant.EPOCH, instant);
    }
}
