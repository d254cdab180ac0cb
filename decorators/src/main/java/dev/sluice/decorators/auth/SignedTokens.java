package dev.sluice.decorators.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.function.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tokens that their issuer signed (RFC 7519, RFC 8725): the algorithm is one of ours, the key one of the issuer's, and
 * issuer, audience, expiry and subject must all be there. A good token is remembered by its digest until it expires or keys
 * are to be fetched again, whichever is first, and no longer than until they are: what the new keys say counts at once.
 */
final class SignedTokens {

    private static final int MOST_SUBJECT = 256;
    private static final int MOST_REMEMBERED = 10_000;

    private final DecoratorSite site;
    private final String subject;
    private final Duration skew;
    private final IssuerKeys keys;
    private final Cache<ByteBuffer, Good> remembered;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /** A token that was good by the keys of {@code fetch}, and is until then. */
    private record Good(String subject, IssuerKeys.Fetch fetch, Instant until) {

        boolean holds(IssuerKeys.Fetch lastFetch, Instant now) {
            return fetch.equals(lastFetch) && now.isBefore(until);
        }
    }

    SignedTokens(DecoratorSite site, JwtSettings settings) {
        this.site = site;
        this.subject = settings.subject();
        this.skew = settings.skew();
        this.keys = new IssuerKeys(site.timers(), settings);
        this.remembered = Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();
        Set<JWSAlgorithm> algorithms = settings.algorithms().stream()
                .map(algorithm -> new JWSAlgorithm(algorithm.name()))
                .collect(Collectors.toSet());
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
        processor.setJWTClaimsSetVerifier(new Claims(site.timers(), settings));
    }

    /** At once if the token was good before; else what is found later fetches keys when it must, and so may block. */
    AuthenticationResult check(String token) {
        ByteBuffer digest = ByteBuffer.wrap(Digest.sha256().digest(token.getBytes(StandardCharsets.UTF_8)));
        Good good = remembered.getIfPresent(digest);
        return good != null && good.holds(keys.lastFetch(), site.timers().instant())
                ? new AuthenticationResult.Known(good.subject())
                : new AuthenticationResult.Later(() -> slowly(token, digest));
    }

    private AuthenticationResult slowly(String token, ByteBuffer digest) {
        // Read first: by the time that the token is checked its key may have gone.
        IssuerKeys.Fetch fetch = keys.lastFetch();
        try {
            SignedJWT signed = CompactJws.parse(token);
            JWTClaimsSet claims = processor.process(signed, null);
            // The library takes a number for the name of a subject.
            boolean isText = signed.getPayload().toJSONObject().get(subject) instanceof String;
            String who = claims.getStringClaim(subject);
            boolean usable = isText
                    && who != null
                    && !who.isBlank()
                    && who.length() <= MOST_SUBJECT
                    && who.chars().noneMatch(Character::isISOControl)
                    && who.equals(who.strip());
            if (!usable) {
                return new AuthenticationResult.Refused("subject_unusable");
            }
            Instant expiry = claims.getExpirationTime().toInstant().plus(skew);
            Instant until = expiry.isBefore(fetch.until()) ? expiry : fetch.until();
            remembered.put(digest, new Good(who, fetch, until));
            return new AuthenticationResult.Known(who);
        } catch (ExpiredJWTException e) {
            return new AuthenticationResult.Refused("token_expired");
        } catch (BadJWTException e) {
            return new AuthenticationResult.Refused("claims_refused");
        } catch (ParseException | BadJOSEException e) {
            return new AuthenticationResult.Refused("token_refused");
        } catch (JOSEException e) {
            site.fire(new What.Failed("the keys of the issuer cannot be had: " + e.getMessage()));
            return new AuthenticationResult.Unknown(
                    "The keys of the issuer of tokens cannot be had now. Try again in a while.");
        }
    }

    /** By the clock of the platform. */
    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {

        private final InstantSource clock;

        Claims(InstantSource clock, JwtSettings settings) {
            super(
                    new HashSet<>(settings.audience()),
                    new JWTClaimsSet.Builder()
                            .issuer(settings.issuer().toString())
                            .build(),
                    Set.of("exp", settings.subject()),
                    Set.of());
            this.clock = clock;
            setMaxClockSkew((int) settings.skew().toSeconds());
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}
