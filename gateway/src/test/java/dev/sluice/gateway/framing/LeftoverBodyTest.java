package dev.sluice.gateway.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeftoverBodyTest {

    /** Three looks later it would have lost its patience. */
    private static final long SOME_LOOKS_MILLIS = 350;

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch looked = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() {
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        switch (String.valueOf(request.path())) {
            case "/read" -> readAndRefuse(request);
            case "/unread" -> refuse(request.pause());
            default -> request.response().end("fine");
        }
    }

    /** Reads as a stream does that somebody blocks on: piece by piece, and paused whenever nobody asks. */
    private void readAndRefuse(HttpServerRequest request) {
        request.pause();
        request.handler(bytes -> request.fetch(1));
        request.endHandler(nothing -> refuse(request));
        request.fetch(1);
    }

    private void refuse(HttpServerRequest request) {
        request.response().setStatusCode(400).end();
        LeftoverBody.discard(request, 1);
        vertx.setTimer(SOME_LOOKS_MILLIS, fired -> looked.countDown());
    }

    @Test
    void aBodyThatWasReadLeavesTheConnectionAlone() throws Exception {
        try (Socket client = connected()) {
            BufferedReader answers = reader(client);
            send(client, "POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody");
            assertThat(head(answers)).isEqualTo("HTTP/1.1 400 Bad Request");
            looked.await();

            send(client, "GET /next HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(head(answers)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aBodyThatDoesNotComeEndsTheConnection() throws Exception {
        try (Socket client = connected()) {
            BufferedReader answers = reader(client);
            send(client, "POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbo");
            assertThat(head(answers)).isEqualTo("HTTP/1.1 400 Bad Request");

            assertThat(answers.readLine()).isNull();
        }
    }

    private Socket connected() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        client.setSoTimeout(30_000);
        return client;
    }

    private static BufferedReader reader(Socket client) throws IOException {
        return new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The first line of the next answer; the rest of its head, which has no body here, is skipped. */
    private static String head(BufferedReader answers) throws IOException {
        String first = answers.readLine();
        for (String line = first; line != null && !line.isEmpty(); line = answers.readLine()) {
            continue;
        }
        return String.valueOf(first);
    }
}
