package dev.sluice.core.spec;

import java.util.regex.Pattern;

/** The value of a label. */
public record LabelValue(String value) {

    /** What is allowed, for people. */
    public static final String RULE = "at most 253 characters without line breaks";

    private static final Pattern PATTERN = Pattern.compile("[^\\p{Cntrl}\\u0080-\\u009f]{0,253}");

    public LabelValue {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("the value cannot be that of a label" + ": " + RULE);
        }
    }
}
