package dev.sluice.decorators.transform;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Built-in functions of JSONata (docs.jsonata.org) that the library has otherwise than the language: those of texts
 * count characters, where it counts UTF-16 units; letters change by the rules of no country; weeks have years and
 * months; numbers of all kinds are sorted together, and what a comparison
 * finds equal stays in its order.
 */
final class CorrectedFunctions {

    private CorrectedFunctions() {}

    /** Puts them in the place of those of the library. */
    static void bind(Jsonata expression) {
        expression.registerFunction("substring", function("<s-nn?:s>", arguments -> {
            Number length = number(arguments, 2);
            return substring(text(arguments, 0), number(arguments, 1), length);
        }));
        expression.registerFunction("split", function("<s-(sf)n?:a<s>>", CorrectedFunctions::split));
        expression.registerFunction("sort", function("<af?:a>", CorrectedFunctions::sort));
        expression.registerFunction("lowercase", function("<s-:s>", arguments -> {
            String text = text(arguments, 0);
            return text == null ? null : text.toLowerCase(Locale.ROOT);
        }));
        expression.registerFunction("uppercase", function("<s-:s>", arguments -> {
            String text = text(arguments, 0);
            return text == null ? null : text.toUpperCase(Locale.ROOT);
        }));
        expression.registerFunction("fromMillis", function("<n-s?s?:s>", arguments -> {
            Number millis = number(arguments, 0);
            return millis == null ? null : date(millis.longValue(), text(arguments, 1), text(arguments, 2));
        }));
        expression.registerFunction(
                "now",
                function("<s?s?:s>", arguments -> date(Functions.millis(), text(arguments, 0), text(arguments, 1))));
    }

    @FunctionalInterface
    private interface Body {
        @Nullable
        Object of(List<?> arguments) throws Throwable;
    }

    private static JFunction function(String signature, Body body) {
        return new JFunction((input, arguments) -> body.of(arguments), signature);
    }

    private static @Nullable String text(List<?> arguments, int index) {
        return index < arguments.size() && arguments.get(index) instanceof String text ? text : null;
    }

    private static @Nullable Number number(List<?> arguments, int index) {
        return index < arguments.size() && arguments.get(index) instanceof Number number ? number : null;
    }

    /** A negative start counts from the end; a negative end too, as in the reference, by slices of arrays. */
    private static @Nullable String substring(@Nullable String text, @Nullable Number start, @Nullable Number length) {
        if (text == null || start == null) {
            return text;
        }
        int count = text.codePointCount(0, text.length());
        double from = Math.max(start.doubleValue(), -count);
        double to = length == null ? count : (from >= 0 ? from : count + from) + length.doubleValue();
        if (length != null && length.doubleValue() <= 0) {
            return "";
        }
        int begin = (int) Math.min(count, from >= 0 ? from : count + from);
        int end = (int) Math.min(count, to);
        return begin >= end ? "" : text.substring(text.offsetByCodePoints(0, begin), text.offsetByCodePoints(0, end));
    }

    private static @Nullable Object split(List<?> arguments) {
        String text = text(arguments, 0);
        Number limit = number(arguments, 2);
        if (arguments.size() > 2 && arguments.get(2) == Jsonata.NULL_VALUE) {
            throw new JException("T0410", -1, 3, "split");
        }
        boolean intoCharacters = "".equals(text(arguments, 1)) && (limit == null || limit.doubleValue() >= 0);
        if (text == null || !intoCharacters) {
            return Functions.split(text, arguments.get(1), limit);
        }
        return text.codePoints()
                .limit(limit == null ? Long.MAX_VALUE : limit.longValue())
                .mapToObj(Character::toString)
                .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
    }

    private static @Nullable Object sort(List<?> arguments) throws Throwable {
        if (!(arguments.getFirst() instanceof List<?> list)) {
            return arguments.getFirst();
        }
        Object function = arguments.size() > 1 ? arguments.get(1) : null;
        return function == null ? naturally(list) : merged(list, function);
    }

    /** Numbers of any kind by their value, or texts. */
    private static List<?> naturally(List<?> list) {
        if (list.stream().allMatch(Number.class::isInstance)) {
            return list.stream()
                    .sorted(Comparator.comparingDouble(number -> ((Number) number).doubleValue()))
                    .collect(Collectors.toCollection(ArrayList::new));
        }
        if (list.stream().allMatch(String.class::isInstance)) {
            return list.stream().sorted().collect(Collectors.toCollection(ArrayList::new));
        }
        throw new JException("D3070", -1);
    }

    /** Sorts by merging. {@code function} says of two values whether the first belongs behind the second. */
    private static List<Object> merged(List<?> list, Object function) throws Throwable {
        if (list.size() < 2) {
            return new ArrayList<>(list);
        }
        List<Object> left = merged(list.subList(0, list.size() / 2), function);
        List<Object> right = merged(list.subList(list.size() / 2, list.size()), function);
        List<Object> merged = new ArrayList<>(list.size());
        int taken = 0;
        for (Object next : right) {
            while (taken < left.size()
                    && !Boolean.TRUE.equals(
                            Functions.toBoolean(Functions.funcApply(function, Arrays.asList(left.get(taken), next))))) {
                merged.add(left.get(taken++));
            }
            merged.add(next);
        }
        merged.addAll(left.subList(taken, left.size()));
        return merged;
    }

    private static String date(long millis, @Nullable String picture, @Nullable String timezone) {
        return picture == null
                ? Functions.dateTimeFromMillis(millis, null, timezone)
                : new WeekPicture(millis, timezone).format(picture);
    }
}
