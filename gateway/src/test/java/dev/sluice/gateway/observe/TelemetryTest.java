package dev.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.observe.Telemetry.Sources;
import dev.sluice.gateway.observe.access.AccessSettings;
import dev.sluice.gateway.observe.access.AccessSettings.Target;
import dev.sluice.gateway.observe.logs.LogSettings;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryTest {

    private static final FunctionName HELLO = new FunctionName("hello");

    @TempDir
    Path folder;

    private boolean exists = true;

    private Telemetry open(TelemetrySettings settings) {
        return new Telemetry(
                settings,
                new Sources(name -> exists, () -> new PoolReport(List.of(), Map.of())),
                new PrintStream(OutputStream.nullOutputStream()),
                InstantSource.system());
    }

    private static String scrape(Telemetry telemetry) throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        registry.register(telemetry.metrics());
        StringWriter text = new StringWriter();
        TextFormat.write004(text, registry.metricFamilySamples());
        return text.toString();
    }

    @Test
    void aCallIsCountedAndRecorded() throws IOException {
        Telemetry telemetry = open(TelemetrySettings.in(folder));
        try (telemetry) {
            telemetry.call(Calls.cold());
        }

        assertThat(scrape(telemetry))
                .contains(
                        "sluice_invocations_total{function=\"hello\",namespace=\"default\",outcome=\"succeeded\",reason=\"\",} 1.0");
        assertThat(Files.readAllLines(folder.resolve("access.jsonl"))).hasSize(1);
    }

    @Test
    void everyListenerTakesItsEvents() throws IOException {
        try (Telemetry telemetry = open(TelemetrySettings.in(folder))) {
            telemetry.pool(new PoolEvent.SpecialiseFailed(HELLO, 1, "class_not_found"));
            telemetry.logs().accept(new LogLine("hello", 1, new RunnerId("r"), "", LogSource.STDOUT, 0, "it printed"));

            assertThat(telemetry.logs().tail(LogQuery.of(HELLO, 5))).hasSize(1);
            assertThat(scrape(telemetry))
                    .contains("sluice_specialise_failures_total{reason=\"class_not_found\",} 1.0")
                    .contains("sluice_log_lines_total 1.0");
        }
    }

    @Test
    void theSeriesOfARemovedFunctionEnd() throws IOException {
        try (Telemetry telemetry = open(TelemetrySettings.in(folder))) {
            telemetry.call(Calls.warm("hello"));

            exists = false;
            telemetry.catalog(new CatalogEvent.Deleted(FunctionKinds.FUNCTION.named(HELLO.value()), new Revision(1)));

            assertThat(scrape(telemetry)).doesNotContain("function=\"hello\"");
        }
    }

    @Test
    void accessRecordsCanBeTurnedOff() {
        TelemetrySettings quiet = new TelemetrySettings(
                LogSettings.in(folder),
                new AccessSettings(folder, Set.<Target>of(), AccessSettings.DEFAULT_FILE_BYTES),
                Optional.empty(),
                10);
        try (Telemetry telemetry = open(quiet)) {
            telemetry.call(Calls.cold());
        }

        assertThat(folder.resolve("access.jsonl")).doesNotExist();
    }

    @Test
    void nothingThatIsSecretInACallIsWritten() throws IOException {
        try (Telemetry telemetry = open(TelemetrySettings.in(folder))) {
            telemetry.call(Calls.cold());
        }

        assertThat(folder.resolve("access.jsonl")).content().doesNotContain("secret");
    }
}
