package dev.sluice.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A store with a bug of the kind that stores have, and whether clients that only use it find it. */
class PlantedBugTest {

    private static final String AREA = "planted";

    private final KeyedState sound = new InMemoryKeyedState(InstantSource.system());
    private final History history = new History();

    @Test
    void aStoreThatReadsWhatItHadReadBeforeIsFound() {
        run(new Remembering(sound));

        assertThat(Linearizability.violation(history.steps())).isPresent();
    }

    @Test
    void theSameStepsOnASoundOneAreExplained() {
        run(sound);

        assertThat(Linearizability.violation(history.steps())).isEmpty();
    }

    private void run(KeyedState others) {
        RecordingClient one = new RecordingClient("one", sound, new Random(1));
        RecordingClient other = new RecordingClient("other", others, new Random(2));
        for (int i = 0; i < 10; i++) {
            one.run(AREA, 5, _ -> {}, history::add);
            other.run(AREA, 5, _ -> {}, history::add);
        }
    }

    /** Answers a read with what it found at the last one, as a cache does that nobody tells of changes. */
    private record Remembering(KeyedState state, Map<StateKey, Optional<Entry>> found) implements KeyedState {

        Remembering(KeyedState state) {
            this(state, new HashMap<>());
        }

        @Override
        public Consistency consistency() {
            return state.consistency();
        }

        @Override
        public Optional<Entry> get(StateKey key) {
            Optional<Entry> now = state.get(key);
            Optional<Entry> before = found.put(key, now);
            return before == null ? now : before;
        }

        @Override
        public Optional<Version> put(StateKey key, String value, Version expected, Instant expiry) {
            return state.put(key, value, expected, expiry);
        }

        @Override
        public boolean delete(StateKey key) {
            return state.delete(key);
        }

        @Override
        public boolean delete(StateKey key, Version expected) {
            return state.delete(key, expected);
        }

        @Override
        public List<StateKey> keys(String area, int most) {
            return state.keys(area, most);
        }

        @Override
        public Watch watch(StateKey key, Runnable changed) {
            return state.watch(key, changed);
        }
    }
}
