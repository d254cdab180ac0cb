package dev.sluice.core.function;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One map of a spec's tree, and how to ask for what is in it; what is wrong goes to the problems. */
record SpecNode(String path, Map<String, ? extends @Nullable Object> entries, SpecProblems problems) {

    /** Complains about keys that nobody knows. */
    void allow(List<String> known) {
        for (String key : entries.keySet()) {
            if (!known.contains(key)) {
                String hint = NearestWord.of(key, known)
                        .map(near -> ": did you mean '" + near + "'?")
                        .orElse("");
                wrong(key, "unknown key '" + TreeValues.shown(key) + "'" + hint, String.join(", ", known));
            }
        }
    }

    boolean has(String key) {
        return entries.get(key) != null;
    }

    /** The map under {@code key}; an empty one if there is none or something else. */
    SpecNode child(String key) {
        Object value = entries.get(key);
        if (value != null && !(value instanceof Map)) {
            wrong(key, key + " is " + TreeValues.kind(value), "a map of keys and values");
        }
        return new SpecNode(
                path + key + ".", value instanceof Map<?, ?> map ? TreeValues.withTextKeys(map) : Map.of(), problems);
    }

    /** The scalar under {@code key} as text. Null is as good as absent. */
    Optional<String> text(String key, String allowed) {
        Object value = entries.get(key);
        if (value == null) {
            return Optional.empty();
        }
        Optional<String> text = TreeValues.scalar(value);
        if (text.isEmpty()) {
            wrong(key, key + " is " + TreeValues.kind(value), allowed);
        }
        return text;
    }

    int number(String key, Range<Integer> range, int otherwise) {
        String allowed = "a whole number from " + range.allowed();
        return text(key, allowed)
                .flatMap(text -> {
                    Optional<Integer> number = whole(text);
                    if (number.isEmpty()) {
                        wrong(key, "'" + TreeValues.shown(text) + "' is not a whole number", allowed);
                    }
                    return number;
                })
                .flatMap(number -> within(key, number, range))
                .orElse(otherwise);
    }

    <T extends Comparable<T>> Optional<T> within(String key, T value, Range<T> range) {
        if (range.contains(value)) {
            return Optional.of(value);
        }
        wrong(key, key + " is " + Range.text(value) + ", which is out of bounds", range.allowed());
        return Optional.empty();
    }

    /** What {@code make} makes; its complaint becomes a problem. */
    <T> Optional<T> tryTo(String key, String allowed, Supplier<T> make) {
        try {
            return Optional.of(make.get());
        } catch (IllegalArgumentException e) {
            wrong(
                    key,
                    "'" + TreeValues.shown(text(key, allowed).orElse("")) + "' is not "
                            + allowed.replaceAll("[,;].*", ""),
                    allowed);
            return Optional.empty();
        }
    }

    void wrong(String key, String message, String allowed) {
        problems.add(path + TreeValues.shown(key), message, allowed);
    }

    private static Optional<Integer> whole(String text) {
        return text.matches("-?\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
