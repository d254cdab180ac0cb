package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.Answer;
import dev.sluice.decorators.cache.store.Entry;
import dev.sluice.decorators.cache.store.Varied;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A kept answer.
 *
 * @param varied the fields of the request that it was chosen by
 * @param arrivedAt on the clock of {@code Timers.nanos}
 * @param asked the stamp of {@link Answers} under which the function was asked for it
 */
record Stored(Answer answer, List<Varied> varied, Freshness freshness, long arrivedAt, long asked) implements Entry {

    private static final int OVERHEAD = 256;

    boolean variesBy(String name) {
        return varied.stream().anyMatch(field -> field.name().equals(name));
    }

    Duration age(long nanos) {
        return freshness.initialAge().plusNanos(nanos - arrivedAt);
    }

    /** How long it is fresh yet; negative if it is stale. */
    Duration left(long nanos) {
        return freshness.lifetime().minus(age(nanos));
    }

    /** How long it has been stale; negative if it is fresh. */
    Duration staleness(long nanos) {
        return left(nanos).negated();
    }

    boolean mayBeServedStale(long nanos) {
        return left(nanos).plus(freshness.grace()).isPositive();
    }

    boolean mayReplaceFailure(long nanos) {
        return left(nanos).plus(freshness.errorGrace()).isPositive();
    }

    Optional<String> etag() {
        return answer.headers().first("etag");
    }

    Optional<String> lastModified() {
        return answer.headers().first("last-modified");
    }

    @Override
    public int weight() {
        int[] weight = {OVERHEAD + answer.body().remaining()};
        answer.headers().forEach((name, value) -> weight[0] += 2 * (name.length() + value.length()));
        varied.forEach(field -> weight[0] += field.weight());
        return weight[0];
    }
}
