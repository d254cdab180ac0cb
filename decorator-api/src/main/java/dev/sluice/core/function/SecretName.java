package dev.sluice.core.function;

import java.util.regex.Pattern;

/** The name of a secret, by the same rule as {@link FunctionName}. */
public record SecretName(String value) implements Comparable<SecretName> {

    private static final Pattern PATTERN = FunctionName.PATTERN;

    public SecretName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("secret name '" + value + "' is not allowed: " + FunctionName.RULE);
        }
    }

    /** Whether {@code text} may be a secret's name. */
    public static boolean isValid(String text) {
        return text.length() <= 63 && PATTERN.matcher(text).matches();
    }

    @Override
    public int compareTo(SecretName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
