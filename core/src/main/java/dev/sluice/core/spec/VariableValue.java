package dev.sluice.core.spec;

import java.util.regex.Pattern;

/** The value of a variable in the environment of a function. */
public record VariableValue(String value) {

    /** What is allowed, for people. */
    public static final String RULE = "a text of at most 32768 characters without NUL";

    private static final Pattern PATTERN = Pattern.compile("[^\\x00]{0,32768}");

    public VariableValue {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("the value cannot be that of a variable" + ": " + RULE);
        }
    }
}
