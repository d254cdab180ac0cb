package dev.sluice.decorators.cache.store;

import dev.sluice.core.invocation.Headers;
import java.util.List;

/** An answer, as far as keeping it goes. */
public interface Entry {

    /** What it was chosen by. */
    List<Varied> varied();

    /** When the function was asked for it, on a clock that only this store's callers know. */
    long asked();

    /** What it takes of memory, in bytes. */
    int weight();

    /** Whether it was chosen by what this request has too. */
    default boolean matches(Headers request) {
        return varied().stream().allMatch(field -> field.matches(request));
    }
}
