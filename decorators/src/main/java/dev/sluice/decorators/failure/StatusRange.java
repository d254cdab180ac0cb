package dev.sluice.decorators.failure;

import dev.sluice.core.function.TreeValues;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statuses from {@code first} to {@code last}, both included, within 100 to 599. */
public record StatusRange(int first, int last) {

    private static final Pattern PATTERN = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

    /** Reads {@code 503} or {@code 500-599}. */
    public static StatusRange parse(String text) {
        Matcher matcher = PATTERN.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + TreeValues.shown(text)
                    + "' is not a status: write one from 100 to 599, as in 503, or a range, as in 500-599");
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        if (first > last) {
            throw new IllegalArgumentException("'" + text.strip() + "' is a range that ends before it begins");
        }
        return new StatusRange(first, last);
    }

    boolean contains(int status) {
        return status >= first && status <= last;
    }
}
