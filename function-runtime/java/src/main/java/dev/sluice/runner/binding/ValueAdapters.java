package dev.sluice.runner.binding;

import com.google.gson.stream.JsonToken;
import dev.sluice.runner.binding.ValueAdapter.Parser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The types whose JSON is a single value: texts, numbers, booleans, times, ids. */
final class ValueAdapters {

    /** Longest number that is read, in characters: arithmetic on longer ones can take minutes. */
    private static final int MAX_DIGITS = 1000;

    private static final Map<Class<?>, ValueAdapter<?>> ADAPTERS = new HashMap<>();

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
        number(
                AtomicInteger.class,
                AtomicInteger.class,
                whole("-2147483648 to 2147483647"),
                text -> new AtomicInteger(exact(text).intValueExact()));
        number(
                AtomicLong.class,
                AtomicLong.class,
                whole("-9223372036854775808 to 9223372036854775807"),
                text -> new AtomicLong(exact(text).longValueExact()));
        number(
                Year.class,
                Year.class,
                "a year such as 2026",
                text -> Year.of(exact(text).intValueExact()));
        put(
                boolean.class,
                Boolean.class,
                new ValueAdapter<>(
                        Expected.BOOLEAN, JsonToken.BOOLEAN, true, ValueAdapters::bool, ValueAdapters::print));
        put(
                AtomicBoolean.class,
                AtomicBoolean.class,
                new ValueAdapter<>(
                        Expected.BOOLEAN,
                        JsonToken.BOOLEAN,
                        true,
                        text -> new AtomicBoolean(bool(text)),
                        ValueAdapters::print));
        text(String.class, Expected.TEXT, text -> text);
        text(CharSequence.class, Expected.TEXT, text -> text);
        text(StringBuilder.class, Expected.TEXT, StringBuilder::new);
        text(StringBuffer.class, Expected.TEXT, StringBuffer::new);
        put(
                char.class,
                Character.class,
                new ValueAdapter<>(
                        "a text of one character",
                        JsonToken.STRING,
                        true,
                        ValueAdapters::oneCharacter,
                        ValueAdapters::print));
        text(UUID.class, "a UUID such as 123e4567-e89b-12d3-a456-426614174000", UUID::fromString);
        text(URI.class, "a URI", URI::create);
        text(URL.class, "a URL", ValueAdapters::url);
        text(Currency.class, "a currency such as EUR", Currency::getInstance);
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
        text(OffsetTime.class, "a time of day such as 16:00:00+01:00", OffsetTime::parse);
        text(MonthDay.class, "a day of the year such as --11-23", MonthDay::parse);
        text(YearMonth.class, "a month such as 2026-11", YearMonth::parse);
        text(Duration.class, "a duration such as PT1H30M", Duration::parse);
        text(Period.class, "a period such as P1Y2M", Period::parse);
        text(ZoneId.class, "a time zone such as Europe/Paris", ZoneId::of);
        text(ZoneOffset.class, "an offset such as +01:00", ZoneOffset::of);
        ADAPTERS.put(byte[].class, base64(bytes -> bytes, bytes -> bytes));
        ADAPTERS.put(ByteBuffer.class, base64(ByteBuffer::wrap, ValueAdapters::remaining));
    }

    private ValueAdapters() {}

    /** The adapter of a type whose JSON is a single value; null if it is none. */
    @SuppressWarnings("JdkObsolete") // Functions of long ago have dates of long ago.
    static @Nullable ValueAdapter<?> of(Class<?> type) {
        ValueAdapter<?> exact = ADAPTERS.get(type);
        if (exact != null || !type.getName().startsWith("java.")) {
            return exact;
        }
        if (ZoneId.class.isAssignableFrom(type)) {
            return ADAPTERS.get(ZoneId.class);
        }
        if (ByteBuffer.class.isAssignableFrom(type)) {
            return ADAPTERS.get(ByteBuffer.class);
        }
        return Date.class.isAssignableFrom(type) ? SqlValues.of(type.getName()) : null;
    }

    /** What {@code type} wants, in words; null if it is not a single value. */
    static @Nullable String expected(Class<?> type) {
        ValueAdapter<?> value = of(type);
        return value == null ? null : value.expected();
    }

    private static <T> void text(Class<T> type, String expected, Parser<T> parser) {
        ADAPTERS.put(type, new ValueAdapter<>(expected, JsonToken.STRING, true, parser, ValueAdapters::print));
    }

    private static String print(Object value) {
        return switch (value) {
            case Locale locale -> locale.toLanguageTag();
            case Date date -> Instant.ofEpochMilli(date.getTime()).toString();
            default -> value.toString();
        };
    }

    private static <T> void number(Class<T> plain, Class<T> boxed, String expected, Parser<T> parser) {
        put(plain, boxed, new ValueAdapter<>(expected, JsonToken.NUMBER, true, parser, ValueAdapters::print));
    }

    private static <T> void put(Class<T> plain, Class<T> boxed, ValueAdapter<T> adapter) {
        ADAPTERS.put(boxed, adapter);
        ADAPTERS.put(plain, plain.isPrimitive() ? adapter.forPrimitive() : adapter);
    }

    private static <T> ValueAdapter<T> base64(Function<byte[], T> wrap, Function<T, byte[]> unwrap) {
        return new ValueAdapter<>(
                "a text in Base64",
                JsonToken.STRING,
                true,
                text -> wrap.apply(Base64.getDecoder().decode(text)),
                value -> Base64.getEncoder().encodeToString(unwrap.apply(value)));
    }

    private static byte[] remaining(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static boolean bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return text.equals("true");
    }

    private static URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
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
}
