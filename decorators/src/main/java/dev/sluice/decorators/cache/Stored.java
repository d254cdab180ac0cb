package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

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
                if (!lower.isEmpty()) {
                    varied.add(new Varied(lower, value(request, lower)));
                }
            }
        }
        return varied;
    }

    /** All that a request says under a name: the same for several fields and for a list in one (RFC 9111, 4.1). */
    static String value(Headers request, String name) {
        return request.all(name).stream()
                .flatMap(field -> Arrays.stream(field.split(",", -1)))
                .map(String::strip)
                .collect(Collectors.joining(","));
    }

    boolean matches(Headers request) {
        return varied.stream().allMatch(field -> Objects.equals(field.value(), value(request, field.name())));
    }

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

    int weight() {
        int[] weight = {OVERHEAD + answer.body().remaining()};
        answer.headers().forEach((name, value) -> weight[0] += 2 * (name.length() + value.length()));
        varied.forEach(
                field -> weight[0] += 2 * (field.name().length() + field.value().length()));
        return weight[0];
    }
}
