package dev.sluice.store.etcd;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Leases of etcd that remove records some time after they expired. When a record expires, its value says, to the millisecond; a
 * lease counts whole seconds, at least two, and is renewed when another member leads. So one lease serves all records that
 * expire within the same {@link #SPAN}, and ends a {@link #SPAN} later. Thread-safe.
 */
final class Leases {

    static final Duration SPAN = Duration.ofMinutes(10);

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MOST = 1_000;

    private final EtcdClient etcd;
    private final InstantSource clock;
    private final Map<Long, String> bySpan = new ConcurrentHashMap<>();

    Leases(EtcdClient etcd, InstantSource clock) {
        this.etcd = etcd;
        this.clock = clock;
    }

    /** The lease of what expires then; none for what stays, or stays for over a century. */
    Optional<String> until(Instant expiry) throws IOException {
        Instant now = clock.instant();
        if (expiry.isAfter(now.plus(LONGEST))) {
            return Optional.empty();
        }
        long span = span(expiry.isBefore(now) ? now : expiry);
        String known = bySpan.get(span);
        return Optional.of(known == null ? granted(span, now) : known);
    }

    /** Has the next {@link #until} make another lease, because that one is gone. */
    void forget(Instant expiry) {
        bySpan.remove(span(expiry));
    }

    /** Two at once may make a lease each, and both serve. */
    private String granted(long span, Instant now) throws IOException {
        long seconds = (span + 2) * SPAN.toSeconds() - now.getEpochSecond();
        String made = etcd.read("/v3/lease/grant", EtcdClient.object().put("TTL", Long.toString(seconds)))
                .path("ID")
                .asText();
        bySpan.keySet().removeIf(known -> known < span(now));
        if (bySpan.size() < MOST) {
            bySpan.put(span, made);
        }
        return made;
    }

    private static long span(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SPAN.toSeconds());
    }
}
