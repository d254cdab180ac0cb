package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks of the running product, as GitHub and others send them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookTriggerTest {

    private static final String KEY = "It's a Secret to Everybody";
    private static final String SIGNATURE = "X-Hub-Signature-256";
    private static final String DELIVERY = "X-GitHub-Delivery";

    @TempDir
    private static Path folder;

    private Gateway gateway;

    @BeforeAll
    void start() {
        gateway = Gateway.start(folder.resolve("home"), Map.of());
        gateway.deployed("hello", Gateway.example("hello"));
        assertThat(gateway.manage("PUT", "/secrets/github", "text/plain", KEY).statusCode())
                .isEqualTo(204);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private void applied(String name, String webhook) {
        String document = "apiVersion: sluice.dev/v1beta1\nkind: Trigger\nmetadata: {name: " + name
                + "}\nspec:\n  function: hello\n  webhook: {path: '/hooks/" + name + "/{repo}', " + webhook + "}\n";
        HttpResponse<String> answer = gateway.manage("PUT", "/documents/trigger/" + name, "application/yaml", document);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Gateway.json(gateway.manage("GET", "/documents/trigger/" + name + "/status"))
                                .get("state")
                                .getAsString()
                                .equals("running")
                        && gateway.get("/hooks/" + name + "/x").statusCode() == 405);
    }

    private static String signed(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theFunctionAnswersWhatIsSignedAndNothingElseReachesIt() {
        applied("sync", "mode: sync, signature: {github: {secret: github}}");

        HttpResponse<String> good = gateway.post("/hooks/sync/web", "Ada", SIGNATURE, signed("Ada"));
        assertThat(good.statusCode()).as(good.body()).isEqualTo(200);
        assertThat(good.body()).isEqualTo("Hello, Ada!\n");
        assertThat(gateway.post("/hooks/sync/web", "Bob", SIGNATURE, signed("Ada"))
                        .body())
                .contains("\"status\":401", "\"reason\":\"signature_forged\"");
        assertThat(gateway.post("/hooks/sync/web", "Ada").body())
                .contains("\"status\":401", "\"reason\":\"signature_missing\"");
        assertThat(gateway.post("/namespaces/other/hooks/sync/web", "Ada", SIGNATURE, signed("Ada"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.manage("DELETE", "/secrets/github").body()).contains("secret_in_use");
    }

    @Test
    void garbageIsRefused() {
        applied("garbage", "signature: {github: {secret: github}}");
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> signatures = List.of("", "sha256=", "sha256=00", "sha1=" + "0".repeat(40), "=".repeat(300));
        for (int i = 0; i < 100; i++) {
            byte[] body = new byte[random.nextInt(2_000)];
            random.nextBytes(body);
            HttpRequest request = HttpRequest.newBuilder(gateway.uri("/hooks/garbage/%00%ff?" + i))
                    .header(SIGNATURE, signatures.get(random.nextInt(signatures.size())))
                    .POST(BodyPublishers.ofByteArray(body))
                    .build();
            assertThat(gateway.send(request).statusCode()).as("seed " + seed).isEqualTo(401);
        }
        gateway.log().assertQuiet();
    }

    @Test
    void aMessageThatIsSentAgainIsOneCallAlsoAfterARestart() {
        assertThat(Files.exists(gateway.shared().resolve("kafka")))
                .as("nothing needed a broker so far")
                .isFalse();
        applied("async", "signature: {github: {secret: github}}");

        String first = accepted("Ada", "72d3162e");
        awaitDone(first);
        assertThat(accepted("Ada", "72d3162e")).isEqualTo(first);
        assertThat(accepted("Ada", "another")).isNotEqualTo(first);
        gateway.kill9();
        gateway.restart();
        assertThat(accepted("Ada", "72d3162e")).isEqualTo(first);
        String last = accepted("Bob", "last");
        awaitDone(last);
        assertThat(awaitDone(first).get("attempts").getAsInt()).isEqualTo(1);
    }

    private String accepted(String body, String delivery) {
        HttpResponse<String> answer = gateway.post(
                "/hooks/async/web", body, SIGNATURE, signed(body), DELIVERY, delivery, "X-GitHub-Event", "ping");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("X-Call-Id").orElseThrow();
    }

    private JsonObject awaitDone(String id) {
        await("the call is over")
                .atMost(Duration.ofSeconds(90))
                .until(() -> invocation(id).get("state").getAsString().equals("succeeded"));
        return invocation(id);
    }

    private JsonObject invocation(String id) {
        return Gateway.json(gateway.manage("GET", "/invocations/" + id));
    }
}
