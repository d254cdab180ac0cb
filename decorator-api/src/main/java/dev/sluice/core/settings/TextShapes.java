package dev.sluice.core.settings;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.TreeValues;
import java.math.BigDecimal;
import java.math.RoundingMode;
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

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}");
    private static final Pattern LONG = Pattern.compile("-?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?");
    private static final Pattern EXPONENT = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?[eE][+-]?\\d{1,2}");
    private static final Pattern TRUE_OR_FALSE = Pattern.compile("true|false");

    static final TextShape ANY =
            new TextShape("text", "", Map.of("type", List.of("string", "number", "boolean")), text -> text);
    static final TextShape TRUTH = new TextShape(
            "boolean", "true or false", Map.of("enum", List.of(true, false, "true", "false")), TextShapes::truth);
    static final TextShape ADDRESS = new TextShape(
            "URI",
            "an absolute URI, as in https://example.org/keys",
            Map.of("type", "string", "format", "uri"),
            TextShapes::absolute);

    private TextShapes() {}

    static TextShape text(Rules rules) {
        Bounds length = Bounds.of(rules, Double::parseDouble);
        Pattern pattern = Pattern.compile(rules.pattern().isEmpty() ? "(?s).*" : rules.pattern());
        String characters = length.allowed().isEmpty() ? "" : length.allowed() + " characters";
        String allowed = rules.patternRule().isEmpty() ? characters : rules.patternRule();
        Map<String, Object> schema = new LinkedHashMap<>(ANY.schema());
        length.entries("minLength", "maxLength", schema);
        if (!rules.pattern().isEmpty()) {
            schema.put("pattern", "^(?:" + rules.pattern() + ")$");
        }
        return new TextShape("text", allowed, schema, text -> {
            if (!length.contains(text.length()) || !pattern.matcher(text).matches()) {
                throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' is not allowed");
            }
            return text;
        });
    }

    static TextShape whole(Rules rules) {
        return number("whole number", rules, text -> Integer.valueOf(matching(plain(text), WHOLE, "a whole number")));
    }

    static TextShape wholeLong(Rules rules) {
        return number("whole number", rules, text -> Long.valueOf(matching(plain(text), LONG, "a whole number")));
    }

    static TextShape decimal(Rules rules) {
        return number("number", rules, text -> Double.valueOf(matching(plain(text), DECIMAL, "a number")));
    }

    static TextShape time(Rules rules) {
        Bounds bounds = Bounds.of(rules, text -> duration(text).toNanos());
        String rule = bounds.allowed().isEmpty() ? "" : "; " + bounds.allowed();
        Map<String, Object> schema = Map.of("type", "string", "pattern", "^\\s*\\d{1,12}(ms|s|m|h)\\s*$");
        return within("time", DurationText.RULE + rule, schema, bounds, TextShapes::duration, Duration::toNanos);
    }

    static TextShape memory(Rules rules) {
        Bounds bounds = Bounds.of(rules, text -> MemorySize.parse(text).bytes());
        String rule = bounds.allowed().isEmpty() ? "" : "; " + bounds.allowed();
        String allowed = "an amount with a unit, as in 256Mi or 1Gi" + rule;
        Map<String, Object> schema = Map.of(
                "type",
                "string",
                "pattern",
                "^\\s*\\d{1,7}\\s*([mM]|[mM][iI]|[mM][iI]?[bB]|[gG]|[gG][iI]|[gG][iI]?[bB])\\s*$");
        return within("memory size", allowed, schema, bounds, MemorySize::parse, MemorySize::bytes);
    }

    static TextShape words(Class<?> type) {
        Map<String, Object> words = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            words.put(Words.key(((Enum<?>) constant).name()), constant);
        }
        List<String> known = List.copyOf(words.keySet());
        return new TextShape("word", "one of " + String.join(", ", known), Map.of("enum", known), text -> {
            Object constant = words.get(text);
            if (constant == null) {
                throw new IllegalArgumentException(Words.unknown(text, known));
            }
            return constant;
        });
    }

    private static <T extends Number> TextShape number(String type, Rules rules, Function<String, T> of) {
        Bounds bounds = Bounds.of(rules, Double::parseDouble);
        String allowed = bounds.allowed().isEmpty() ? "a " + type : "a " + type + ", " + bounds.allowed();
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", List.of(type.equals("number") ? "number" : "integer", "string"));
        schema.put("pattern", "^" + (type.equals("number") ? DECIMAL : LONG) + "$");
        if (bounds.least() > -Double.MAX_VALUE) {
            schema.put("minimum", bounds.least());
        }
        if (bounds.most() < Double.MAX_VALUE) {
            schema.put("maximum", bounds.most());
        }
        return within(type, allowed, schema, bounds, of, Number::doubleValue);
    }

    private static <T> TextShape within(
            String type,
            String allowed,
            Map<String, Object> schema,
            Bounds bounds,
            Function<String, T> of,
            ToDoubleFunction<T> size) {
        return new TextShape(type, allowed, schema, text -> {
            T value = of.apply(text);
            if (!bounds.contains(size.applyAsDouble(value))) {
                throw new IllegalArgumentException(TreeValues.shown(text) + " is out of bounds");
            }
            return value;
        });
    }

    /** A number with an exponent, as in {@code 1e3}, without it. */
    private static String plain(String text) {
        if (!EXPONENT.matcher(text).matches()) {
            return text;
        }
        BigDecimal number = new BigDecimal(text);
        boolean whole = number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
        return (whole ? number.setScale(0, RoundingMode.UNNECESSARY) : number).toPlainString();
    }

    private static String matching(String text, Pattern form, String what) {
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' is not " + what);
        }
        return text;
    }

    private static boolean truth(String text) {
        return matching(text, TRUE_OR_FALSE, "true or false").equals("true");
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
