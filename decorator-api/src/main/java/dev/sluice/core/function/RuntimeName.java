package dev.sluice.core.function;

import java.util.regex.Pattern;

/** A language and release that a runner speaks, such as {@code java25}: lower-case letters, digits and dots. */
public record RuntimeName(String value) {

    private static final Pattern PATTERN = Pattern.compile("[a-z][a-z0-9.]{0,31}");

    public RuntimeName {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "runtime '" + value + "' is not allowed: a lower-case word of letters, digits and dots");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
