package dev.sluice.core.function;

import java.util.regex.Pattern;

/**
 * The name of a function: 1 to 63 characters, lower-case letters, digits and {@code -}, starting with a letter and not
 * ending with {@code -}; the same rule as a DNS label, so that a name can become a host name or a Kubernetes resource.
 */
public record FunctionName(String value) implements Comparable<FunctionName> {

    /** What a name must match. */
    public static final Pattern PATTERN = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    /** What a name must look like, as a sentence for people. */
    public static final String RULE =
            "1 to 63 lower-case letters, digits and '-', starting with a letter and not ending with '-'";

    public FunctionName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("function name '" + value + "' is not allowed: " + RULE);
        }
    }

    /** Whether {@code text} may be a function's name. */
    public static boolean isValid(String text) {
        return text.length() <= 63 && PATTERN.matcher(text).matches();
    }

    @Override
    public int compareTo(FunctionName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
