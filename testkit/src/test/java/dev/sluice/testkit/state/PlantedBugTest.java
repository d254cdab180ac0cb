package dev.sluice.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import java.time.InstantSource;
import java.util.HashMap;
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
    private record Remembering(KeyedState state, Map<StateKey, Optional<Entry>> found) implements ForwardingKeyedState {

        Remembering(KeyedState state) {
            this(state, new HashMap<>());
        }

        @Override
        public Optional<Entry> get(StateKey key) {
            Optional<Entry> now = state.get(key);
            Optional<Entry> before = found.put(key, now);
            return before == null ? now : before;
        }
    }
}
