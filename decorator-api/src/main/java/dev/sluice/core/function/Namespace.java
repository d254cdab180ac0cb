package dev.sluice.core.function;

/** A part of a platform of its own: no name means something in two of them. The same rule as a DNS label. */
public record Namespace(String value) implements Comparable<Namespace> {

    /** What a namespace must look like, as a sentence for people. */
    public static final String RULE = FunctionName.RULE;

    /** What the paths of everything outside of {@link #DEFAULT} begin with. */
    public static final String PATHS = "/namespaces/";

    /** Where everything is that names no other. */
    public static final Namespace DEFAULT = new Namespace("default");

    public Namespace {
        if (!isValid(value)) {
            throw new IllegalArgumentException("namespace '" + value + "' is not allowed: " + RULE);
        }
    }

    /** Whether {@code text} may be a namespace. */
    public static boolean isValid(String text) {
        return FunctionName.isValid(text);
    }

    /** Whether this is {@link #DEFAULT}, which names and addresses leave out. */
    public boolean isDefault() {
        return equals(DEFAULT);
    }

    /** What the paths of everything in it begin with: empty for {@link #DEFAULT}, else as in {@code /namespaces/team-a}. */
    public String path() {
        return isDefault() ? "" : PATHS + value;
    }

    @Override
    public int compareTo(Namespace other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
