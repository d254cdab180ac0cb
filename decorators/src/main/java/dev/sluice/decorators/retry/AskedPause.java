package dev.sluice.decorators.retry;

import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.settlement.RetryAfter;
import java.time.Duration;
import java.time.InstantSource;

/** When an answer asks to be called again (RFC 9110, 10.2.3). */
final class AskedPause {

    private AskedPause() {}

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
        return RetryAfter.read(headers, clock.instant()).orElse(Duration.ZERO);
    }
}
