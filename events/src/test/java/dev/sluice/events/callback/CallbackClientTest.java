package dev.sluice.events.callback;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Headers;
import dev.sluice.events.callback.CallbackClient.Sent;
import dev.sluice.events.webhook.WebhookSignature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallbackClientTest {

    private static final String BODY = "{\"n\":1}";

    @AutoClose
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private volatile com.sun.net.httpserver.Headers asked = new com.sun.net.httpserver.Headers();
    private volatile String body = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/taken", exchange -> answer(exchange, 204));
        server.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().add("Location", "/taken");
            answer(exchange, 307);
        });
        server.createContext("/later", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "7");
            answer(exchange, 503);
        });
        // The head comes, and the body does not end.
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            await();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        asked = exchange.getRequestHeaders();
        body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private Sent post(boolean privateToo, String path, Duration patience) {
        try (CallbackClient client = new CallbackClient(
                new PublicAddresses(privateToo),
                namespace -> Optional.of("secret of " + namespace),
                () -> Instant.ofEpochSecond(1_000),
                threads)) {
            URI to = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
            return client.post(new CallbackClient.Message(
                    to,
                    new Namespace("shop"),
                    "a/1",
                    Headers.of("Content-Type", "application/json", "ce-id", "a/1"),
                    ByteBuffer.wrap(BODY.getBytes(StandardCharsets.UTF_8)),
                    patience));
        }
    }

    private Sent post(String path) {
        return post(true, path, Duration.ofSeconds(20));
    }

    @Test
    void aMessageIsSentWithItsFieldsAndASignature() {
        assertThat(post("/taken"))
                .isInstanceOfSatisfying(
                        Sent.Answered.class,
                        answer -> assertThat(answer.status()).isEqualTo(204));
        assertThat(body).isEqualTo(BODY);
        assertThat(asked.getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(asked.getFirst("ce-id")).isEqualTo("a/1");
        assertThat(asked.getFirst("webhook-id")).isEqualTo("a/1");
        assertThat(asked.getFirst("webhook-timestamp")).isEqualTo("1000");
        assertThat(asked.getFirst("webhook-signature"))
                .isEqualTo(WebhookSignature.of(
                        "secret of shop", "a/1", 1_000, ByteBuffer.wrap(BODY.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aRedirectionIsAnAnswerAndAnAnswerHasItsFields() {
        assertThat(post("/elsewhere"))
                .isInstanceOfSatisfying(
                        Sent.Answered.class,
                        answer -> assertThat(answer.status()).isEqualTo(307));
        assertThat(post("/later")).isInstanceOfSatisfying(Sent.Answered.class, answer -> {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers().first("Retry-After")).contains("7");
        });
    }

    @Test
    void anAnswerThatDoesNotEndIsNotWaitedFor() {
        assertThat(post(true, "/endless", Duration.ofMillis(300)))
                .isEqualTo(new Sent.Failed("127.0.0.1 has not answered within 300 ms"));
    }

    @Test
    void privateAddressesAreNotReachedUnlessTheyAreAllowed() {
        assertThat(post(false, "/taken", Duration.ofSeconds(20)))
                .isInstanceOfSatisfying(
                        Sent.Failed.class,
                        failed -> assertThat(failed.why()).contains("leads to 127.0.0.1, a private address"));
        assertThat(asked).isEmpty();
    }

    @Test
    void whoIsNotThereIsSaid() {
        server.stop(0);
        assertThat(post("/taken"))
                .isInstanceOfSatisfying(
                        Sent.Failed.class,
                        failed -> assertThat(failed.why()).startsWith("127.0.0.1 was not reached: "));
    }
}
