package dev.sluice.decorators.retry;

import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.http.DeltaSeconds;
import dev.sluice.decorators.http.HttpDate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** When an answer asks to be called again (RFC 9110, 10.2.3). */
final class RetryAfter {

    private RetryAfter() {}

    /** Zero if it does not ask, or in no way that can be read. */
    static Duration of(Reply reply, InstantSource clock) {
        return switch (reply) {
            case Reply.Began began -> of(began.headers(), clock);
            case Reply.Whole whole -> of(whole.answer().headers(), clock);
            case Reply.Own own -> of(own.answer().headers(), clock);
            case Reply.Failed(Reply.Ending ending) ->
                ending.outcome() instanceof Outcome.Rejected rejected ? rejected.retryAfter() : Duration.ZERO;
        };
    }

    private static Duration of(Headers headers, InstantSource clock) {
        Optional<String> value = headers.first("retry-after").map(String::strip);
        if (value.isEmpty()) {
            return Duration.ZERO;
        }
        return DeltaSeconds.parse(value.get())
                .or(() -> HttpDate.parse(value.get(), clock.instant())
                        .map(at -> Duration.between(clock.instant(), at))
                        .filter(until -> !until.isNegative()))
                .orElse(Duration.ZERO);
    }
}
