package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schedule at two gateways on one folder, where the one that starts the runs is killed. */
class ScheduleTriggerTest {

    private static final String NOTE = """
        package a;

        import static java.nio.file.StandardOpenOption.APPEND;
        import static java.nio.file.StandardOpenOption.CREATE;

        import dev.sluice.function.Context;
        import dev.sluice.function.Handler;
        import dev.sluice.function.Request;

        public class Note implements Handler<Request, String> {
            public String handle(Request event, Context context) throws java.io.IOException {
                String line = event.header("ce-time").orElseThrow() + " " + event.header("Sluice-Attempt").orElse("1");
                java.nio.file.Files.writeString(
                        java.nio.file.Path.of(System.getenv("OUT")), line + "\\n", CREATE, APPEND);
                return "noted";
            }
        }
        """;

    private static final String TRIGGER = """
        apiVersion: sluice.dev/v1beta1
        kind: Trigger
        metadata: {name: note}
        spec:
          function: note
          schedule: {every: 1s, missed: all, overlap: allow}
        """;

    /** How batches that are due are called. */
    private static final DateTimeFormatter DUE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final String PIPELINE = """
        apiVersion: sluice.dev/v1beta1
        kind: Pipeline
        metadata: {name: ticks}
        spec:
          source: {schedule: {every: 1s, missed: all, overlap: allow, input: {tick: 1}}}
          sinks:
            seen: {from: source, topic: ticks}
        """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Gateway start(String home) {
        return Gateway.start(
                folder.resolve(home),
                Map.of("sluice.shared-folder", folder.resolve("shared").toString()));
    }

    private static JsonObject status(Gateway gateway) {
        return Gateway.json(gateway.manage("GET", "/documents/trigger/note/status"));
    }

    private static boolean isOwner(Gateway gateway) {
        JsonObject status = status(gateway);
        return status.has("owner") && status.get("owner").getAsBoolean();
    }

    /** When a run was due, and the number of the attempt. */
    private record Noted(Instant time, int attempt) {}

    private static List<Noted> noted(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .map(line -> line.split(" ", 2))
                        .map(parts -> new Noted(Instant.parse(parts[0]), Integer.parseInt(parts[1])))
                        .toList()
                : List.of();
    }

    private static void awaitRuns(Path out, int many) {
        await().atMost(Duration.ofSeconds(120)).until(() -> noted(out).size() >= many);
    }

    @Test
    void anotherGatewayGoesOnWhereTheOwnerWasKilledAndNoRunIsLostOrDoubled() throws IOException {
        Path out = folder.resolve("times");
        try (Gateway one = start("one");
                Gateway two = start("two")) {
            one.deployed("note", FunctionJar.compiled(folder, "Note", NOTE), "env.OUT=" + out);
            HttpResponse<String> applied = one.manage("PUT", "/documents/trigger/note", "application/yaml", TRIGGER);
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(201);
            // No broker was there: the first run starts it.
            awaitRuns(out, 5);
            assertThat(isOwner(one)).isNotEqualTo(isOwner(two));
            Gateway owner = isOwner(one) ? one : two;
            Gateway other = owner == one ? two : one;
            applied = owner.manage("PUT", "/documents/pipeline/ticks", "application/yaml", PIPELINE);
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(201);
            await("batches begin")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> batches(owner).size() > 1);

            owner.kill9();
            int before = noted(out).size();
            await("the other one starts the runs")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> isOwner(other));
            awaitRuns(out, before + 25);

            JsonObject status = status(other);
            assertThat(status.get("state").getAsString()).as(status.toString()).isEqualTo("running");
            assertThat(status.getAsJsonArray("next")).hasSize(5);
            String last = status.getAsJsonObject("last").get("invocation").getAsString();
            JsonObject call = Gateway.json(other.manage("GET", "/invocations/" + last + "?wait=30s"));
            assertThat(call.get("state").getAsString()).as(call.toString()).isEqualTo("succeeded");

            assertThat(other.manage("DELETE", "/documents/trigger/note").statusCode())
                    .isEqualTo(204);
            assertEachSecondHasOneRun(out);
            assertEachSecondHasOneBatch(other);
            owner.restart();
        }
    }

    /** None before the pipeline runs. */
    private static List<JsonObject> batches(Gateway gateway) {
        HttpResponse<String> batches = gateway.manage("GET", "/pipelines/ticks/batches");
        return batches.statusCode() == 200
                ? Gateway.json(batches).getAsJsonArray("batches").asList().stream()
                        .map(JsonElement::getAsJsonObject)
                        .toList()
                : List.of();
    }

    private static void assertEachSecondHasOneBatch(Gateway gateway) {
        HttpResponse<String> seldom = gateway.manage(
                "PUT", "/documents/pipeline/ticks", "application/yaml", PIPELINE.replace("every: 1s", "every: 8784h"));
        assertThat(seldom.statusCode()).as(seldom.body()).isEqualTo(200);
        await("no second is missing, and each batch has its item")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> {
                    TreeSet<Instant> times = batches(gateway).stream()
                            .map(batch -> DUE.parse(batch.get("id").getAsString(), Instant::from))
                            .collect(Collectors.toCollection(TreeSet::new));
                    assertThat(times).hasSizeGreaterThan(20);
                    long seconds = Duration.between(times.first(), times.last()).toSeconds();
                    assertThat(times).hasSize((int) seconds + 1);
                    List<JsonObject> items = PipelineRuns.records(gateway, "ticks");
                    assertThat(items.stream().map(item -> Instant.parse(PipelineRuns.header(item, "ce_time"))))
                            .containsExactlyInAnyOrderElementsOf(times);
                    assertThat(items).allSatisfy(item -> {
                        assertThat(PipelineRuns.header(item, "ce_type")).isEqualTo("dev.sluice.schedule.due");
                        assertThat(PipelineRuns.header(item, "ce_source")).isEqualTo("/pipelines/ticks");
                        assertThat(item.get("value").toString()).contains("tick");
                    });
                });
    }

    /** What was under way when the owner was killed may run again, and says so. */
    private static void assertEachSecondHasOneRun(Path out) throws IOException {
        await("no second is missing").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            TreeSet<Instant> times =
                    noted(out).stream().map(Noted::time).collect(Collectors.toCollection(TreeSet::new));
            long seconds = Duration.between(times.first(), times.last()).toSeconds();
            assertThat(times).hasSize((int) seconds + 1);
        });
        assertThat(noted(out).stream().filter(noted -> noted.attempt() == 1)).doesNotHaveDuplicates();
    }
}
