package dev.sluice.decorators.auth;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.CachingJWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetSourceWrapper;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.OutageTolerantJWKSetSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.jwk.source.RateLimitedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer: fetched once for all calls that wait for them, kept for a while, fetched again when a token names
 * one that is not among them, but no more than twice in {@link #INTERVAL}, and used on while the issuer cannot be reached.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {

    static final Duration INTERVAL = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Duration refresh;
    private final JWKSetSource<SecurityContext> source;
    private volatile Fetch lastFetch = new Fetch(0, Instant.MIN);

    /** One of many; what its keys prove holds until the next one, and not {@code until} or later. */
    record Fetch(long number, Instant until) {}

    IssuerKeys(InstantSource clock, JwtSettings settings) {
        this.clock = clock;
        this.refresh = settings.refresh();
        JWKSetSource<SecurityContext> tolerant = new OutageTolerantJWKSetSource<>(
                new Counted(new KeyServer(settings.issuer(), settings.keys())),
                settings.stale().toMillis(),
                null);
        this.source = new CachingJWKSetSource<>(
                new RateLimitedJWKSetSource<>(tolerant, INTERVAL.toMillis(), null),
                settings.refresh().toMillis(),
                KeyServer.PATIENCE.multipliedBy(3).toMillis(),
                null);
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        long now = clock.instant().toEpochMilli();
        JWKSet known = source.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), now, context);
        List<JWK> found = selector.select(known);
        if (!found.isEmpty()) {
            return found;
        }
        try {
            return selector.select(
                    source.getJWKSet(JWKSetCacheRefreshEvaluator.referenceComparison(known), now, context));
        } catch (RateLimitReachedException e) {
            // Tokens with keys that nobody knows are no reason to bother the issuer: the key is unknown.
            return List.of();
        }
    }

    Fetch lastFetch() {
        return lastFetch;
    }

    /** Counts the fetches that bring keys. */
    private final class Counted extends JWKSetSourceWrapper<SecurityContext> {

        Counted(JWKSetSource<SecurityContext> server) {
            super(server);
        }

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
                throws KeySourceException {
            JWKSet keys = getSource().getJWKSet(evaluator, now, context);
            // One at a time: the cache around this one has a lock for it.
            lastFetch =
                    new Fetch(lastFetch.number() + 1, Instant.ofEpochMilli(now).plus(refresh));
            return keys;
        }
    }
}
