package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A kept answer.
 *
 * @param varied the fields of the request that it was chosen by, lower-case names and what they were
 * @param arrivedAt on the clock of {@code Timers.nanos}
 * @param generation of its place when it was asked for
 */
record Stored(Answer answer, List<Varied> varied, Freshness freshness, long arrivedAt, long generation) {

    private static final int OVERHEAD = 256;

    record Varied(String name, String value) {}

    /** What {@code Vary} of the answer names, as the request has it; not to be asked for {@code *}. */
    static List<Varied> varied(Headers answer, Headers request) {
        List<Varied> varied = new ArrayList<>();
        for (String field : answer.all("vary")) {
            for (String name : field.split(",")) {
                String lower = name.strip().toLowerCase(Locale.ROOT);
                varied.add(new Varied(lower, String.join(",", request.all(lower))));
            }
        }
        return varied;
    }

    boolean matches(Headers request) {
        return varied.stream()
                .allMatch(field -> Objects.equals(field.value(), String.join(",", request.all(field.name()))));
    }

    Duration age(long nanos) {
        return freshness.initialAge().plusNanos(nanos - arrivedAt);
    }

    /** How long it is fresh yet; negative if it is stale. */
    Duration left(long nanos) {
        return freshness.lifetime().minus(age(nanos));
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

    int weight() {
        int[] weight = {OVERHEAD + answer.body().remaining()};
        answer.headers().forEach((name, value) -> weight[0] += 2 * (name.length() + value.length()));
        varied.forEach(
                field -> weight[0] += 2 * (field.name().length() + field.value().length()));
        return weight[0];
    }
}
