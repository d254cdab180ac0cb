package dev.sluice.core.catalog;

/** A state of a whole catalog: each change has a higher one than all before it. Never used again, also after a restart. */
public record Revision(long value) implements Comparable<Revision> {

    /** That of an empty catalog, and of a resource that does not exist. */
    public static final Revision NONE = new Revision(0);

    public Revision {
        if (value < 0) {
            throw new IllegalArgumentException("revisions count from 0, not " + value);
        }
    }

    public boolean isAfter(Revision other) {
        return value > other.value;
    }

    @Override
    public int compareTo(Revision other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
