package dev.sluice.core.settlement;

import dev.sluice.core.http.DeltaSeconds;
import dev.sluice.core.http.HttpDate;
import dev.sluice.core.invocation.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an answer asks for before the call is tried again (RFC 9110, 10.2.3). */
public final class RetryAfter {

    private RetryAfter() {}

    /** Seconds, or the time until a date that is to come; empty if it asks for nothing, or in no way that can be read. */
    public static Optional<Duration> read(Headers headers, Instant now) {
        return headers.first("retry-after")
                .map(String::strip)
                .flatMap(text -> DeltaSeconds.parse(text)
                        .or(() -> HttpDate.parse(text, now)
                                .map(then -> Duration.between(now, then))
                                .filter(Duration::isPositive)));
    }
}
