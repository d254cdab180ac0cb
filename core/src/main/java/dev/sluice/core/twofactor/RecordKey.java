package dev.sluice.core.twofactor;

import java.util.regex.Pattern;

/** The name of a record: {@value #RULE}. It may stand in a file's name. */
public record RecordKey(String value) {

    public static final String RULE = "1 to 64 letters, digits, '-' and '_'";

    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public RecordKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException("'" + value + "' is no key of a record: allowed are " + RULE);
        }
    }

    public static boolean isValid(String text) {
        return PATTERN.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
