package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.VersionChoice;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.time.Backoff;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.payload.PayloadFormat;
import dev.sluice.events.webhook.WebhookRoutes;
import dev.sluice.events.webhook.WebhookSource;
import dev.sluice.gateway.http.RawHttp.Reply;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.TestVersions;
import dev.sluice.testkit.protocol.EchoFunction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhooksOnTheWireTest {

    private static final Namespace SHOP = new Namespace("shop");
    private static final String KEY = "a river of words";
    private static final Map<String, Object> GITHUB = Map.of("github", Map.of("secret", "hook"));
    private static final String ASYNC = "async";
    private static final String SYNC = "sync";
    private static final String BODY = "{\"order\": 17}";
    private static final long NOON = EntryPointFixture.NOON.getEpochSecond();

    @TempDir
    private Path folder;

    private EntryPointFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new EntryPointFixture(folder).function(new EchoFunction());
        gateway.secrets.put(Namespace.DEFAULT, new SecretName("hook"), new SecretValue(KEY));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private void trigger(String name, FunctionName function, boolean paused, Map<String, Object> source) {
        WebhookSource read = ((Binding.Bound<WebhookSource>)
                        Settings.of(WebhookSource.class).read(source, "spec.webhook"))
                .settings();
        gateway.addresses.put(new WebhookRoutes.Route(name, function, read, paused));
    }

    private void trigger(String path, Object signature, String mode) {
        trigger(
                "t",
                new FunctionName("hello"),
                false,
                Map.of("path", path, "signature", signature, "mode", mode, "methods", List.of("POST", "PUT")));
    }

    private static byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String signed(String body) {
        return "X-Hub-Signature-256: sha256=" + HexFormat.of().formatHex(hmac(body)) + "\r\n";
    }

    private Reply post(String path, String fields, String body) throws IOException {
        return gateway.exchange("POST " + path + " HTTP/1.1\r\nHost: h\r\n" + fields + "Content-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private static void assertRefused(Reply reply, int status, String reason, String detail) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).contains("\"reason\":\"" + reason + "\"").contains("\"detail\":\"" + detail);
    }

    @Test
    void aSignedRequestReachesTheFunctionAsItWasSentAndItsAnswerGoesBack() throws IOException {
        trigger("/hooks/github/{repo}/{b}", GITHUB, SYNC);

        Reply reply = post(
                "/hooks/github/a%20shop/x?y=%20z",
                signed(BODY) + "X-GitHub-Event: push\r\nSluice-Trigger: forged\r\nAuthorization: Basic abc\r\n", BODY);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(BODY);
        assertThat(reply.header("echo-method")).contains("POST");
        assertThat(reply.header("echo-path")).contains("/hooks/github/a%20shop/x");
        assertThat(reply.header("echo-query")).contains("y=%20z");
        assertThat(reply.header("echo-x-github-event")).contains("push");
        assertThat(reply.header("echo-authorization")).contains("Basic abc");
        assertThat(reply.all("echo-sluice-trigger")).containsExactly("t");
        assertThat(reply.header("echo-sluice-path-repo")).contains("a%20shop");
        assertThat(reply.header("echo-sluice-path-b")).contains("x");
        InvocationRecord record = gateway.records().getFirst();
        assertThat(record.entryPoint()).isEqualTo("event");
        assertThat(gateway.kept).isEmpty();
    }

    @Test
    void aBodyInChunksIsSignedAsItsBytesAre() throws IOException {
        trigger("/hooks/x", GITHUB, SYNC);
        String body = "y".repeat(200_000);

        Reply reply = gateway.exchange("POST /hooks/x HTTP/1.1\r\nHost: h\r\n" + signed(body)
                + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(150_000) + "\r\n" + body.substring(50_000)
                + "\r\n" + Integer.toHexString(50_000) + "\r\n" + body.substring(0, 50_000) + "\r\n0\r\n\r\n");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(body);
    }

    @Test
    void whatIsNotSignedReachesNothing() throws IOException {
        trigger("/hooks/x", GITHUB, SYNC);
        String form = "it has 'sha256=' and 64 hexadecimal digits, which GitHub sends when its webhook has a secret.";

        assertRefused(
                post("/hooks/x", "", BODY),
                401,
                "signature_missing",
                "The header X-Hub-Signature-256 is missing: " + form);
        assertRefused(
                post("/hooks/x", "X-Hub-Signature-256: sha256=xyz\r\n", BODY),
                401,
                "signature_malformed",
                "The header X-Hub-Signature-256 is not what was expected: " + form);
        assertRefused(
                post("/hooks/x", signed(BODY + " "), BODY),
                401,
                "signature_forged",
                "The header X-Hub-Signature-256 has no signature that one of the trigger's secrets makes of this body.");
        assertThat(post("/hooks/x", signed(BODY), BODY).status()).isEqualTo(200);
        boolean _ = gateway.secrets.delete(Namespace.DEFAULT, new SecretName("hook"));
        assertThat(post("/hooks/x", signed(BODY), BODY).status()).isEqualTo(401);
        assertThat(gateway.pools.priorities()).hasSize(1);
        assertThat(gateway.refused()).hasSize(2);
    }

    @Test
    void whatIsNoWebhookIsTold() throws IOException {
        trigger("/hooks/x", GITHUB, SYNC);
        trigger("p", new FunctionName("hello"), true, Map.of("path", "/hooks/paused", "signature", "none"));
        trigger("m", new FunctionName("missing"), false, Map.of("path", "/hooks/missing", "signature", "none"));

        assertRefused(
                post("/hooks/y", signed(BODY), BODY),
                404,
                "no_such_webhook",
                "No trigger has this path at this host. Compare it with 'webhook' in the trigger's spec;"
                        + " one of another namespace than 'default' begins with /namespaces/ and its name.");
        Reply get = gateway.get("/hooks/x");
        assertRefused(
                get,
                405,
                "method_not_allowed",
                "The trigger at this address does not take GET, but POST, PUT. Send one of these,"
                        + " or change 'webhook.methods' in its spec.");
        assertThat(get.header("allow")).contains("POST, PUT");
        Reply paused = post("/hooks/paused", "", BODY);
        assertRefused(paused, 503, "trigger_paused", "The trigger at this address is paused. Send it again later.");
        assertThat(paused.header("retry-after")).contains("60");
        assertRefused(
                post("/hooks/missing", "", BODY),
                503,
                "function_missing",
                "What this address calls is not there at the moment.");
        assertThat(gateway.exchange("POST /hooks/x HTTP/1.1\r\nHost: h\r\n" + signed(BODY)
                                + "Content-Length: 1048577\r\n\r\n")
                        .body())
                .contains("\"detail\":\"Webhooks take bodies of at most 1048576 bytes. Send less.\"");
        assertThat(gateway.kept).isEmpty();
    }

    @Test
    void namespacesHaveAddressesOfTheirOwn() throws IOException {
        FunctionVersion hello = TestVersions.of("hello");
        gateway.routes.put(Route.to(gateway.instances(new FunctionVersion(
                new FunctionName(SHOP, "hello"), 1, hello.artifact(), hello.spec(), hello.createdAt()))));
        trigger(
                "t",
                new FunctionName(SHOP, "hello"),
                false,
                Map.of("path", "/hooks/x", "signature", "none", "mode", SYNC));

        assertThat(post("/hooks/x", "", BODY).status()).isEqualTo(404);
        Reply reply = post("/namespaces/shop/hooks/x", "", BODY);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("echo-path")).contains("/hooks/x");
        assertThat(post("/namespaces/default/hooks/x", "", BODY).body()).isEqualTo("elsewhere");
        assertThat(post("/namespaces/shop/functions/hello", "", BODY).body()).isEqualTo("elsewhere");
    }

    @Test
    void aCallThatRunsLaterIsKeptWithoutCredentialsAndThenAcknowledged() throws IOException {
        trigger("/hooks/{repo}", GITHUB, ASYNC);

        Reply reply = post("/hooks/web?a=b", signed(BODY) + "Authorization: Basic abc\r\nCookie: c=d\r\n", BODY);

        QueuedCall call = gateway.kept.remove();
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.header("x-call-id")).contains(call.id().value());
        assertThat(reply.body()).isEqualTo("{\"id\":\"" + call.id() + "\"}");
        assertThat(call.function().value()).isEqualTo("hello");
        assertThat(call.accepted()).isEqualTo(EntryPointFixture.NOON);
        assertThat(call.terms().entryPoint()).isEqualTo(EntryPoint.EVENT);
        assertThat(StandardCharsets.UTF_8
                        .decode(PayloadFormat.value(call.body()))
                        .toString())
                .isEqualTo(BODY);
        assertThat(call.head().path()).isEqualTo("/hooks/web");
        assertThat(call.head().query()).isEqualTo("a=b");
        assertThat(call.head().headers().first("Sluice-Path-repo")).contains("web");
        assertThat(call.head().headers().first("Sluice-Trigger")).contains("t");
        assertThat(call.head().headers().first("Authorization")).isEmpty();
        assertThat(call.head().headers().first("Cookie")).isEmpty();
        assertThat(gateway.pools.priorities()).isEmpty();
    }

    @Test
    void aCallThatRunsLaterIsTriedAsLongAsItsTriggerSays() throws IOException {
        RetryPolicy policy =
                new RetryPolicy(2, Duration.ofHours(1), new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1)));
        trigger("/hooks/x", GITHUB, ASYNC);
        WebhookRoutes.Found found = gateway.addresses.find(Namespace.DEFAULT, "POST", "/hooks/x", "h");
        WebhookRoutes.Route route = ((WebhookRoutes.Found.Match) found).route();
        gateway.addresses.put(new WebhookRoutes.Route(
                route.trigger(),
                route.function(),
                route.source(),
                false,
                Optional.of(policy),
                1,
                new VersionChoice.Accepted()));

        assertThat(post("/hooks/x", signed(BODY), BODY).status()).isEqualTo(202);

        CallTerms terms = gateway.kept.remove().terms();
        assertThat(terms.retry()).contains(policy);
        assertThat(terms.priority()).isEqualTo(1);
        assertThat(terms.version())
                .hasValue(gateway.routes.live(route.function()).getAsInt());
    }

    private String kept(String fields, String body) throws IOException {
        Reply reply = post("/hooks/x", fields, body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        return gateway.kept.remove().id().value();
    }

    @Test
    void aMessageOfGithubThatIsSentAgainIsTheSameCall() throws IOException {
        trigger("/hooks/x", GITHUB, ASYNC);
        String delivery = "X-GitHub-Delivery: 72d3162e\r\n";

        String first = kept(signed(BODY) + delivery, BODY);
        assertThat(kept(signed(BODY) + delivery, BODY)).isEqualTo(first);
        assertThat(kept(signed(BODY) + "X-GitHub-Delivery: other\r\n", BODY)).isNotEqualTo(first);
        assertThat(kept(signed("other") + delivery, "other"))
                .as("a caught message under the id of another does not take its place")
                .isNotEqualTo(first);
        assertThat(kept(signed(BODY), BODY)).isNotEqualTo(kept(signed(BODY), BODY));
    }

    @Test
    void messagesOfOthersAreKnownByTheirIdsToo() throws IOException {
        trigger("/hooks/x", Map.of("stripe", Map.of("secret", "hook")), ASYNC);
        String event = "{\"data\":{\"id\":\"inner\"},\"id\":\"evt_1\",\"pending_webhooks\":1}";
        assertThat(kept(stripe(event), event))
                .isEqualTo(kept(stripe(event.replace(":1}", ":0}")), event.replace(":1}", ":0}")));
        assertThat(kept(stripe("[1]"), "[1]")).isNotEqualTo(kept(stripe("[1]"), "[1]"));

        trigger("/hooks/x", Map.of("standard", Map.of("secret", "hook")), ASYNC);
        assertThat(kept(standard("msg_1", BODY), BODY))
                .isEqualTo(kept(standard("msg_1", BODY), BODY))
                .isNotEqualTo(kept(standard("msg_2", BODY), BODY));

        trigger(
                "t",
                new FunctionName("hello"),
                false,
                Map.of("path", "/hooks/x", "signature", "none", "id", "X-Shop-Id"));
        assertThat(kept("X-Shop-Id: 1\r\n", BODY))
                .isEqualTo(kept("x-shop-id: 1\r\n", BODY))
                .isNotEqualTo(kept("X-Shop-Id: 2\r\n", BODY));
    }

    private static String stripe(String body) {
        String signature = HexFormat.of().formatHex(hmac(NOON + "." + body));
        return "Stripe-Signature: t=" + NOON + "\r\nStripe-Signature: v1=" + signature + "\r\n";
    }

    private static String standard(String id, String body) {
        String signature = Base64.getEncoder().encodeToString(hmac(id + "." + NOON + "." + body));
        return "webhook-id: " + id + "\r\nwebhook-timestamp: " + NOON + "\r\nwebhook-signature: v1," + signature
                + "\r\n";
    }

    @Test
    void whatWasNotKeptIsNeverAcknowledged() throws IOException {
        trigger("/hooks/x", "none", ASYNC);

        gateway.queue = _ -> CompletableFuture.completedFuture(new Acceptance.BrokerAway("It is gone."));
        assertRefused(post("/hooks/x", "", BODY), 503, "broker_away", "It is gone.");
        gateway.queue = _ -> CompletableFuture.failedFuture(new IllegalStateException("lost"));
        assertRefused(
                post("/hooks/x", "", BODY),
                503,
                "acceptance_unknown",
                "Kafka did not say whether it kept the call, which may run or not."
                        + " Send it again: if it has an id, it runs once.");
        gateway.queue = call -> CompletableFuture.completedFuture(new Acceptance.DifferentCall(call.id()));
        assertThat(post("/hooks/x", "", BODY).status()).isEqualTo(202);
    }

    private static String slack(String body, long time) {
        return "X-Slack-Request-Timestamp: " + time + "\r\nX-Slack-Signature: v0="
                + HexFormat.of().formatHex(hmac("v0:" + time + ":" + body)) + "\r\n";
    }

    @Test
    void slackIsAnsweredItsChallengeOnlyIfItSignedIt() throws IOException {
        trigger("/hooks/x", Map.of("slack", Map.of("secret", "hook")), ASYNC);
        String asks = "{\"type\":\"url_verification\",\"token\":\"t\",\"challenge\":\"3eZbrw1a\"}";

        Reply reply = post("/hooks/x", slack(asks, NOON), asks);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("3eZbrw1a");
        assertThat(reply.header("content-type")).contains("text/plain; charset=utf-8");
        assertThat(gateway.kept).isEmpty();
        assertThat(post("/hooks/x", slack(BODY, NOON), asks).status()).isEqualTo(401);
        assertRefused(
                post("/hooks/x", slack(asks, NOON - 301), asks),
                401,
                "signature_stale",
                "The time in the header X-Slack-Request-Timestamp is 301 s behind the clock here,"
                        + " and at most 5m are allowed.");
        String event = asks.replace("url_verification", "event_callback");
        assertThat(post("/hooks/x", slack(event, NOON), event).status()).isEqualTo(202);
        String garbage = "{\"type\":\"url_verification\",";
        assertThat(post("/hooks/x", slack(garbage, NOON), garbage).status()).isEqualTo(202);
    }

    @Test
    void aSenderOfCloudEventsThatAsksMaySend() throws IOException {
        trigger("/hooks/x", GITHUB, ASYNC);
        String asks = "OPTIONS /hooks/%s HTTP/1.1\r\nHost: h\r\nWebHook-Request-Origin: shop.example.org\r\n\r\n";

        Reply reply = gateway.exchange(asks.formatted("x"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("webhook-allowed-origin")).contains("shop.example.org");
        assertThat(reply.header("webhook-allowed-rate")).contains("*");
        assertThat(reply.header("allow")).contains("POST, PUT");
        assertThat(gateway.exchange(asks.formatted("y")).status()).isEqualTo(404);
        assertThat(gateway.exchange("OPTIONS /hooks/x HTTP/1.1\r\nHost: h\r\n\r\n")
                        .status())
                .isEqualTo(405);
    }
}
