package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up under the broker while events are published and pipelines run. Needs leave to mount a file system in memory: skipped without it. */
@Timeout(600)
class FullDiskTest {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int CHUNK = 64 * 1024;

    @TempDir
    private Path folder;

    private Path disk = Path.of("");
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(folder.resolve("home/kafka"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk.toString());
        assumeTrue(mounted, "no leave to mount");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            while (true) {
                out.write(chunk);
            }
        } catch (IOException full) {
            assertThat(Files.getFileStore(disk).getUsableSpace()).isLessThan(CHUNK);
        }
    }

    private static HttpResponse<String> publish(Gateway gateway, String word) {
        return gateway.manage("POST", "/topics/orders", "text/plain", word + " " + "x".repeat(10_000));
    }

    private static void pipeline(Gateway gateway, String name, String spec) {
        PipelineRuns.apply(gateway, name, JsonParser.parseString(spec).getAsJsonObject());
    }

    private static HttpResponse<String> send(Gateway gateway, int until, String query) {
        String lines =
                IntStream.range(0, until).mapToObj(n -> "{\"n\":" + n + "}\n").collect(Collectors.joining());
        return gateway.manage("PUT", "/pipelines/sheets/batches/b1" + query, "application/x-ndjson", lines);
    }

    @Test
    void aFullDiskIsToldWhereverItIsMetAndNothingThatWasAcknowledgedIsLost() throws Exception {
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            gateway.log().expect("The broker has ended");
            gateway.deployed("hello", Gateway.example("hello"));
            HttpResponse<String> made =
                    gateway.manage("PUT", "/topics/orders", "application/json", "{\"partitions\":1}");
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            pipeline(gateway, "copier", """
                    {"source": {"topic": {"name": "orders", "from": "earliest", "format": "text"}},
                     "stages": {"all": {"from": "source", "merge": {}}},
                     "sinks": {"out": {"from": "all", "topic": "copies"}}}""");
            pipeline(gateway, "sheets", """
                    {"source": {"batch": {}}, "stages": {"all": {"from": "source", "join": {}}},
                     "sinks": {"out": {"from": "all", "topic": "sheets"}}}""");
            PipelineRuns.awaitBatches(gateway, "sheets");
            assertThat(send(gateway, 10, "").body()).contains("\"stored\":10");
            HttpResponse<String> accepted = gateway.post("/async-function/hello", "Ada", "X-Delay", "5s");
            assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
            Set<String> acknowledged = new TreeSet<>();
            List<String> refusals = new ArrayList<>();
            Path filler = disk.resolve("filler");

            for (int i = 0; refusals.size() < 3; i++) {
                assertThat(i).isLessThan(5_000);
                if (i == 20) {
                    fill(filler);
                }
                HttpResponse<String> answer = publish(gateway, "" + i);
                if (answer.statusCode() == 200) {
                    acknowledged.add("" + i);
                } else {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                    refusals.add(answer.body());
                }
            }
            await("publishing says what is wrong; the refusals:\n" + refusals)
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(publish(gateway, "full").body())
                            .contains("\"broker_away\"")
                            .contains("is full. Make room there: nothing that was acknowledged is lost."));
            HttpResponse<String> call = gateway.post("/async-function/hello", "Bob");
            assertThat(call.statusCode()).as(call.body()).isEqualTo(503);
            assertThat(gateway.post("/function/hello", "Cleo").statusCode()).isEqualTo(200);
            assertThat(send(gateway, 20, "").body()).contains("\"status\":503");

            Files.delete(filler);
            await("it works again")
                    .atMost(SOON)
                    .until(() -> publish(gateway, "last").statusCode() == 200);
            Set<String> kept = new TreeSet<>();
            gateway.manage("GET", "/topics/orders/records?from=begin&max=10000")
                    .body()
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .forEach(
                            record -> kept.add(record.get("value").getAsString().split(" ", 2)[0]));
            assertThat(kept).contains("last").containsAll(acknowledged);
            await("each record that was acknowledged is copied once")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(PipelineRuns.records(gateway, "copies").stream()
                                    .map(record ->
                                            record.get("value").getAsString().split(" ", 2)[0])
                                    .toList())
                            .doesNotHaveDuplicates()
                            .containsExactlyInAnyOrderElementsOf(kept));
            await("what was stored of the batch is kept, and the rest is taken")
                    .atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(send(gateway, 20, "?close=20").body())
                                    .contains("\"stored\":20", "\"closed\":true"));
            await("its join opens once")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    PipelineRuns.records(gateway, "sheets").toString())
                            .containsOnlyOnce("expected\\\":20"));
            String id = accepted.headers().firstValue("X-Call-Id").orElseThrow();
            await("the call that was accepted before is done")
                    .atMost(SOON)
                    .until(() -> gateway.manage("GET", "/invocations/" + id + "?wait=30s")
                            .body()
                            .contains("\"succeeded\""));
        }
    }
}
