package dev.sluice.core.function;

/** The one wording for a setting that is out of its bounds. */
final class Bounds {

    private Bounds() {}

    static <T extends Comparable<T>> void check(String key, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(key + " is " + value + ": allowed is " + least + " to " + most);
        }
    }
}
