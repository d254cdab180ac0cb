package dev.sluice.store.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.state.KeyedState;
import dev.sluice.testkit.state.KeyedStateContract;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryKeyedStateContractTest extends KeyedStateContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<DirectoryKeyedState> opened = new ArrayList<>();

    @Override
    protected KeyedState open() {
        return openAgain();
    }

    @Override
    protected KeyedState openAgain() {
        DirectoryKeyedState state = new DirectoryKeyedState(folder, folder.resolve("earlier"), InstantSource.system());
        opened.add(state);
        return state;
    }

    @AfterEach
    void close() {
        opened.forEach(DirectoryKeyedState::close);
    }

    @Test
    void leasesMayStandOnIt() {
        assertThat(openAgain().consistency()).isEqualTo(KeyedState.Consistency.LINEARIZABLE);
    }
}
