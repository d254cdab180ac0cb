package dev.sluice.core.function;

import java.time.Duration;

/** The least and the most that a setting may be, both allowed. */
public record Range<T extends Comparable<T>>(T least, T most) {

    /** Whether {@code value} is allowed. */
    public boolean contains(T value) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    /** What is allowed, as told to people: {@code 128Mi to 16Gi}. */
    public String allowed() {
        return text(least) + " to " + text(most);
    }

    /** The one wording for a setting that is out of its bounds. */
    void check(String key, T value) {
        if (!contains(value)) {
            throw new IllegalArgumentException(key + " is " + text(value) + ": allowed is " + allowed());
        }
    }

    static String text(Object value) {
        return value instanceof Duration duration ? DurationText.format(duration) : String.format("%s", value);
    }
}
