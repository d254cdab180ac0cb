package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces that leave the platform, and logs that outlive it. */
class TraceTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @TempDir
    private Path folder;

    @Test
    void theCallersTraceGoesOnToTheCollectorAndLogsOutliveTheGateway() throws IOException {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            received.add(HexFormat.of().formatHex(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort();
        Map<String, String> settings = Gateway.settings("sluice.observe.otlp-endpoint", endpoint);
        try (Gateway gateway = Gateway.start(folder.resolve("home"), settings)) {
            gateway.deployed("traced", OutcomeTest.JAR, "handler=" + OutcomeTest.PACKAGE + "Misbehave");

            HttpResponse<String> call = gateway.post(
                    "/function/traced/prints?lines=1", "", "traceparent", "00-" + TRACE + "-" + SPAN + "-01");

            assertThat(call.statusCode()).isEqualTo(200);
            await().until(() -> received.stream().anyMatch(spans -> spans.contains(TRACE)));
            String spans = String.join("", received);
            assertThat(spans).contains(SPAN, hex("POST /function/traced"), hex("run"), hex("faas.invocation_id"));
            logsOutliveAKill(gateway);
        } finally {
            collector.stop(0);
        }
    }

    private static void logsOutliveAKill(Gateway gateway) {
        await().until(() ->
                gateway.manage("GET", "/functions/traced/logs").body().contains("line 0 of a function"));

        gateway.kill9();
        gateway.restart();

        assertThat(gateway.manage("GET", "/functions/traced/logs").body()).contains("line 0 of a function");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
