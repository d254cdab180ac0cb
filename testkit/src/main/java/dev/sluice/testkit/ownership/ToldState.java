package dev.sluice.testkit.ownership;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.testkit.state.ForwardingKeyedState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Keyed state of a simulation: who watches is told by its executor, and what is asked and told is counted. One thread. */
public final class ToldState implements ForwardingKeyedState {

    private final KeyedState state;
    private final Executor teller;
    private final List<Watcher> watchers = new ArrayList<>();
    private int writes;
    private int told;
    private boolean failing;
    private boolean losing;

    private record Watcher(StateKey key, Runnable changed) {}

    public ToldState(KeyedState state, Executor teller) {
        this.state = state;
        this.teller = teller;
    }

    @Override
    public KeyedState state() {
        return state;
    }

    /** How many changes were made. */
    public int writes() {
        return writes;
    }

    /** How many messages told of changes. */
    public int told() {
        return told;
    }

    /** Whether every request fails from now on. */
    public void fail(boolean fails) {
        failing = fails;
    }

    /** Whether from now on every write is made, and its answer lost. */
    public void loseAnswers(boolean loses) {
        losing = loses;
    }

    private void maybeFail() {
        failIf(failing);
    }

    private static void failIf(boolean fails) {
        if (fails) {
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
        Optional<Version> made = state.put(key, value, expected, expiry);
        tell(key, made.isPresent());
        return made;
    }

    @Override
    public boolean delete(StateKey key) {
        maybeFail();
        return tell(key, state.delete(key));
    }

    @Override
    public boolean delete(StateKey key, Version expected) {
        maybeFail();
        return tell(key, state.delete(key, expected));
    }

    private boolean tell(StateKey key, boolean changed) {
        if (changed) {
            writes++;
            for (Watcher watcher : watchers) {
                if (watcher.key().equals(key)) {
                    told++;
                    teller.execute(watcher.changed());
                }
            }
        }
        failIf(losing);
        return changed;
    }

    @Override
    public Watch watch(StateKey key, Runnable changed) {
        Watcher watcher = new Watcher(key, changed);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }
}
