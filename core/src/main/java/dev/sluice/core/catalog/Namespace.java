package dev.sluice.core.catalog;

import java.util.regex.Pattern;

/** A part of a catalog of its own: no name means something in two of them. The same rule as a DNS label. */
public record Namespace(String value) implements Comparable<Namespace> {

    private static final Pattern PATTERN = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Where everything is that names no other. */
    public static final Namespace DEFAULT = new Namespace("default");

    public Namespace {
        if (!isValid(value)) {
            throw new IllegalArgumentException("namespace '" + value + "' is not allowed: 1 to 63 lower-case letters,"
                    + " digits and '-', starting with a letter and not ending with '-'");
        }
    }

    /** Whether {@code text} may be a namespace. */
    public static boolean isValid(String text) {
        return PATTERN.matcher(text).matches();
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
