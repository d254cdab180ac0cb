package dev.sluice.testkit.state;

import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.testkit.state.Step.Act;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** Reads, replaces and removes a few records that others work on too, and tells each step. */
public final class RecordingClient {

    private static final int RECORDS = 3;

    private final String name;
    private final KeyedState state;
    private final Random random;
    private final Map<StateKey, Version> seen = new HashMap<>();

    public RecordingClient(String name, KeyedState state, Random random) {
        this.name = name;
        this.state = state;
        this.random = random;
    }

    /**
     * Does so many steps.
     *
     * @param asks told of a write before it is asked for, as if it were lost
     * @param told told of each step when it is answered
     */
    public void run(String area, int steps, Consumer<Step> asks, Consumer<Step> told) {
        for (int i = 0; i < steps; i++) {
            StateKey key = new StateKey(area, "record" + random.nextInt(RECORDS));
            Version expected = seen.getOrDefault(key, Version.NONE);
            int choice = random.nextInt(4);
            String value = choice == 1 ? "" : name + "-" + i;
            long began = System.nanoTime();
            if (choice != 0) {
                asks.accept(new Step(name, key.name(), began, Long.MAX_VALUE, new Act.Lost(expected, value)));
            }
            Act act = choice == 0 ? read(key) : new Act.Wrote(expected, value, written(key, value, expected));
            told.accept(new Step(name, key.name(), began, System.nanoTime(), act));
            learn(key, act);
        }
    }

    private Optional<Version> written(StateKey key, String value, Version expected) {
        if (!value.isEmpty()) {
            return state.put(key, value, expected, Instant.MAX);
        }
        return state.delete(key, expected) ? Optional.of(Version.NONE) : Optional.empty();
    }

    private Act read(StateKey key) {
        return state.get(key)
                .map(entry -> new Act.Saw(entry.version(), entry.value()))
                .orElseGet(() -> new Act.Saw(Version.NONE, ""));
    }

    /** Whoever was refused looks before it tries again. */
    private void learn(StateKey key, Act act) {
        switch (act) {
            case Act.Saw saw -> seen.put(key, saw.version());
            case Act.Wrote wrote ->
                wrote.made()
                        .ifPresentOrElse(
                                made -> seen.put(key, made),
                                () -> seen.put(
                                        key,
                                        state.get(key)
                                                .map(KeyedState.Entry::version)
                                                .orElse(Version.NONE)));
            case Act.Lost _ -> {}
        }
    }
}
