package dev.sluice.core.spec;

import dev.sluice.core.function.TreeValues;
import java.util.regex.Pattern;

/** The name of a variable in the environment of a function. */
public record VariableName(String value) {

    /** What is allowed, for people. */
    public static final String RULE = "1 to 255 letters, digits and '_', not starting with a digit, nor with SLUICE_";

    private static final Pattern PATTERN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");

    public VariableName {
        if (value.startsWith("SLUICE_")) {
            throw new IllegalArgumentException("names that start with SLUICE_ belong to the platform");
        }
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + TreeValues.shown(value) + "' cannot be the name of a variable" + ": " + RULE);
        }
    }
}
