package dev.sluice.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadMakerTest {

    private final AtomicInteger served = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, 200, "fine"));
        server.createContext("/every-third", exchange -> {
            if (served.incrementAndGet() % 3 == 0) {
                answer(exchange, 429, "later");
            } else {
                answer(exchange, 200, "fine");
            }
        });
        server.createContext("/chunked", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("in pieces".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.createContext("/empty", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    @Test
    void readsAnswersOfEveryLengthOverOneConnection() throws IOException {
        try (Connection connection = new Connection(port(), 5_000)) {
            assertThat(connection.get("/chunked").text()).isEqualTo("in pieces");
            assertThat(connection.get("/empty").status()).isEqualTo(204);
            assertThat(connection.post("/", new byte[70_000]).text()).isEqualTo("fine");
        }
    }

    @Test
    void sendsAsManyAsAnOpenLoopOwes() throws Exception {
        Load load = new LoadMaker(port(), "/", new byte[16]).open(20, 200, Duration.ofMillis(500));

        assertThat(load.statuses()).isEqualTo(Map.of(200, 100));
        assertThat(load.accepted().size()).isEqualTo(100);
        assertThat(load.seconds()).isGreaterThan(0.49);
    }

    @Test
    void sendsOneOnEachConnectionAtOnceAndCountsStatuses() throws Exception {
        Load load = new LoadMaker(port(), "/every-third", new byte[16]).atOnce(30);

        assertThat(load.statuses()).isEqualTo(Map.of(200, 20, 429, 10));
        assertThat(load.acceptedMillis()).hasSize(20);
    }

    @Test
    void keepsAClosedLoopGoingForItsTime() throws Exception {
        Load load = new LoadMaker(port(), "/", new byte[16]).closed(2, Duration.ofMillis(300));

        assertThat(load.statuses().keySet()).containsExactly(200);
        assertThat(load.seconds()).isGreaterThan(0.29);
        assertThat(load.goodput()).isGreaterThan(2);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
