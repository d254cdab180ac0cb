package dev.sluice.events.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.invocation.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The signatures here were made with OpenSSL, not with what is tested. */
class SignatureTest {

    private static final String BODY = "{\"order\": 17, \"note\": \"grün\"}\n";
    private static final Instant NOW = Instant.ofEpochSecond(1_795_867_200);
    private static final String TIME = "1795867200";
    private static final List<SecretName> NAMES = List.of(new SecretName("hook"));
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String GITHUB = "c832784280d11ed69b7dc445e31d1df064e1f43c02655e8061b3ea02f79a43fd";
    private static final String STRIPE = "ca45bb36ed33fd9cfccad284b20107cc8b9a8276e2456ad83521dd24e6a3e89d";
    private static final String SLACK = "c6880ef98130060892c2cf6296e88a0513400b215dceae35d0f521f4bfbaa622";
    private static final String STANDARD = "cDu4oxJX/azICcGfatYcJn86NaA+HzUlqx7OhmswPjY=";
    private static final String SHA1_BASE64 = "Xr/jYEmGi1WvQttOApRUqZ1CnRk=";
    private static final String SHA512_HEX =
            "b90d3053fdc8f0fae666ba012751058aafbfa6bf489908de4e1a0e170d37bf445266093cee87dbb8ee892710ee96100cd1e76fe46c982e0704a5f740020b6a31";

    private static final String KEY = "a river of words";
    private static final String STANDARD_KEY = "whsec_YSByaXZlciBvZiB3b3Jkcw==";

    private static Verdict check(Signature signature, Headers headers, String body, String... secrets) {
        return signature.check(
                new Delivery(headers, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))),
                List.of(secrets).stream().map(SecretValue::new).toList(),
                NOW);
    }

    private static String refusal(Verdict verdict) {
        return ((Verdict.Refused) verdict).detail();
    }

    private static final Verdict GENUINE = new Verdict.Genuine(Optional.empty());

    @Test
    void githubsIsOverTheBytesAsSent() {
        Github github = new Github(NAMES);
        Headers headers = Headers.of("x-hub-signature-256", "sha256=" + GITHUB);
        assertThat(check(github, headers, BODY, KEY)).isEqualTo(GENUINE);
        assertThat(refusal(check(github, headers, BODY.strip(), KEY)))
                .isEqualTo(
                        "The header X-Hub-Signature-256 has no signature that one of the trigger's secrets makes of this "
                                + "body. Compare the secret with the sender's, and see that nothing in between changes the body.");
        assertThat(refusal(check(github, Headers.EMPTY, BODY, KEY)))
                .isEqualTo("The header X-Hub-Signature-256 is missing: it has 'sha256=' and 64 hexadecimal digits, "
                        + "which GitHub sends when its webhook has a secret.");
        assertThat(refusal(check(github, Headers.of("X-Hub-Signature-256", GITHUB), BODY, KEY)))
                .startsWith("The header X-Hub-Signature-256 is not what was expected: it has 'sha256='");
    }

    /** The example of GitHub's own documentation. */
    @Test
    void githubsExampleIsGenuine() {
        Headers headers = Headers.of(
                "X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
        assertThat(check(new Github(NAMES), headers, "Hello, World!", "It's a Secret to Everybody"))
                .isEqualTo(GENUINE);
    }

    @Test
    void eitherOfTwoSecretsWillDoAndNoneWillNot() {
        Headers headers = Headers.of("X-Hub-Signature-256", "sha256=" + GITHUB);
        Github github = new Github(List.of(new SecretName("old"), new SecretName("new")));
        assertThat(check(github, headers, BODY, "other", KEY)).isEqualTo(GENUINE);
        assertThat(check(github, headers, BODY, KEY, "other")).isEqualTo(GENUINE);
        assertThat(check(github, headers, BODY, "other")).isInstanceOf(Verdict.Refused.class);
        assertThat(check(github, headers, BODY)).isInstanceOf(Verdict.Refused.class);
        assertThat(check(github, headers, BODY, "")).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void stripesHasATimeAndMayHaveSeveralSignatures() {
        Stripe stripe = new Stripe(NAMES, TOLERANCE);
        assertThat(check(stripe, Headers.of("Stripe-Signature", "t=" + TIME + ",v1=" + STRIPE), BODY, KEY))
                .isEqualTo(GENUINE);
        assertThat(check(
                        stripe,
                        Headers.of("Stripe-Signature", "t=" + TIME + ",v1=" + GITHUB + ",v1=" + STRIPE + ",v0=00"),
                        BODY,
                        KEY))
                .isEqualTo(GENUINE);
        assertThat(check(
                        stripe,
                        Headers.of("Stripe-Signature", "t=" + TIME, "Stripe-Signature", "v1=" + STRIPE),
                        BODY,
                        KEY))
                .isEqualTo(GENUINE);
        assertThat(check(stripe, Headers.of("Stripe-Signature", "t=1795867201,v1=" + STRIPE), BODY, KEY))
                .isEqualTo(Verdict.forged("Stripe-Signature"));
        assertThat(refusal(check(stripe, Headers.of("Stripe-Signature", "t=" + TIME + ",v0=" + STRIPE), BODY, KEY)))
                .isEqualTo(
                        "The header Stripe-Signature is not what was expected: it has 't=', seconds since 1970, ',v1=' "
                                + "and hexadecimal digits.");
    }

    @Test
    void slacksHasItsTimeInAHeaderOfItsOwn() {
        Slack slack = new Slack(NAMES, TOLERANCE);
        assertThat(check(
                        slack,
                        Headers.of("X-Slack-Signature", "v0=" + SLACK, "X-Slack-Request-Timestamp", TIME),
                        BODY,
                        KEY))
                .isEqualTo(GENUINE);
        assertThat(refusal(check(slack, Headers.of("X-Slack-Signature", "v0=" + SLACK), BODY, KEY)))
                .isEqualTo("The header X-Slack-Request-Timestamp is missing: it has seconds since 1970.");
        assertThat(refusal(check(
                        slack,
                        Headers.of("X-Slack-Signature", "v0=" + SLACK, "X-Slack-Request-Timestamp", "noon"),
                        BODY,
                        KEY)))
                .isEqualTo("The header X-Slack-Request-Timestamp is not what was expected: it has seconds since 1970.");
    }

    private static Headers standard(String family, String... signatures) {
        Headers headers = Headers.of(family + "id", "msg_17", family + "timestamp", TIME);
        for (String signature : signatures) {
            headers = headers.plus(family + "signature", signature);
        }
        return headers;
    }

    @Test
    void standardWebhooksTellTheIdOfTheMessage() {
        Standard standard = new Standard(NAMES, TOLERANCE);
        Verdict genuine = new Verdict.Genuine(Optional.of("msg_17"));
        assertThat(check(standard, standard("webhook-", "v1," + STANDARD), BODY, STANDARD_KEY))
                .isEqualTo(genuine);
        assertThat(check(standard, standard("svix-", "v1," + STANDARD), BODY, STANDARD_KEY))
                .isEqualTo(genuine);
        assertThat(check(standard, standard("webhook-", "v1," + STANDARD), BODY, STANDARD_KEY + "\n"))
                .isEqualTo(genuine);
    }

    @Test
    void aSecretOfStandardWebhooksThatIsNotMarkedAsBase64IsTheKeyAsWhereThePlatformSigns() {
        Standard standard = new Standard(NAMES, TOLERANCE);
        ByteBuffer body = ByteBuffer.wrap(BODY.getBytes(StandardCharsets.UTF_8));
        assertThat(check(standard, standard("webhook-", "v1," + STANDARD), BODY, KEY))
                .isEqualTo(new Verdict.Genuine(Optional.of("msg_17")));
        for (String secret : List.of(STANDARD_KEY, STANDARD_KEY.substring(6), KEY, "whsec_*", "\n x")) {
            String signed = WebhookSignature.of(secret, "msg_17", NOW.getEpochSecond(), body);
            assertThat(check(standard, standard("webhook-", signed), BODY, secret))
                    .as(secret)
                    .isEqualTo(new Verdict.Genuine(Optional.of("msg_17")));
        }
    }

    @Test
    void aFaultOfTheHeadIsSeenWithoutABodyAndASecret() {
        assertThat(fault(new Github(NAMES), Headers.EMPTY)).isEqualTo(Verdict.Fault.MISSING);
        assertThat(fault(new Slack(NAMES, TOLERANCE), Headers.of("X-Slack-Request-Timestamp", "noon")))
                .isEqualTo(Verdict.Fault.MALFORMED);
        assertThat(fault(new Stripe(NAMES, TOLERANCE), Headers.of("Stripe-Signature", "t=1")))
                .isEqualTo(Verdict.Fault.MALFORMED);
        assertThat(fault(new Github(NAMES), Headers.of("X-Hub-Signature-256", "sha256=" + GITHUB)))
                .isEqualTo(Verdict.Fault.FORGED);
    }

    private static Verdict.Fault fault(Signature signature, Headers headers) {
        return ((Verdict.Refused) check(signature, headers, "")).fault();
    }

    @Test
    void severalSignaturesOfStandardWebhooksMayStandInOneLineOrInSeveral() {
        Standard standard = new Standard(NAMES, TOLERANCE);
        Verdict genuine = new Verdict.Genuine(Optional.of("msg_17"));
        assertThat(check(standard, standard("webhook-", "v1a,AAAA v1,AAAA v1," + STANDARD), BODY, STANDARD_KEY))
                .isEqualTo(genuine);
        assertThat(check(standard, standard("webhook-", "v1,AAAA", "v1," + STANDARD), BODY, STANDARD_KEY))
                .isEqualTo(genuine);
        assertThat(check(standard, standard("webhook-", "v1a," + STANDARD), BODY, STANDARD_KEY))
                .isEqualTo(Verdict.malformed("webhook-signature", "'v1,' and base 64"));
        assertThat(check(standard, standard("webhook-"), BODY, STANDARD_KEY))
                .isEqualTo(Verdict.missing("webhook-signature", "'v1,' and base 64"));
        assertThat(check(standard, standard("webhook-", "v1," + STANDARD), BODY, "not base 64!"))
                .isEqualTo(Verdict.forged("webhook-signature"));
    }

    @Test
    void othersAreHmacInAHeaderOfAnyName() {
        Hmac sha1 = new Hmac(NAMES, "X-Sig", Hmac.Algorithm.SHA1, Hmac.Encoding.BASE64, Optional.empty());
        assertThat(check(sha1, Headers.of("X-Sig", SHA1_BASE64), BODY, KEY)).isEqualTo(GENUINE);
        Hmac sha512 = new Hmac(NAMES, "X-Sig", Hmac.Algorithm.SHA512, Hmac.Encoding.HEX, Optional.of("mac "));
        assertThat(check(sha512, Headers.of("X-Sig", "mac " + SHA512_HEX.toUpperCase(Locale.ROOT)), BODY, KEY))
                .isEqualTo(GENUINE);
        assertThat(refusal(check(sha512, Headers.of("X-Sig", SHA512_HEX), BODY, KEY)))
                .isEqualTo("The header X-Sig is not what was expected: it has 'mac ' and hexadecimal digits.");
    }

    @Test
    void whatIsTooOldOrAheadIsRefusedThoughItIsSigned() {
        Slack strict = new Slack(NAMES, TOLERANCE);
        Headers headers = Headers.of("X-Slack-Signature", "v0=" + SLACK, "X-Slack-Request-Timestamp", TIME);
        Delivery delivery = new Delivery(headers, ByteBuffer.wrap(BODY.getBytes(StandardCharsets.UTF_8)));
        List<SecretValue> keys = List.of(new SecretValue(KEY));
        assertThat(strict.check(delivery, keys, NOW.plusSeconds(300))).isEqualTo(GENUINE);
        assertThat(strict.check(delivery, keys, NOW.minusSeconds(300))).isEqualTo(GENUINE);
        assertThat(refusal(strict.check(delivery, keys, NOW.plusSeconds(301))))
                .isEqualTo(
                        "The time in the header X-Slack-Request-Timestamp is 301 s behind the clock here, and at most 5m "
                                + "are allowed. It may have been sent before, or one of the clocks is wrong.");
        assertThat(refusal(strict.check(delivery, keys, NOW.minusSeconds(301))))
                .startsWith("The time in the header X-Slack-Request-Timestamp is 301 s ahead of the clock here");
    }

    @Test
    void noRefusalTellsASignatureThatWouldFit() {
        Headers headers = Headers.of("X-Hub-Signature-256", "sha256=00");
        assertThat(refusal(check(new Github(NAMES), headers, BODY, KEY)))
                .doesNotContain(GITHUB)
                .doesNotContain(KEY);
    }
}
