package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions that are an upstream whose answers HTTP does not allow. */
@ExtendWith(SharedGateway.class)
class UpstreamOnTheWireTest {

    private HostileUpstream upstream;

    @BeforeEach
    void open() throws IOException {
        upstream = new HostileUpstream();
    }

    @AfterEach
    void close() throws IOException {
        upstream.close();
    }

    private void deploy(Gateway gateway, String more) {
        HttpResponse<String> answer = gateway.manage(
                "PUT", "/functions/hostile", "application/yaml", "upstream: " + upstream.url() + "\n" + more);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }

    @ParameterizedTest
    @CsvSource({"GET, late, 200", "GET, more, 200", "HEAD, head, 200", "GET, none, 204", "GET, same, 304"})
    void whatComesBehindAnAnswerReachesNobody(String method, String path, int status, Gateway gateway)
            throws IOException {
        deploy(gateway, "");

        HttpResponse<String> first = gateway.send(gateway.request(method, "/function/hostile/" + path));
        upstream.sendLate();
        await().until(() -> upstream.left() == 1);
        HttpResponse<String> next = gateway.get("/function/hostile/mine");

        assertThat(first.statusCode()).isEqualTo(status);
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(next.body()).isEqualTo("/mine");
    }

    @Test
    void aLargeAnswerComesWhole(Gateway gateway) {
        deploy(gateway, "");

        assertThat(gateway.get("/function/hostile/large").body()).hasSize(3_000_000);
    }

    @Test
    void answersBeforeTheAnswerAreNotTheAnswer(Gateway gateway) {
        deploy(gateway, "");

        HttpResponse<String> answer = gateway.get("/function/hostile/102");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("/102");
    }

    @Test
    void earlyHintsReachTheCaller(Gateway gateway) throws IOException {
        deploy(gateway, "decorators: [{headers: {response: {set: {X-A: '1'}}}}]");

        assertThat(raw(gateway, "GET /function/hostile/103 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 103 Early Hints\r\n")
                .containsIgnoringCase("link: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\n")
                .contains("X-A: 1")
                .endsWith("/103");
        assertThat(raw(gateway, "GET /function/hostile/103 HTTP/1.0\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.0 200 OK\r\n");
    }

    private static String raw(Gateway gateway, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.called().port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void attemptsAreCountedOnceEach(Gateway gateway) {
        deploy(gateway, "decorators: [{retry: {attempts: 3, delay: 1ms}}]");

        assertThat(gateway.get("/function/hostile/cut").statusCode()).isEqualTo(502);

        assertThat(upstream.requests()).hasSize(3);
    }

    @Test
    void connectionsAreUsedAgainUnlessTheSpecSaysNo(Gateway gateway) {
        deploy(gateway, "");
        IntStream.range(0, 3).forEach(i -> gateway.get("/function/hostile/a"));
        assertThat(upstream.connections()).isEqualTo(1);

        deploy(gateway, "reuse: off");
        IntStream.range(0, 3).forEach(i -> gateway.get("/function/hostile/a"));

        assertThat(upstream.connections()).isEqualTo(4);
        List<String> last = upstream.requests().subList(3, 6);
        assertThat(last).allMatch(head -> head.contains("\r\nConnection: close\r\n"));
        assertThat(gateway.describe("hostile")
                        .getAsJsonObject("spec")
                        .get("reuse")
                        .getAsString())
                .isEqualTo("off");
    }
}
