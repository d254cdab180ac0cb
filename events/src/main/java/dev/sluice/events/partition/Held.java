package dev.sluice.events.partition;

/**
 * What a work waits with.
 *
 * @param open those that wait for more: batches, or windows
 * @param parts what they hold so far: the members of batches, or results that go on being made
 */
public record Held(long open, long parts) {

    public static final Held NOTHING = new Held(0, 0);

    /** Both together. */
    public Held and(Held other) {
        return new Held(open + other.open, parts + other.parts);
    }
}
