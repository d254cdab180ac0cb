package dev.sluice.core.state;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The specification of a store: records in memory, gone with the process. */
public final class InMemoryKeyedState implements KeyedState {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<StateKey, Kept> records = new HashMap<>();
    private final Watches watches = new Watches();
    private final InstantSource clock;
    private long last;

    private record Kept(Entry entry, Instant expiry) {}

    public InMemoryKeyedState(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Consistency consistency() {
        return Consistency.LINEARIZABLE;
    }

    @Override
    public Optional<Entry> get(StateKey key) {
        lock.lock();
        try {
            return live(key);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Version> put(StateKey key, String value, Version expected, Instant expiry) {
        KeyedState.checked(value);
        lock.lock();
        try {
            if (!version(key).equals(expected)) {
                return Optional.empty();
            }
            Version next = new Version(++last);
            records.put(key, new Kept(new Entry(value, next), expiry));
            watches.changed(key);
            return Optional.of(next);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean delete(StateKey key) {
        lock.lock();
        try {
            return remove(key, version(key));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean delete(StateKey key, Version expected) {
        lock.lock();
        try {
            return remove(key, expected);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<StateKey> keys(String area, int most) {
        lock.lock();
        try {
            return List.copyOf(records.keySet()).stream()
                    .filter(key -> key.area().equals(area) && live(key).isPresent())
                    .limit(most)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Watch watch(StateKey key, Runnable changed) {
        return watches.add(key, changed);
    }

    private boolean remove(StateKey key, Version expected) {
        if (expected.equals(Version.NONE) || !version(key).equals(expected)) {
            return false;
        }
        records.remove(key);
        watches.changed(key);
        return true;
    }

    private Version version(StateKey key) {
        return live(key).map(Entry::version).orElse(Version.NONE);
    }

    private Optional<Entry> live(StateKey key) {
        Kept kept = records.get(key);
        if (kept == null) {
            return Optional.empty();
        }
        if (!clock.instant().isBefore(kept.expiry())) {
            records.remove(key);
            return Optional.empty();
        }
        return Optional.of(kept.entry());
    }
}
