package dev.sluice.gateway.framing;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} header field (RFC 9110, 6.6.1), made once a second. */
public final class HttpDate {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static volatile Made last = new Made(-1, "");

    private record Made(long second, String text) {}

    private HttpDate() {}

    /** Of this moment. */
    public static String now() {
        return at(System.currentTimeMillis());
    }

    static String at(long epochMillis) {
        long second = epochMillis / 1000;
        Made made = last;
        if (made.second() != second) {
            made = new Made(second, FORMAT.format(Instant.ofEpochSecond(second)));
            last = made;
        }
        return made.text();
    }
}
