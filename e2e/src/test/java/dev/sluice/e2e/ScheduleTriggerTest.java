package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
            owner.restart();
        }
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
