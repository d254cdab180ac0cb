package dev.sluice.core.function;

/**
 * The numbered parts that the keys of a function are cut into: each has an instance of its own, which is told its number.
 *
 * @param count 1 to 1,000; they are numbered from 0
 * @param exclusive whether each has one owner at a time among all gateways, by a lease with a fencing token
 */
public record Shards(int count, boolean exclusive) {

    public static final Range<Integer> COUNT = new Range<>(1, 1_000);

    public Shards {
        COUNT.check("shards", count);
    }

    /** Those that each gateway has for itself. */
    public Shards(int count) {
        this(count, false);
    }
}
