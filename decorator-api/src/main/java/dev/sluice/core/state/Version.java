package dev.sluice.core.state;

/**
 * Tells one state of a record from every other that it had or will have. A later state has a greater number, also after a
 * removal or an expiry: so it serves as a fencing token (M. Kleppmann, "How to do distributed locking", 2016).
 *
 * @param number 1 or more; 0 is {@link #NONE}
 */
public record Version(long number) implements Comparable<Version> {

    /** The version of a record that is not there. */
    public static final Version NONE = new Version(0);

    public Version {
        if (number < 0) {
            throw new IllegalArgumentException(number + " is no version: the least is 0");
        }
    }

    @Override
    public int compareTo(Version other) {
        return Long.compare(number, other.number);
    }
}
