package dev.sluice.core.function;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values that YAML, JSON and forms become: maps, lists, texts, numbers, booleans and null. */
public final class TreeValues {

    private TreeValues() {}

    /** A text, number or boolean as text; empty for a map or a list. */
    public static Optional<String> scalar(Object value) {
        return switch (value) {
            case String text -> Optional.of(text);
            case BigDecimal number -> Optional.of(number.toPlainString());
            case Number number -> Optional.of(number.toString());
            case Boolean truth -> Optional.of(truth.toString());
            default -> Optional.empty();
        };
    }

    /** What sort of value it is, for sentences: {@code a map}, {@code a text}, … */
    public static String kind(Object value) {
        return switch (value) {
            case Map<?, ?> map -> "a map";
            case Iterable<?> list -> "a list";
            case Number number -> "a number";
            case Boolean truth -> "true or false";
            default -> "a text";
        };
    }

    /** What somebody wrote, cut so that an answer stays readable. */
    public static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 79) + "…";
    }

    /** The same map with its keys as texts. */
    public static Map<String, ? extends @Nullable Object> withTextKeys(Map<?, ?> map) {
        LinkedHashMap<String, @Nullable Object> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> entries.put(String.valueOf(key), value));
        return entries;
    }

    /** A copy that nobody can change, with the keys of its maps as texts, in the same order. */
    public static Object frozen(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                withTextKeys(map).forEach((key, inner) -> copy.put(key, inner == null ? null : frozen(inner)));
                yield Collections.unmodifiableMap(copy);
            }
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(inner -> copy.add(inner == null ? null : frozen(inner)));
                yield Collections.unmodifiableList(copy);
            }
            default -> value;
        };
    }

    /**
     * A copy that nobody can change of what somebody wrote, without what is null: maps with texts as keys, lists, texts, whole numbers as
     * long and booleans; other numbers are texts.
     */
    public static Map<String, Object> written(Map<?, ?> map) {
        Map<String, Object> kept = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value != null) {
                kept.put(String.valueOf(key), writtenValue(value));
            }
        });
        return Collections.unmodifiableMap(kept);
    }

    private static Object writtenValue(Object value) {
        return switch (value) {
            case Map<?, ?> map -> written(map);
            case List<?> list -> {
                List<Object> kept = new ArrayList<>();
                list.forEach(each -> {
                    if (each != null) {
                        kept.add(writtenValue(each));
                    }
                });
                yield Collections.unmodifiableList(kept);
            }
            case Integer number -> number.longValue();
            case Long number -> number;
            case Boolean truth -> truth;
            default -> value.toString();
        };
    }
}
