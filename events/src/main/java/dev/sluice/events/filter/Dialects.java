package dev.sluice.events.filter;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * The filter dialects of the CloudEvents Subscriptions API, but for {@code sql}. Attributes are compared as text, with attention to case;
 * one that an event does not have is like nothing.
 */
final class Dialects {

    private static final int DEEPEST = 16;
    private static final int MOST = 100;
    private static final List<String> NAMES = List.of("exact", "prefix", "suffix", "all", "any", "not");

    private int conditions;

    private Dialects() {}

    /** @throws IllegalArgumentException with a sentence that says where */
    static Condition parse(Object written) {
        Dialects reader = new Dialects();
        if (written instanceof List<?> list) {
            return all(list.isEmpty() ? List.of() : reader.each(list, "", 0));
        }
        return reader.one(written, "", 0);
    }

    private static Condition all(List<Condition> conditions) {
        return event -> {
            for (Condition condition : conditions) {
                if (!condition.holds(event)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static Condition any(List<Condition> conditions) {
        return event -> {
            for (Condition condition : conditions) {
                if (condition.holds(event)) {
                    return true;
                }
            }
            return false;
        };
    }

    /** {@code at}: where it stands in the filter; empty for the filter itself. */
    private Condition one(Object written, String at, int depth) {
        if (!(written instanceof Map<?, ?> map) || map.size() != 1) {
            throw new IllegalArgumentException(
                    place(at) + "is not one dialect with what it takes, as in {exact: {type: order.created}}");
        }
        if (depth > DEEPEST || ++conditions > MOST) {
            throw new IllegalArgumentException(
                    "the filter has more than " + MOST + " conditions, or more than " + DEEPEST + " in one another");
        }
        Map.Entry<?, ?> only = map.entrySet().iterator().next();
        String dialect = String.valueOf(only.getKey());
        Object taken = only.getValue();
        String inside = at.isEmpty() ? dialect : at + "." + dialect;
        return switch (dialect) {
            case "exact" -> attributes(taken, inside, String::equals);
            case "prefix" -> attributes(taken, inside, String::startsWith);
            case "suffix" -> attributes(taken, inside, String::endsWith);
            case "all" -> all(each(taken, inside, depth + 1));
            case "any" -> any(each(taken, inside, depth + 1));
            case "not" -> {
                Condition unwanted = one(taken, inside, depth + 1);
                yield event -> !unwanted.holds(event);
            }
            case "sql" ->
                throw new IllegalArgumentException(place(inside)
                        + "is in the dialect sql (CESQL), which is not known here: write it in CEL, as a text");
            default -> throw unknown(dialect, at);
        };
    }

    private static IllegalArgumentException unknown(String dialect, String at) {
        String meant = NearestWord.of(dialect, NAMES)
                .map(name -> "; is '" + name + "' meant?")
                .orElse("");
        return new IllegalArgumentException(place(at) + "has the unknown dialect '" + dialect + "'" + meant);
    }

    private List<Condition> each(Object written, String at, int depth) {
        if (!(written instanceof List<?> list) || list.isEmpty()) {
            throw new IllegalArgumentException(place(at) + "is not a list of one filter at least");
        }
        List<Condition> all = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            all.add(one(list.get(i), at + "[" + i + "]", depth));
        }
        return all;
    }

    private static Condition attributes(Object written, String at, BiPredicate<String, String> like) {
        if (!(written instanceof Map<?, ?> map) || map.isEmpty()) {
            throw new IllegalArgumentException(
                    place(at) + "has no attribute with its value, as in {type: order.created}");
        }
        List<Condition> all = new ArrayList<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!name.matches("[a-z0-9]+")) {
                throw new IllegalArgumentException(place(at) + "has '" + name
                        + "', which cannot be an attribute: names have lower-case letters and digits only");
            }
            if (value instanceof Map<?, ?>
                    || value instanceof List<?>
                    || String.valueOf(value).isEmpty()) {
                throw new IllegalArgumentException(place(at + "." + name) + "is not a text");
            }
            String wanted = String.valueOf(value);
            all.add(event ->
                    value(event, name).filter(there -> like.test(there, wanted)).isPresent());
        });
        return all(all);
    }

    private static Optional<String> value(EventView view, String name) {
        CloudEvent event = view.event();
        return switch (name) {
            case "specversion" -> Optional.of(CloudEvent.VERSION);
            case "datacontenttype" -> event.contentType();
            default -> event.attribute(name);
        };
    }

    private static String place(String at) {
        return at.isEmpty() ? "the filter " : "'" + at + "' ";
    }
}
