package dev.sluice.core.invocation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Header fields in the order in which they came, a name may repeat; names compare without case (RFC 9110, 5.1).
 * Immutable, and flat in memory because one is made for every call.
 */
public final class Headers {

    public static final Headers EMPTY = new Headers(new String[0]);

    private final String[] namesAndValues;

    private Headers(String[] namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    /** Name, value, name, value, …; the array is taken over and must not be changed any more. */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("headers come as pairs of name and value");
        }
        return namesAndValues.length == 0 ? EMPTY : new Headers(namesAndValues);
    }

    public int size() {
        return namesAndValues.length / 2;
    }

    public String name(int index) {
        return namesAndValues[2 * index];
    }

    public String value(int index) {
        return namesAndValues[2 * index + 1];
    }

    /** The first value under {@code name}. */
    public Optional<String> first(String name) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].equalsIgnoreCase(name)) {
                return Optional.of(namesAndValues[i + 1]);
            }
        }
        return Optional.empty();
    }

    /** All values under {@code name}, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].equalsIgnoreCase(name)) {
                values.add(namesAndValues[i + 1]);
            }
        }
        return values;
    }

    /** These with {@code value} as the only one under {@code name}, at the end. */
    public Headers with(String name, String value) {
        return without(name).plus(name, value);
    }

    /** These and one more at the end. */
    public Headers plus(String name, String value) {
        String[] more = Arrays.copyOf(namesAndValues, namesAndValues.length + 2);
        more[more.length - 2] = name;
        more[more.length - 1] = value;
        return new Headers(more);
    }

    /** These but for all under {@code name}; the same object if there are none. */
    public Headers without(String name) {
        int kept = 0;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            kept += namesAndValues[i].equalsIgnoreCase(name) ? 0 : 2;
        }
        return kept == namesAndValues.length ? this : new Headers(others(name, kept));
    }

    /** These but for all under any of {@code names}, with {@code more} at the end. */
    public Headers edited(List<String> names, Headers more) {
        String[] edited = new String[namesAndValues.length + more.namesAndValues.length];
        int to = 0;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!isOneOf(names, namesAndValues[i])) {
                edited[to++] = namesAndValues[i];
                edited[to++] = namesAndValues[i + 1];
            }
        }
        System.arraycopy(more.namesAndValues, 0, edited, to, more.namesAndValues.length);
        int size = to + more.namesAndValues.length;
        return new Headers(size == edited.length ? edited : Arrays.copyOf(edited, size));
    }

    private static boolean isOneOf(List<String> names, String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private String[] others(String name, int size) {
        String[] others = new String[size];
        int to = 0;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!namesAndValues[i].equalsIgnoreCase(name)) {
                others[to++] = namesAndValues[i];
                others[to++] = namesAndValues[i + 1];
            }
        }
        return others;
    }

    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            action.accept(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && Arrays.equals(namesAndValues, headers.namesAndValues);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(namesAndValues);
    }

    @Override
    public String toString() {
        return Arrays.toString(namesAndValues);
    }
}
