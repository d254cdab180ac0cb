package dev.sluice.core.function;

/**
 * The numbered parts that the keys of a function are cut into: each has an instance of its own, which is told its number.
 *
 * @param count 1 to 1,000; they are numbered from 0
 */
public record Shards(int count) {

    public static final Range<Integer> COUNT = new Range<>(1, 1_000);

    public Shards {
        COUNT.check("shards", count);
    }
}
