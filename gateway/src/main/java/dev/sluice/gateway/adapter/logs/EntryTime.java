package dev.sluice.gateway.adapter.logs;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The time of an entry, as programs write it. */
final class EntryTime {

    private static final Pattern NUMBER = Pattern.compile("\\d{9,19}(\\.\\d{1,9})?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}.{0,20}");

    /** Bounds between which the time of an entry lies, in seconds: 2000 and 2100. */
    private static final long EARLIEST = 946_684_800L;

    private static final long LATEST = 4_102_444_800L;

    private EntryTime() {}

    /**
     * Microseconds since 1970 of a date and time of ISO 8601, with a blank for the {@code T} and a comma for the point as well, UTC
     * where it has no offset; or of a number of seconds, milli-, micro- or nanoseconds, told apart by its size. Empty for
     * anything else, and outside of this century.
     */
    static OptionalLong micros(String text) {
        String told = text.strip();
        if (NUMBER.matcher(told).matches()) {
            return within(ofNumber(new BigDecimal(told)));
        }
        if (!DATE.matcher(told).matches()) {
            return OptionalLong.empty();
        }
        try {
            return within(ChronoUnit.MICROS.between(Instant.EPOCH, ofDate(told)));
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    private static long ofNumber(BigDecimal number) {
        int digits = number.precision() - number.scale();
        int unit = digits <= 11 ? 6 : digits <= 14 ? 3 : digits <= 17 ? 0 : -3;
        return number.movePointRight(unit).setScale(0, RoundingMode.FLOOR).longValue();
    }

    private static Instant ofDate(String told) {
        String iso = (told.substring(0, 10) + 'T' + told.substring(11)).replace(',', '.');
        String time = iso.substring(11);
        if (time.endsWith("Z") || time.indexOf('+') >= 0 || time.indexOf('-') >= 0) {
            return OffsetDateTime.parse(withColon(iso.replace(" ", ""))).toInstant();
        }
        return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }

    /** {@code +0200} as {@code +02:00}. */
    private static String withColon(String iso) {
        return iso.matches(".*[+-]\\d{4}")
                ? iso.substring(0, iso.length() - 2) + ':' + iso.substring(iso.length() - 2)
                : iso;
    }

    private static OptionalLong within(long micros) {
        return micros >= EARLIEST * 1_000_000 && micros <= LATEST * 1_000_000
                ? OptionalLong.of(micros)
                : OptionalLong.empty();
    }
}
