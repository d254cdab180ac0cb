package dev.sluice.core.function;

import java.util.regex.Pattern;

/** A part of a platform of its own: no name means something in two of them. The same rule as a DNS label. */
public record Namespace(String value) implements Comparable<Namespace> {

    /** What a namespace must look like, as a sentence for people. */
    public static final String RULE =
            "1 to 63 lower-case letters, digits and '-', starting with a letter and not ending with '-'";

    private static final Pattern PATTERN = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Where everything is that names no other. */
    public static final Namespace DEFAULT = new Namespace("default");

    public Namespace {
        if (!isValid(value)) {
            throw new IllegalArgumentException("namespace '" + value + "' is not allowed: " + RULE);
        }
    }

    /** Whether {@code text} may be a namespace. */
    public static boolean isValid(String text) {
        return text.length() <= 63 && PATTERN.matcher(text).matches();
    }

    /** Whether this is {@link #DEFAULT}, which names and addresses leave out. */
    public boolean isDefault() {
        return equals(DEFAULT);
    }

    /** What the paths of everything in it begin with: empty for {@link #DEFAULT}, else as in {@code /namespaces/team-a}. */
    public String path() {
        return isDefault() ? "" : "/namespaces/" + value;
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
