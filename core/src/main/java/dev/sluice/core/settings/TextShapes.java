package dev.sluice.core.settings;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.TreeValues;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** The values that are written as one word, number or text, with their bounds. */
final class TextShapes {

    static final TextShape ANY = new TextShape("text", "", text -> text);
    static final TextShape TRUTH = new TextShape("boolean", "true or false", TextShapes::truth);
    static final TextShape ADDRESS =
            new TextShape("URI", "an absolute URI, as in https://example.org/keys", TextShapes::absolute);

    private TextShapes() {}

    static TextShape text(Rules rules) {
        Bounds length = Bounds.of(rules, Double::parseDouble);
        Pattern pattern = Pattern.compile(rules.pattern().isEmpty() ? "(?s).*" : rules.pattern());
        String characters = length.allowed().isEmpty() ? "" : length.allowed() + " characters";
        String allowed = rules.patternRule().isEmpty() ? characters : rules.patternRule();
        return new TextShape("text", allowed, text -> {
            if (!length.contains(text.length()) || !pattern.matcher(text).matches()) {
                throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' is not allowed");
            }
            return text;
        });
    }

    static TextShape whole(Rules rules) {
        return number("whole number", rules, TextShapes::integer);
    }

    static TextShape wholeLong(Rules rules) {
        return number("whole number", rules, text -> Long.valueOf(matching(text, "-?\\d{1,18}", "a whole number")));
    }

    static TextShape decimal(Rules rules) {
        String form = "-?\\d{1,15}(\\.\\d{1,15})?";
        return number("number", rules, text -> Double.valueOf(matching(text, form, "a number")));
    }

    static TextShape time(Rules rules) {
        Bounds bounds = Bounds.of(rules, text -> duration(text).toNanos());
        String rule = bounds.allowed().isEmpty() ? "" : "; " + bounds.allowed();
        return within("time", DurationText.RULE + rule, bounds, TextShapes::duration, Duration::toNanos);
    }

    static TextShape memory(Rules rules) {
        Bounds bounds = Bounds.of(rules, text -> MemorySize.parse(text).bytes());
        String rule = bounds.allowed().isEmpty() ? "" : "; " + bounds.allowed();
        String allowed = "an amount with a unit, as in 256Mi or 1Gi" + rule;
        return within("memory size", allowed, bounds, MemorySize::parse, MemorySize::bytes);
    }

    static TextShape words(Class<?> type) {
        Map<String, Object> words = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            words.put(Words.key(((Enum<?>) constant).name()), constant);
        }
        return new TextShape("word", "one of " + String.join(", ", words.keySet()), text -> {
            Object constant = words.get(text);
            if (constant == null) {
                throw new IllegalArgumentException(Words.unknown(text, List.copyOf(words.keySet())));
            }
            return constant;
        });
    }

    private static <T extends Number> TextShape number(String type, Rules rules, Function<String, T> of) {
        Bounds bounds = Bounds.of(rules, Double::parseDouble);
        String allowed = bounds.allowed().isEmpty() ? "a " + type : "a " + type + ", " + bounds.allowed();
        return within(type, allowed, bounds, of, Number::doubleValue);
    }

    private static <T> TextShape within(
            String type, String allowed, Bounds bounds, Function<String, T> of, ToDoubleFunction<T> size) {
        return new TextShape(type, allowed, text -> {
            T value = of.apply(text);
            if (!bounds.contains(size.applyAsDouble(value))) {
                throw new IllegalArgumentException(TreeValues.shown(text) + " is out of bounds");
            }
            return value;
        });
    }

    private static int integer(String text) {
        return Integer.parseInt(matching(text, "-?\\d{1,9}", "a whole number"));
    }

    private static String matching(String text, String form, String what) {
        if (!text.matches(form)) {
            throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' is not " + what);
        }
        return text;
    }

    private static boolean truth(String text) {
        return matching(text, "true|false", "true or false").equals("true");
    }

    private static Duration duration(String text) {
        return DurationText.parse(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + TreeValues.shown(text) + "' is not a length of time"));
    }

    private static URI absolute(String text) {
        try {
            URI uri = new URI(text);
            if (uri.isAbsolute()) {
                return uri;
            }
            throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' is not an absolute URI");
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' is not a URI: " + e.getReason(), e);
        }
    }
}
