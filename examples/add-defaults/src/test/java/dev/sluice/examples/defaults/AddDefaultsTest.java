package dev.sluice.examples.defaults;

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

class AddDefaultsTest {

    private final AddDefaults function = new AddDefaults();

    private static StubRequest post(String body, Map<String, List<String>> headers) {
        return new StubRequest(
                "POST", "/", "", headers, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private Response decorate(String body) throws Exception {
        return function.handle(
                post(body, Map.of("Sluice-Decorate", List.of("request"))), new StubContext("add-defaults"));
    }

    private static String text(Response response) {
        return response.body() instanceof Response.Body.Bytes(byte[] bytes)
                ? new String(bytes, StandardCharsets.UTF_8)
                : "";
    }

    @Test
    void asADecoratorItHandsBackTheFilledOrder() throws Exception {
        Response response = decorate("{\"item\":\"shirt\",\"size\":null}");

        assertThat(text(response)).isEqualTo("{\"item\":\"shirt\",\"size\":null,\"color\":\"blue\"}");
        assertThat(response.headers()).contains(Map.entry("Sluice-Next", "request"));
    }

    @Test
    void whatIsNoOrderStaysAsItIs() throws Exception {
        for (String body : List.of("", "[1]", "{broken")) {
            Response response = decorate(body);

            assertThat(response.status()).isEqualTo(204);
            assertThat(response.headers()).contains(Map.entry("Sluice-Next", "unchanged"));
        }
    }

    @Test
    void byItselfItCallsTheApi() throws Exception {
        List<String> got = new ArrayList<>();
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        api.createContext("/orders", exchange -> {
            got.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            got.add(String.valueOf(exchange.getRequestHeaders().getFirst("Sluice-Chain")));
            byte[] answer = "{\"id\":7}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        api.start();
        String url = "http://127.0.0.1:" + api.getAddress().getPort() + "/orders";

        Response response = function.handle(
                post("{\"item\":\"shirt\"}", Map.of("Sluice-Chain", List.of("shop; mac=x"))),
                new StubContext("add-defaults").environment(Map.of("API_URL", url)));

        api.stop(0);
        assertThat(got).containsExactly("{\"item\":\"shirt\",\"color\":\"blue\",\"size\":\"M\"}", "shop; mac=x");
        assertThat(response.status()).isEqualTo(201);
        assertThat(text(response)).isEqualTo("{\"id\":7}");
    }
}
