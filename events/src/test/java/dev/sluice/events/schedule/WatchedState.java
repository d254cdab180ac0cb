package dev.sluice.events.schedule;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.testkit.state.ForwardingKeyedState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Keyed state that remembers what was written about schedules, and fails at random, also after a change was made. */
class WatchedState implements ForwardingKeyedState {

    private final KeyedState state;
    private final SplittableRandom random;
    private int faults;
    private final List<RunRecord> written = new ArrayList<>();

    /** Of 100 requests, {@code faults} fail. */
    WatchedState(KeyedState state, long seed, int faults) {
        this.state = state;
        this.random = new SplittableRandom(seed);
        this.faults = faults;
    }

    @Override
    public KeyedState state() {
        return state;
    }

    /** From now on nothing fails. */
    void calm() {
        faults = 0;
    }

    List<RunRecord> written() {
        return List.copyOf(written);
    }

    private void maybeFail() {
        if (random.nextInt(100) < faults) {
            throw new StorageException(StorageException.Reason.FAILED, "The store is out of reach.");
        }
    }

    @Override
    public Optional<Entry> get(StateKey key) {
        maybeFail();
        return state.get(key);
    }

    @Override
    public Optional<Version> put(StateKey key, String value, Version expected, Instant expiry) {
        maybeFail();
        Optional<Version> version = state.put(key, value, expected, expiry);
        if (version.isPresent() && !key.equals(ScheduleArea.TRIGGERS.owner())) {
            written.add(RunRecord.read(value).orElseThrow());
        }
        maybeFail();
        return version;
    }
}
