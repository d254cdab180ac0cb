package dev.sluice.testkit.state;

import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keyed state that asks another one, for doubles which do something of their own at some of the questions. */
public interface ForwardingKeyedState extends KeyedState {

    /** Who is asked. */
    KeyedState state();

    @Override
    default Consistency consistency() {
        return state().consistency();
    }

    @Override
    default Optional<Entry> get(StateKey key) {
        return state().get(key);
    }

    @Override
    default Optional<Version> put(StateKey key, String value, Version expected, Instant expiry) {
        return state().put(key, value, expected, expiry);
    }

    @Override
    default boolean delete(StateKey key) {
        return state().delete(key);
    }

    @Override
    default boolean delete(StateKey key, Version expected) {
        return state().delete(key, expected);
    }

    @Override
    default List<StateKey> keys(String area, int most) {
        return state().keys(area, most);
    }

    @Override
    default Watch watch(StateKey key, Runnable changed) {
        return state().watch(key, changed);
    }
}
