package dev.sluice.events.workqueue;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where an item stands in the record of its queue. */
public enum ItemState {
    /** It is to be worked on, or is. */
    WAITING,
    /** It failed, and is tried again. */
    RETRYING,
    /** It was worked on, and that went well. */
    DONE,
    /** It is not tried again by itself. */
    PARKED;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
        return word;
    }

    /** The one with this word. */
    public static Optional<ItemState> of(String word) {
        return Stream.of(values()).filter(state -> state.word.equals(word)).findFirst();
    }

    /** Whether it failed last, and can be tried again now. */
    public boolean hasFailed() {
        return this == PARKED || this == RETRYING;
    }

    /** Whether something is still to be done with it. */
    boolean isOpen() {
        return this == WAITING || this == RETRYING;
    }
}
