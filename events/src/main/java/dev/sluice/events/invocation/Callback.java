package dev.sluice.events.invocation;

import java.time.Instant;

/** How far the telling of an outcome is. */
public sealed interface Callback {

    /** Nobody is to be told. */
    record None() implements Callback {}

    /** It was tried {@code tries} times, and is tried not before {@code next}. */
    record Pending(int tries, Instant next) implements Callback {

        public Pending {
            if (tries < 0) {
                throw new IllegalArgumentException("a callback was tried " + tries + " times");
            }
        }
    }

    record Delivered() implements Callback {}

    /** It was given up; {@code error} says how the last try ended. */
    record Failed(String error) implements Callback {}
}
