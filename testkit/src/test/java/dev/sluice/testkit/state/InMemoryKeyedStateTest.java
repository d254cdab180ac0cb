package dev.sluice.testkit.state;

import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import java.time.InstantSource;

class InMemoryKeyedStateTest extends KeyedStateContract {

    private final KeyedState store = new InMemoryKeyedState(InstantSource.system());

    @Override
    protected KeyedState open() {
        return store;
    }

    @Override
    protected KeyedState openAgain() {
        return store;
    }
}
