package dev.sluice.decorators.cache;

import dev.sluice.core.invocation.Headers;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Dates in header fields (RFC 9110, 5.6.7), in the form that all senders must use. */
final class HttpDates {

    private HttpDates() {}

    /** Empty if there is none, or one that cannot be read. */
    static Optional<Instant> read(Headers headers, String name) {
        return headers.first(name).flatMap(HttpDates::parse);
    }

    private static Optional<Instant> parse(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
