package dev.sluice.examples.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.function.Response;
import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubRequest;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelayTest {

    @Test
    void passesTheBodyOnWithItsTokenAndTheAnswerBack() throws Exception {
        List<String> got = new ArrayList<>();
        HttpServer platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        platform.createContext("/", exchange -> {
            got.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = "Hello, Ada!".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        platform.start();
        try {
            Relay relay = new Relay(Map.of(
                    "SLUICE_URL",
                    "http://127.0.0.1:" + platform.getAddress().getPort(),
                    "SLUICE_TOKEN",
                    "t0ken",
                    "SLUICE_FUNCTION",
                    "relay",
                    "SLUICE_VERSION",
                    "3"));

            Response response = relay.handle(
                    new StubRequest(
                            "POST",
                            "/hello",
                            "",
                            Map.of(),
                            new ByteArrayInputStream("Ada".getBytes(StandardCharsets.UTF_8))),
                    new StubContext("relay"));

            assertThat(got).containsExactly("/function/hello Bearer t0ken Ada");
            assertThat(response.status()).isEqualTo(201);
            assertThat(response.headers()).contains(Map.entry("X-Relayed-By", "relay@3"));
        } finally {
            platform.stop(0);
        }
    }
}
