package dev.sluice.runner.binding;

import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The types whose JSON is a single value: texts, numbers, booleans, times, ids. */
final class ValueAdapters {

    /** Longest number that is read, in characters: arithmetic on longer ones can take minutes. */
    private static final int MAX_DIGITS = 1000;

    private static final Map<Class<?>, Value<?>> ADAPTERS = new HashMap<>();

    private interface Parser<T> {
        T parse(String text);
    }

    private interface Printer<T> {
        void print(JsonWriter out, T value) throws IOException;
    }

    static {
        number(
                int.class,
                Integer.class,
                whole("-2147483648 to 2147483647"),
                text -> exact(text).intValueExact());
        number(
                long.class,
                Long.class,
                whole("-9223372036854775808 to 9223372036854775807"),
                text -> exact(text).longValueExact());
        number(
                short.class,
                Short.class,
                whole("-32768 to 32767"),
                text -> exact(text).shortValueExact());
        number(byte.class, Byte.class, whole("-128 to 127"), text -> exact(text).byteValueExact());
        number(double.class, Double.class, "a number", text -> finite(Double.parseDouble(text)));
        number(float.class, Float.class, "a number", text -> (float) finite(Float.parseFloat(text)));
        number(BigDecimal.class, BigDecimal.class, "a number", ValueAdapters::exact);
        number(BigInteger.class, BigInteger.class, "a whole number", text -> new BigInteger(bounded(text)));
        number(Number.class, Number.class, "a number", ValueAdapters::exact);
        Value<Boolean> bool = new Value<>(Expected.BOOLEAN, JsonToken.BOOLEAN, Boolean::valueOf, JsonWriter::value);
        ADAPTERS.put(boolean.class, bool);
        ADAPTERS.put(Boolean.class, bool);
        text(String.class, Expected.TEXT, text -> text);
        text(CharSequence.class, Expected.TEXT, text -> text);
        text(Character.class, "a text of one character", ValueAdapters::oneCharacter);
        ADAPTERS.put(char.class, ADAPTERS.get(Character.class));
        text(UUID.class, "a UUID such as 123e4567-e89b-12d3-a456-426614174000", UUID::fromString);
        text(URI.class, "a URI", URI::create);
        text(Locale.class, "a language tag such as en-GB", Locale::forLanguageTag);
        text(Instant.class, "a time such as 2026-11-23T16:00:00Z", Instant::parse);
        // Gson's own adapter sets up text formats of every locale, for memory and time that each instance would pay.
        text(Date.class, "a time such as 2026-11-23T16:00:00Z", text -> Date.from(Instant.parse(text)));
        text(LocalDate.class, "a date such as 2026-11-23", LocalDate::parse);
        text(LocalTime.class, "a time of day such as 16:00:00", LocalTime::parse);
        text(LocalDateTime.class, "a date and time such as 2026-11-23T16:00:00", LocalDateTime::parse);
        text(OffsetDateTime.class, "a date and time such as 2026-11-23T16:00:00+01:00", OffsetDateTime::parse);
        text(
                ZonedDateTime.class,
                "a date and time such as 2026-11-23T16:00:00+01:00[Europe/Paris]",
                ZonedDateTime::parse);
        text(YearMonth.class, "a month such as 2026-11", YearMonth::parse);
        text(Duration.class, "a duration such as PT1H30M", Duration::parse);
        text(Period.class, "a period such as P1Y2M", Period::parse);
        text(ZoneId.class, "a time zone such as Europe/Paris", ZoneId::of);
        ADAPTERS.put(
                byte[].class,
                new Value<>(
                        "a text in Base64",
                        JsonToken.STRING,
                        text -> Base64.getDecoder().decode(text),
                        (out, bytes) -> out.value(Base64.getEncoder().encodeToString(bytes))));
    }

    private ValueAdapters() {}

    static void register(GsonBuilder gson) {
        ADAPTERS.forEach((type, adapter) -> {
            boolean primitive = type.isPrimitive();
            gson.registerTypeAdapter(type, primitive ? new Never<>(adapter) : adapter);
        });
        gson.registerTypeHierarchyAdapter(ZoneId.class, ADAPTERS.get(ZoneId.class));
    }

    /** What {@code type} wants, in words; null if it is not a single value. */
    static @Nullable String expected(Class<?> type) {
        Value<?> value = ADAPTERS.get(type);
        return value == null ? null : value.expected;
    }

    private static <T> void text(Class<T> type, String expected, Parser<T> parser) {
        ADAPTERS.put(type, new Value<>(expected, JsonToken.STRING, parser, (out, value) -> out.value(print(value))));
    }

    private static String print(Object value) {
        return switch (value) {
            case Locale locale -> locale.toLanguageTag();
            case Date date -> date.toInstant().toString();
            default -> value.toString();
        };
    }

    private static <T extends Number> void number(Class<T> plain, Class<T> boxed, String expected, Parser<T> parser) {
        Value<T> adapter = new Value<>(expected, JsonToken.NUMBER, parser, JsonWriter::value);
        ADAPTERS.put(plain, adapter);
        ADAPTERS.put(boxed, adapter);
    }

    private static String whole(String range) {
        return "a whole number from " + range;
    }

    private static BigDecimal exact(String text) {
        return new BigDecimal(bounded(text));
    }

    private static String bounded(String text) {
        if (text.length() > MAX_DIGITS) {
            throw new NumberFormatException("too long");
        }
        return text;
    }

    private static double finite(double value) {
        if (Double.isInfinite(value)) {
            throw new NumberFormatException("too large");
        }
        return value;
    }

    private static char oneCharacter(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("not one character");
        }
        return text.charAt(0);
    }

    /** Null is null. */
    private static final class Value<T> extends TypeAdapter<T> {

        private final String expected;
        private final JsonToken token;
        private final Parser<T> parser;
        private final Printer<T> printer;

        Value(String expected, JsonToken token, Parser<T> parser, Printer<T> printer) {
            this.expected = expected;
            this.token = token;
            this.parser = parser;
            this.printer = printer;
        }

        @Override
        public @Nullable T read(JsonReader in) throws IOException {
            JsonToken found = in.peek();
            if (found == JsonToken.NULL) {
                in.nextNull();
                return null;
            }
            if (found != token) {
                throw MismatchException.found(in, expected);
            }
            String path = in.getPath();
            String text = token == JsonToken.BOOLEAN ? String.valueOf(in.nextBoolean()) : in.nextString();
            try {
                return parser.parse(text);
            } catch (RuntimeException e) {
                throw MismatchException.content(path, text, expected);
            }
        }

        @Override
        public void write(JsonWriter out, @Nullable T value) throws IOException {
            if (value == null) {
                out.nullValue();
            } else {
                printer.print(out, value);
            }
        }
    }

    /** For primitives, which are never null. */
    private static final class Never<T> extends TypeAdapter<T> {

        private final Value<T> value;

        Never(Value<T> value) {
            this.value = value;
        }

        @Override
        public @Nullable T read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                throw MismatchException.found(in, value.expected);
            }
            return value.read(in);
        }

        @Override
        public void write(JsonWriter out, @Nullable T primitive) throws IOException {
            value.write(out, primitive);
        }
    }
}
