package dev.sluice.core.settlement;

import dev.sluice.core.invocation.Headers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What an answer asks for before the call is tried again (RFC 9110, 10.2.3). */
public final class RetryAfter {

    private RetryAfter() {}

    /** Seconds, or the time until a date that is to come; empty if it asks for nothing, or in no way that can be read. */
    public static Optional<Duration> read(Headers headers, Instant now) {
        return headers.first("retry-after").flatMap(text -> {
            String told = text.strip();
            if (told.matches("[0-9]{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(told)));
            }
            try {
                Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(told));
                return Optional.of(Duration.between(now, then)).filter(Duration::isPositive);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }
}
