package dev.sluice.core.spec;

import dev.sluice.core.function.TreeValues;
import java.util.regex.Pattern;

/** The name of a label. */
public record LabelName(String value) {

    /** What is allowed, for people. */
    public static final String RULE =
            "1 to 63 letters, digits, '-', '_', '.' and '/', starting and ending with a letter or digit";

    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");

    public LabelName {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + TreeValues.shown(value) + "' cannot be a label" + ": " + RULE);
        }
    }
}
