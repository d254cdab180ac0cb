package dev.sluice.core.state;

import java.util.regex.Pattern;

/**
 * The key of a record.
 *
 * @param area what uses the record, such as {@code two-factor}: {@value #AREA_RULE}
 * @param name {@value #NAME_RULE}
 */
public record StateKey(String area, String name) {

    public static final String AREA_RULE = "1 to 32 small letters, digits and '-'";
    public static final String NAME_RULE = "1 to 128 letters, digits, '-', '_' and '.'";

    private static final Pattern AREA = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    public StateKey {
        if (!isArea(area)) {
            throw new IllegalArgumentException("'" + area + "' is no area of keyed state: allowed are " + AREA_RULE);
        }
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of a record of keyed state: allowed are " + NAME_RULE);
        }
    }

    public static boolean isArea(String text) {
        return AREA.matcher(text).matches();
    }

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    @Override
    public String toString() {
        return area + "/" + name;
    }
}
