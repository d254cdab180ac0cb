package dev.sluice.decorators.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tokens that their issuer signed (RFC 7519, RFC 8725): the algorithm is one of ours, the key one of the issuer's, and
 * issuer, audience, expiry and subject must all be there. Fetches keys when it must, and so may block.
 */
final class SignedTokens {

    private static final int MOST_SUBJECT = 256;

    private final DecoratorSite site;
    private final String subject;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    SignedTokens(DecoratorSite site, JwtSettings settings) {
        this.site = site;
        this.subject = settings.subject();
        Set<JWSAlgorithm> algorithms = settings.algorithms().stream()
                .map(algorithm -> new JWSAlgorithm(algorithm.name()))
                .collect(Collectors.toSet());
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(algorithms, new IssuerKeys(site.timers(), settings)));
        processor.setJWTClaimsSetVerifier(new Claims(site.timers(), settings));
    }

    Finding check(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            String who = claims.getStringClaim(subject);
            boolean usable = who != null
                    && !who.isBlank()
                    && who.length() <= MOST_SUBJECT
                    && who.chars().noneMatch(Character::isISOControl)
                    && who.equals(who.strip());
            return usable ? new Finding.Known(who) : new Finding.Refused("subject_unusable");
        } catch (ExpiredJWTException e) {
            return new Finding.Refused("token_expired");
        } catch (BadJWTException e) {
            return new Finding.Refused("claims_refused");
        } catch (ParseException | BadJOSEException e) {
            return new Finding.Refused("token_refused");
        } catch (JOSEException e) {
            site.fire(new What.Failed("the keys of the issuer cannot be had: " + e.getMessage()));
            return new Finding.Unknown("The keys of the issuer of tokens cannot be had now. Try again in a while.");
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
