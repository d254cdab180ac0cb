package dev.sluice.events.pump;

import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.settlement.Attempts;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.settlement.Settlement;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An attempt to work off a record.
 *
 * @param number counts from 1. Only a record whose attempt is the first was certainly never worked on
 * @param counted how many attempts before reached the function's code
 * @param age since the first of those ended
 * @param inherited whether an owner before may have begun it; that this one begins it is committed
 */
public record Attempt(ConsumerRecord<byte[], byte[]> record, int number, int counted, Duration age, boolean inherited) {

    /** As a settlement is told of it. */
    public Attempts attempts() {
        return new Attempts(number, counted, age);
    }

    /**
     * What becomes of the record after a call that ended so. What did not reach the code is never too old: an outage uses nothing up.
     *
     * @param retryAfter when the function wants to be asked again, if it said so
     */
    public Settlement settle(
            Outcome outcome, Optional<Duration> retryAfter, RetryPolicy policy, RandomGenerator random) {
        Attempts young = new Attempts(number, counted, Duration.ZERO);
        Settlement settlement = Settlement.of(outcome, retryAfter, young, policy, random);
        return settlement instanceof Settlement.Retry(Duration _, boolean counts) && counts
                ? Settlement.of(outcome, retryAfter, attempts(), policy, random)
                : settlement;
    }
}
