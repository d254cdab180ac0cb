package dev.sluice.decorators.auth;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the keys of an issuer (RFC 7517, 5); where they are, its configuration says (OpenID Connect Discovery 1.0, 4)
 * unless it is told. No redirect is followed, no answer is longer than {@link #MOST_BYTES}.
 */
final class KeyServer implements JWKSetSource<SecurityContext> {

    /** For one request, from the first byte sent to the last received. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST_BYTES = 256 * 1024;

    /** One for all, because each has threads of its own. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final URI issuer;
    private final Optional<URI> keys;

    KeyServer(URI issuer, Optional<URI> keys) {
        this.issuer = issuer;
        this.keys = keys;
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
            throws JWKSetUnavailableException {
        URI address = keys.isPresent() ? keys.get() : discovered();
        try {
            return JWKSet.parse(fetch(address)).toPublicJWKSet();
        } catch (ParseException e) {
            throw new JWKSetUnavailableException(address + " does not answer with a set of keys", e);
        }
    }

    private URI discovered() throws JWKSetUnavailableException {
        URI address = URI.create(issuer.toString().replaceAll("/$", "") + "/.well-known/openid-configuration");
        try {
            Map<String, Object> configuration = JSONObjectUtils.parse(fetch(address));
            if (!issuer.toString().equals(JSONObjectUtils.getString(configuration, "issuer"))) {
                throw new JWKSetUnavailableException(address + " is the configuration of another issuer");
            }
            return Optional.ofNullable(JSONObjectUtils.getURI(configuration, "jwks_uri"))
                    .orElseThrow(() -> new JWKSetUnavailableException(address + " has no jwks_uri"));
        } catch (ParseException e) {
            throw new JWKSetUnavailableException(address + " does not answer with an OpenID configuration", e);
        }
    }

    private static String fetch(URI address) throws JWKSetUnavailableException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Accept", "application/json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                CLIENT.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            HttpResponse<byte[]> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new JWKSetUnavailableException(address + " was not waited for", e);
        } catch (ExecutionException | TimeoutException | IOException e) {
            answer.cancel(true);
            throw new JWKSetUnavailableException(address + " cannot be fetched: " + e, e);
        }
    }

    /** There is nothing to close. */
    @Override
    public void close() {}
}
