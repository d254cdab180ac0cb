package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces that leave the platform, and logs that outlive it. */
class TraceTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @TempDir
    private Path folder;

    @Test
    void theCallersTraceGoesOnToTheCollectorAndLogsOutliveTheGateway() {
        try (Collector collector = new Collector();
                Gateway gateway = Gateway.start(folder.resolve("home"), collector.settings())) {
            gateway.deployed("traced", OutcomeTest.JAR, "handler=" + OutcomeTest.PACKAGE + "Misbehave");

            HttpResponse<String> call = gateway.post(
                    "/function/traced/prints?lines=1", "", "traceparent", "00-" + TRACE + "-" + SPAN + "-01");

            assertThat(call.statusCode()).isEqualTo(200);
            await().until(() -> collector.spans().contains(TRACE));
            assertThat(collector.spans())
                    .contains(
                            SPAN,
                            Collector.hex("POST /function/traced"),
                            Collector.hex("run"),
                            Collector.hex("faas.invocation_id"));
            logsOutliveAKill(gateway);
        }
    }

    private static void logsOutliveAKill(Gateway gateway) {
        await().until(() ->
                gateway.manage("GET", "/functions/traced/logs").body().contains("line 0 of a function"));

        gateway.kill9();
        gateway.restart();

        assertThat(gateway.manage("GET", "/functions/traced/logs").body()).contains("line 0 of a function");
    }
}
