package dev.sluice.function.ownership;

import java.util.OptionalLong;

/**
 * Who comes to a barrier.
 *
 * @param name of its own among those who come, as {@code docs/ownership.md} allows names
 * @param parties how many must come, the same for all; 1 to 500
 * @param generation to which it comes; if that has opened meanwhile, it does not come to the next one. Empty for whichever there is
 */
public record Party(String name, int parties, OptionalLong generation) {

    public Party {
        if (parties < 1 || parties > 500) {
            throw new IllegalArgumentException("parties is " + parties + ": allowed is 1 to 500");
        }
    }

    /** One that comes for the first time. */
    public Party(String name, int parties) {
        this(name, parties, OptionalLong.empty());
    }

    /** One that asks again, or that must come only once whatever fails: with what {@link Ownership#barrier} told it before. */
    public Party generation(long number) {
        return new Party(name, parties, OptionalLong.of(number));
    }
}
