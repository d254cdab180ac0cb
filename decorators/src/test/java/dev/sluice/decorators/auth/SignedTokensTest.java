package dev.sluice.decorators.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignedTokensTest {

    private static final Outcome GOOD = new Outcome.Succeeded(200);
    private static final Outcome REFUSED = new Outcome.Intercepted("auth", 401, "credentials_refused");
    private static final Outcome UNCHECKED = new Outcome.Intercepted("auth", 503, "credentials_unchecked");

    private final Decorated decorated = new Decorated(new AuthKind());
    private final IssuerDouble issuer;
    private Invoker invoker = decorated.function();

    SignedTokensTest() throws IOException {
        issuer = new IssuerDouble();
    }

    @BeforeEach
    void itIsNoon() {
        pass(Duration.ofHours(12));
        invoker = decorated.with(settings("keys: \"" + issuer.issuer() + "/keys\""));
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private String settings(String more) {
        return "{jwt: {issuer: \"" + issuer.issuer() + "\", audience: [hello, hi], refresh: 10m, stale: 1h, " + more
                + "}}";
    }

    private void pass(Duration time) {
        decorated.sites().time().pass(time);
    }

    private Instant now() {
        return decorated.sites().time().instant();
    }

    private JWTClaimsSet.Builder claims() {
        return issuer.claims(now());
    }

    private Outcome called(String token) {
        HeardCall caller = HeardCall.of(invoker, Invocations.get("authorization", "Bearer " + token));
        Outcome outcome = caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return outcome.reasonWord().startsWith("credentials_refused_") ? REFUSED : outcome;
    }

    private Outcome called(JWTClaimsSet.Builder claims) {
        return called(issuer.token(claims.build()));
    }

    private String subject() {
        return decorated
                .function()
                .calls()
                .getLast()
                .head()
                .headers()
                .first(PlatformHeaders.SUBJECT)
                .orElse("none");
    }

    @Test
    void aGoodTokenIsItsSubjects() {
        assertThat(called(claims())).isEqualTo(GOOD);
        assertThat(subject()).isEqualTo("carol");
    }

    @Test
    void keysAreFetchedOnceForManyCalls() {
        String token = issuer.token(claims().build());

        List<HeardCall> callers = IntStream.range(0, 50)
                .mapToObj(i -> HeardCall.of(invoker, Invocations.get("authorization", "Bearer " + token)))
                .toList();

        assertThat(callers).allSatisfy(caller -> assertThat(caller.outcome()).isEqualTo(GOOD));
        assertThat(issuer.fetches()).isEqualTo(1);
    }

    @Test
    void theConfigurationOfTheIssuerTellsWhereItsKeysAre() {
        invoker = decorated.with(settings("subject: email"));

        assertThat(called(claims().claim("email", "carol@example.org"))).isEqualTo(GOOD);
        assertThat(subject()).isEqualTo("carol@example.org");
    }

    @Test
    void anExpiredTokenIsRefusedOnceClocksCannotBeTheReason() {
        assertThat(called(claims().expirationTime(Date.from(now().minusSeconds(29)))))
                .isEqualTo(GOOD);
        assertThat(called(claims().expirationTime(Date.from(now().minusSeconds(31)))))
                .isEqualTo(REFUSED);
        assertThat(called(claims().expirationTime(null))).isEqualTo(REFUSED);
        assertThat(called(claims().notBeforeTime(Date.from(now().plusSeconds(60)))))
                .isEqualTo(REFUSED);
    }

    @Test
    void theRecordOfARefusalSaysWhy() {
        String old = issuer.token(
                claims().expirationTime(Date.from(now().minusSeconds(31))).build());
        String forOthers = issuer.token(claims().audience("bye").build());

        assertThat(reason(old)).isEqualTo("credentials_refused_token_expired");
        assertThat(reason(forOthers)).isEqualTo("credentials_refused_claims_refused");
        assertThat(reason("not.a.token")).isEqualTo("credentials_refused_token_refused");
    }

    private String reason(String token) {
        return HeardCall.of(invoker, Invocations.get("authorization", "Bearer " + token))
                .outcome()
                .reasonWord();
    }

    @Test
    void aSubjectMayBeWrittenInAnyScript() {
        assertThat(called(claims().subject("Зоя Ли"))).isEqualTo(GOOD);
        assertThat(subject()).isEqualTo("%D0%97%D0%BE%D1%8F%20%D0%9B%D0%B8");
    }

    @Test
    void aTokenForOthersOrOfOthersIsRefused() {
        assertThat(called(claims().audience("bye"))).isEqualTo(REFUSED);
        assertThat(called(claims().audience((String) null))).isEqualTo(REFUSED);
        assertThat(called(claims().audience(List.of("bye", "hi")))).isEqualTo(GOOD);
        assertThat(called(claims().issuer("https://evil.example.org"))).isEqualTo(REFUSED);
    }

    @Test
    void aSubjectThatNoHeaderCanCarryIsRefused() {
        assertThat(called(claims().subject("a\r\nX-Admin: 1"))).isEqualTo(REFUSED);
        assertThat(called(claims().subject(" "))).isEqualTo(REFUSED);
        assertThat(called(claims().subject(null))).isEqualTo(REFUSED);
    }

    @Test
    void aSubjectThatIsNoTextIsRefused() {
        for (Object sub : List.of(42, true, List.of("carol"), Map.of("a", "b"))) {
            assertThat(called(claims().claim("sub", sub))).as(sub.toString()).isEqualTo(REFUSED);
        }
    }

    @Test
    void aTokenIsWrittenInOneWayOnly() {
        String token = issuer.token(claims().build());
        String[] parts = token.split("\\.");
        char last = token.charAt(token.length() - 1);
        // 256 bytes of a signature leave four bits of its last letter unused.
        String otherBits = token.substring(0, token.length() - 1) + (char) (last + 1);

        for (String other : List.of(
                token + "=",
                token + "==",
                parts[0] + "=." + parts[1] + "." + parts[2],
                parts[0] + "." + parts[1] + "=." + parts[2],
                token.replaceFirst("\\.", ".."),
                token + ".",
                "." + token,
                token.substring(0, token.length() - 4) + "+/" + token.substring(token.length() - 2),
                otherBits)) {
            assertThat(called(other)).as(other).isEqualTo(REFUSED);
        }
        assertThat(called(token)).isEqualTo(GOOD);
    }

    @Test
    void onlyTheAlgorithmsOfTheSettingsCount() throws JOSEException {
        JWTClaimsSet claims = claims().build();
        byte[] publicKey = issuer.key().toRSAPublicKey().getEncoded();
        JWSHeader confused =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build();

        assertThat(called(IssuerDouble.token(claims, JWSAlgorithm.RS512, issuer.key())))
                .isEqualTo(REFUSED);
        assertThat(called(new PlainJWT(claims).serialize())).isEqualTo(REFUSED);
        assertThat(called(IssuerDouble.signed(confused, claims, new MACSigner(publicKey))))
                .isEqualTo(REFUSED);
    }

    @Test
    void aTokenThatSomebodyElseSignedIsRefused() {
        String forged = IssuerDouble.token(claims().build(), JWSAlgorithm.RS256, IssuerDouble.newKey("one"));
        String good = issuer.token(claims().build());

        assertThat(called(forged)).isEqualTo(REFUSED);
        assertThat(called(good.substring(0, good.length() - 4) + "AAAA")).isEqualTo(REFUSED);
        assertThat(called("not.a.token")).isEqualTo(REFUSED);
        assertThat(called("e30.e30." + "A".repeat(20_000))).isEqualTo(REFUSED);
    }

    /** The keys are there, and a token has been good by them. */
    private String remembered(JWTClaimsSet.Builder claims) {
        String token = issuer.token(claims.build());
        assertThat(called(token)).isEqualTo(GOOD);
        assertThat(called(token)).isEqualTo(GOOD);
        return token;
    }

    @Test
    void aTokenThatWasGoodIsKnownOnTheThreadOfItsCall() {
        String token = remembered(claims());
        AtomicInteger left = new AtomicInteger();
        decorated.sites().executor(task -> {
            left.incrementAndGet();
            Thread.ofVirtual().start(task);
        });

        assertThat(called(token)).isEqualTo(GOOD);
        assertThat(subject()).isEqualTo("carol");
        assertThat(left).hasValue(0);

        assertThat(called(claims().subject("dave"))).isEqualTo(GOOD);
        assertThat(subject()).isEqualTo("dave");
        assertThat(left).hasValue(1);
    }

    @Test
    void aTokenThatWasGoodExpires() {
        String token = remembered(claims().expirationTime(Date.from(now().plusSeconds(5))));

        pass(Duration.ofSeconds(35).minusMillis(1));
        assertThat(called(token)).isEqualTo(GOOD);
        pass(Duration.ofMillis(1));
        assertThat(called(token)).isEqualTo(REFUSED);
    }

    @Test
    void aTokenThatWasGoodIsCheckedAgainByTheNextKeys() {
        String token = remembered(claims().expirationTime(Date.from(now().plusSeconds(3600))));
        issuer.rotate(IssuerDouble.newKey("two"));

        pass(Duration.ofMinutes(10).minusMillis(1));
        assertThat(called(token)).isEqualTo(GOOD);
        pass(Duration.ofMillis(2));
        assertThat(called(token)).isEqualTo(REFUSED);
    }

    @Test
    void whatIsLikeATokenThatWasGoodIsNot() {
        String token = remembered(claims());
        String forged = IssuerDouble.token(claims().build(), JWSAlgorithm.RS256, IssuerDouble.newKey("one"));
        String otherBody = token.replaceFirst("\\.[^.]*\\.", "." + forged.split("\\.")[1] + "x.");

        for (String bad : List.of(forged, forged, otherBody, token + "A", token.substring(0, token.length() - 1))) {
            assertThat(called(bad)).as(bad).isEqualTo(REFUSED);
        }
        assertThat(called(token)).isEqualTo(GOOD);
    }

    @Test
    void aNewKeyIsFetchedAtOnceAndTheOldOneIsGone() {
        String old = remembered(claims());

        issuer.rotate(IssuerDouble.newKey("two"));

        assertThat(called(claims())).isEqualTo(GOOD);
        assertThat(called(old)).isEqualTo(REFUSED);
    }

    @Test
    void unknownKeysDoNotBotherTheIssuerOften() {
        assertThat(called(claims())).isEqualTo(GOOD);
        for (int i = 0; i < 20; i++) {
            String token = IssuerDouble.token(claims().build(), JWSAlgorithm.RS256, renamed("k" + i));
            assertThat(called(token)).isEqualTo(REFUSED);
        }

        assertThat(issuer.fetches()).isLessThanOrEqualTo(2);
        assertThat(called(claims())).isEqualTo(GOOD);
    }

    @Test
    void whileTheIssuerCannotBeReachedItsKeysAreUsedForAWhile() {
        assertThat(called(claims())).isEqualTo(GOOD);
        issuer.answering(500);

        pass(Duration.ofMinutes(50));
        assertThat(called(claims())).isEqualTo(GOOD);
        pass(Duration.ofMinutes(30));
        assertThat(called(claims())).isEqualTo(UNCHECKED);

        issuer.answering(200);
        pass(IssuerKeys.INTERVAL.plusSeconds(1));
        assertThat(called(claims())).isEqualTo(GOOD);
    }

    @Test
    void anIssuerThatWasNeverReachedIsNobodysFaultButItsOwn() {
        issuer.close();

        assertThat(called(claims())).isEqualTo(UNCHECKED);
        assertThat(decorated.sites().eventWords()).contains("failed");
    }

    @Test
    void anAnswerThatIsNoSetOfKeysOrFarTooLongIsNotUsed() {
        issuer.answering("<html>");
        assertThat(called(claims())).isEqualTo(UNCHECKED);

        issuer.answering("{\"keys\":[],\"x\":\"" + "x".repeat(300_000) + "\"}");
        assertThat(called(claims())).isEqualTo(UNCHECKED);
    }

    /** The issuer's key under another name. */
    private RSAKey renamed(String id) {
        return new RSAKey.Builder(issuer.key()).keyID(id).build();
    }
}
