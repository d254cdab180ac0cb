package dev.sluice.decorators.cache;

import dev.sluice.core.http.DeltaSeconds;
import dev.sluice.core.http.HttpDate;
import dev.sluice.core.invocation.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long an answer may be used (RFC 9111, 4.2; RFC 5861, 3 and 4).
 *
 * @param initialAge how old it was when it came
 * @param lifetime how old it may become
 * @param grace how long after that it may be served while a new one is fetched
 * @param errorGrace how long after that it may be served when a new one cannot be had
 * @param told whether the answer itself says how long it may be used
 */
record Freshness(Duration initialAge, Duration lifetime, Duration grace, Duration errorGrace, boolean told) {

    static Freshness of(Headers headers, Directives says, Instant now, CacheSettings settings) {
        Optional<Duration> explicit = explicit(headers, says, now);
        boolean everyTime = says.has("no-cache");
        Duration lifetime =
                everyTime ? Duration.ZERO : explicit.or(settings::ttl).orElse(Duration.ZERO);
        boolean never =
                everyTime || says.has("must-revalidate") || says.has("proxy-revalidate") || says.has("s-maxage");
        return new Freshness(
                initialAge(headers, now),
                lifetime,
                never ? Duration.ZERO : grace(says, "stale-while-revalidate", settings.staleWhileRevalidate()),
                never ? Duration.ZERO : grace(says, "stale-if-error", settings.staleIfError()),
                explicit.isPresent());
    }

    private static Duration grace(Directives says, String name, Optional<Duration> otherwise) {
        return says.seconds(name).or(() -> otherwise).orElse(Duration.ZERO);
    }

    /** The longer of the two. */
    Duration longestGrace() {
        return grace.compareTo(errorGrace) > 0 ? grace : errorGrace;
    }

    /** Whether the answer itself says how long it may be used. */
    static Optional<Duration> explicit(Headers headers, Directives says, Instant now) {
        Instant date = date(headers, "date", now).orElse(now);
        return says.seconds("s-maxage")
                .or(() -> says.seconds("max-age"))
                .or(() -> headers.first("expires")
                        .map(any -> date(headers, "expires", now)
                                .map(expires -> positive(Duration.between(date, expires)))
                                .orElse(Duration.ZERO)));
    }

    /** Of a list of ages the first counts, and what is no number does not count (RFC 9111, 5.1). */
    private static Duration initialAge(Headers headers, Instant now) {
        Duration told = headers.first("age")
                .flatMap(ages -> DeltaSeconds.parse(ages.split(",", 2)[0].strip()))
                .orElse(Duration.ZERO);
        Duration apparent = date(headers, "date", now)
                .map(date -> positive(Duration.between(date, now)))
                .orElse(Duration.ZERO);
        return told.compareTo(apparent) > 0 ? told : apparent;
    }

    private static Optional<Instant> date(Headers headers, String name, Instant now) {
        return headers.first(name).flatMap(text -> HttpDate.parse(text, now));
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
