package dev.sluice.core.twofactor;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** The specification of a store: records in memory, gone with the process. */
public final class InMemoryTwoFactorStore implements TwoFactorStore {

    private final ConcurrentMap<RecordKey, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong writes = new AtomicLong();
    private final InstantSource clock;

    private record Entry(Kept kept, Instant expiry) {}

    public InMemoryTwoFactorStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Optional<Kept> get(RecordKey key) {
        return live(key).map(Entry::kept);
    }

    @Override
    public boolean put(RecordKey key, String value, Mark expected, Instant expiry) {
        Entry next = new Entry(new Kept(value, new Mark(Long.toString(writes.incrementAndGet()))), expiry);
        return entries.compute(key, (_, old) -> {
                    Mark there =
                            old == null || !isLive(old) ? Mark.NONE : old.kept().mark();
                    return there.equals(expected) ? next : old;
                })
                == next;
    }

    @Override
    public boolean delete(RecordKey key) {
        Entry old = entries.remove(key);
        return old != null && isLive(old);
    }

    @Override
    public List<RecordKey> keys(int most) {
        return entries.keySet().stream()
                .filter(key -> live(key).isPresent())
                .limit(most)
                .toList();
    }

    private Optional<Entry> live(RecordKey key) {
        return Optional.ofNullable(entries.get(key)).filter(this::isLive);
    }

    private boolean isLive(Entry entry) {
        return clock.instant().isBefore(entry.expiry());
    }
}
