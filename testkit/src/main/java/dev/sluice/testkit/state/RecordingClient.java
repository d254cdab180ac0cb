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
    private int values;

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
            String value = choice == 1 ? "" : name + "-" + ++values;
            if (choice == 0) {
                read(key, told);
            } else {
                write(key, value, expected, asks, told);
            }
        }
    }

    private void read(StateKey key, Consumer<Step> told) {
        long began = System.nanoTime();
        Act.Saw saw = state.get(key)
                .map(entry -> new Act.Saw(entry.version(), entry.value()))
                .orElseGet(() -> new Act.Saw(Version.NONE, ""));
        told.accept(new Step(name, key.name(), began, System.nanoTime(), saw));
        seen.put(key, saw.version());
    }

    /** Whoever is refused looks before it tries again. */
    private void write(StateKey key, String value, Version expected, Consumer<Step> asks, Consumer<Step> told) {
        long began = System.nanoTime();
        asks.accept(new Step(name, key.name(), began, Long.MAX_VALUE, new Act.Lost(expected, value)));
        Optional<Version> made = written(key, value, expected);
        told.accept(new Step(name, key.name(), began, System.nanoTime(), new Act.Wrote(expected, value, made)));
        made.ifPresentOrElse(version -> seen.put(key, version), () -> read(key, told));
    }

    private Optional<Version> written(StateKey key, String value, Version expected) {
        if (!value.isEmpty()) {
            return state.put(key, value, expected, Instant.MAX);
        }
        return state.delete(key, expected) ? Optional.of(Version.NONE) : Optional.empty();
    }
}
