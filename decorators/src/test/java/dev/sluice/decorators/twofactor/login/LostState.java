package dev.sluice.decorators.twofactor.login;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store whose disk or network is gone. */
public final class LostState implements KeyedState {

    @Override
    public Consistency consistency() {
        return Consistency.LINEARIZABLE;
    }

    @Override
    public Optional<Entry> get(StateKey key) {
        throw gone();
    }

    @Override
    public Optional<Version> put(StateKey key, String value, Version expected, Instant expiry) {
        throw gone();
    }

    @Override
    public boolean delete(StateKey key) {
        throw gone();
    }

    @Override
    public boolean delete(StateKey key, Version expected) {
        throw gone();
    }

    @Override
    public List<StateKey> keys(String area, int most) {
        throw gone();
    }

    @Override
    public Watch watch(StateKey key, Runnable changed) {
        throw gone();
    }

    private static StorageException gone() {
        return new StorageException(StorageException.Reason.FAILED, "out of reach", new IOException("gone"));
    }
}
