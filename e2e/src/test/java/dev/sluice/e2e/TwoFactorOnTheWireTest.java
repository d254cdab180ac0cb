package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The second factor over HTTP, with an app that this test is, and across a kill of the gateway. */
@Timeout(180)
class TwoFactorOnTheWireTest {

    private static final String SPEC = """
            decorators:
              - auth: {apiKey: {keys: [ann]}}
              - two-factor: {%s}
            """;

    @TempDir
    Path folder;

    private Gateway gateway;

    @BeforeEach
    void start() {
        gateway = Gateway.start(folder.resolve("home"), Map.of());
        gateway.manage("PUT", "/secrets/ann", "text/plain", "the-key-of-ann");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aCodePassesOnceAlsoAcrossAKillOfTheGateway() throws Exception {
        JsonObject enrolled = enrol("{}");
        deploy("remember: 10m");
        String code = code(enrolled.get("secret").getAsString());

        HttpResponse<String> passed = answer(code);
        assertThat(passed.statusCode()).as(passed.body()).isEqualTo(200);
        assertThat(passed.body()).isEqualTo("Hello, Ada!\n");
        String proof = passed.headers().firstValue("Sluice-Proof").orElseThrow();
        gateway.kill9();
        gateway.restart();

        assertThat(answer(code).body()).contains("\"reason\":\"second_factor_refused\"");
        assertThat(call("Sluice-Proof", proof).statusCode()).isEqualTo(200);
        assertThat(call("Cookie", "sluice-proof=" + proof).statusCode()).isEqualTo(200);
        gateway.manage("DELETE", "/two-factor/users/ann");
        assertThat(call("Sluice-Proof", proof).statusCode()).isEqualTo(401);
        assertThat(Files.readString(gateway.home().resolve("logs/two-factor.jsonl")))
                .contains("\"event\":\"passed\"", "\"why\":\"replayed\"", "\"from\":\"127.0.0.1\"")
                .doesNotContain(code);
    }

    @Test
    void nobodyNamesHimselfFromOutside() {
        enrol("{}");
        deploy("remember: 10m");

        HttpResponse<String> forged = gateway.post("/function/hello", "Ada", "Sluice-Subject", "ann");

        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(forged.headers().allValues("WWW-Authenticate")).noneMatch(value -> value.contains("challenge="));
    }

    @Test
    void aNotifierMayMakeTheCodeItself() throws Exception {
        BlockingQueue<String> messages = new ArrayBlockingQueue<>(10);
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        provider.createContext("/", exchange -> {
            try (exchange) {
                messages.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(202, -1);
            }
        });
        provider.start();
        try {
            gateway.deployed(
                    "notify-webhook",
                    Gateway.example("notify-webhook"),
                    "env.PLATFORM_URL=" + gateway.uri(""),
                    "env.WEBHOOK_URL=http://127.0.0.1:" + provider.getAddress().getPort() + "/sms");
            enrol("{\"app\": false, \"address\": \"+49 30 1\"}");
            deploy("notifier: notify-webhook, codes: notifier, digits: 8");
            String challenge = challenge();

            String message = String.valueOf(messages.poll(60, TimeUnit.SECONDS));
            String code = message.replaceAll(".* is ([0-9]{8})\\..*", "$1");

            assertThat(message).startsWith("{\"to\":\"+49 30 1\",\"text\":\"Your code for hello is " + code);
            assertThat(call("Sluice-Challenge", challenge, "Sluice-Code", code).statusCode())
                    .isEqualTo(200);
        } finally {
            provider.stop(0);
        }
    }

    private void deploy(String settings) {
        gateway.deployed("hello", Gateway.example("hello"), "spec=" + SPEC.formatted(settings));
    }

    private JsonObject enrol(String wanted) {
        HttpResponse<String> answer = gateway.manage("PUT", "/two-factor/users/ann", "application/json", wanted);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Gateway.json(answer);
    }

    private HttpResponse<String> call(String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "X-API-Key";
        all[1] = "the-key-of-ann";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return gateway.post("/function/hello", "Ada", all);
    }

    private String challenge() {
        HttpResponse<String> asked = call();
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(401);
        return Gateway.json(asked).get("challenge").getAsString();
    }

    private HttpResponse<String> answer(String code) {
        return call("Sluice-Challenge", challenge(), "Sluice-Code", code);
    }

    /** What an authenticator app shows (RFC 6238). */
    private static String code(String base32) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        int buffer = 0;
        int bits = 0;
        for (char c : base32.toCharArray()) {
            buffer = buffer << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                key.write(buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(key.toByteArray(), "HmacSHA1"));
        byte[] hash = mac.doFinal(ByteBuffer.allocate(8)
                .putLong(Instant.now().getEpochSecond() / 30)
                .array());
        int at = hash[hash.length - 1] & 15;
        int number = ByteBuffer.wrap(hash, at, 4).getInt() & Integer.MAX_VALUE;
        return "%06d".formatted(number % 1_000_000);
    }
}
