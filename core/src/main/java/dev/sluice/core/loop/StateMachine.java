package dev.sluice.core.loop;

import java.util.function.Consumer;

/**
 * A state machine without clock, threads or I/O, kept by a {@link Cell}. Its own methods say what happened; each takes the
 * present time if it needs it, and gives out what is to be done as effects, which are data. Times are nanoseconds of a clock
 * that never runs backwards. Not thread-safe: one caller at a time.
 *
 * @param <E> its effects
 */
public interface StateMachine<E> {

    /** The time of what is not due at all. */
    long NEVER = Long.MAX_VALUE;

    /** Does what is due at {@code now}, if anything is. */
    void tick(long now, Consumer<E> out);

    /** When {@link #tick} is due next if nothing else happens; {@link #NEVER} if not at all. */
    long nextTick();

    /** Whether nothing would be lost by forgetting it. */
    default boolean isEmpty() {
        return false;
    }
}
