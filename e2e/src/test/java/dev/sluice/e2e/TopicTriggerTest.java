package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic trigger of the running product: what is published reaches the function, in order, also where the gateway is killed. */
class TopicTriggerTest {

    private static final int EVENTS = 1_000;
    private static final int KEYS = 50;

    private static final String APPEND = """
        package a;

        import static java.nio.file.StandardOpenOption.APPEND;
        import static java.nio.file.StandardOpenOption.CREATE;

        public class Append implements java.util.function.Function<String, String> {
            public String apply(String line) {
                if (line.startsWith("poison")) {
                    throw new IllegalStateException("this is poison");
                }
                try {
                    java.nio.file.Files.writeString(
                            java.nio.file.Path.of(System.getenv("OUT")), line + "\\n", CREATE, APPEND);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return "";
            }
        }
        """;

    @TempDir
    private static Path folder;

    private static Path jar;

    @BeforeAll
    static void compile() throws IOException {
        jar = FunctionJar.compiled(folder, "Append", APPEND);
    }

    private static void applied(Gateway gateway, String name, String topic, String more) {
        String document = "apiVersion: sluice.dev/v1beta1\nkind: Trigger\nmetadata: {name: " + name + "}\nspec:\n"
                + "  function: " + name + "\n  topic: {name: " + topic + ", from: earliest}\n" + more;
        HttpResponse<String> answer = gateway.manage("PUT", "/documents/trigger/" + name, "application/yaml", document);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static void topic(Gateway gateway, String name) {
        HttpResponse<String> answer =
                gateway.manage("PUT", "/topics/" + name, "application/json", "{\"partitions\":4}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static void publish(Gateway gateway, String topic, List<String> keys, List<String> lines) {
        JsonArray events = new JsonArray();
        for (int i = 0; i < lines.size(); i++) {
            JsonObject event = new JsonObject();
            event.addProperty("specversion", "1.0");
            event.addProperty("id", Integer.toString(i));
            event.addProperty("source", "/test");
            event.addProperty("type", "line");
            event.addProperty("partitionkey", keys.get(i));
            event.addProperty("datacontenttype", "text/plain");
            event.addProperty("data", lines.get(i));
            events.add(event);
        }
        HttpResponse<String> answer =
                gateway.manage("POST", "/topics/" + topic, "application/cloudevents-batch+json", events.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static JsonObject status(Gateway gateway, String trigger) {
        return Gateway.json(gateway.manage("GET", "/documents/trigger/" + trigger + "/status"));
    }

    private static JsonArray letters(Gateway gateway, String query) {
        return Gateway.json(gateway.manage("GET", "/dead-letters" + query)).getAsJsonArray("deadLetters");
    }

    @Test
    void nothingIsLostAndEachKeyIsInOrderWhereTheGatewayIsKilled() throws IOException {
        Path out = folder.resolve("lines");
        try (Gateway gateway = Gateway.start(folder.resolve("killed"), Map.of())) {
            topic(gateway, "lines");
            gateway.deployed("append", jar, "env.OUT=" + out);
            applied(gateway, "append", "lines", "");
            List<String> keys = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < EVENTS; i++) {
                keys.add("k" + i % KEYS);
                lines.add(String.format("k%d %04d", i % KEYS, i));
            }
            publish(gateway, "lines", keys, lines);
            await("some are worked off")
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> lines(out).size() >= EVENTS / 5);

            gateway.kill9();
            gateway.restart();

            await("all are worked off; the trigger: " + status(gateway, "append"))
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> Set.copyOf(lines(out)).size() == EVENTS);
            assertThat(firstsOutOfOrder(lines(out))).isEmpty();
            await("nothing is behind")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> status(gateway, "append").get("lag").getAsLong() == 0);
            assertThat(status(gateway, "append").get("state").getAsString()).isEqualTo("running");
        }
    }

    /** Lines that came for the first time after a later one of their key. */
    private static Set<String> firstsOutOfOrder(List<String> lines) {
        Set<String> seen = new HashSet<>();
        Map<String, Integer> last = new HashMap<>();
        Set<String> wrong = new HashSet<>();
        for (String line : lines) {
            String key = line.substring(0, line.indexOf(' '));
            int number = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
            if (seen.add(line) && number < last.getOrDefault(key, -1)) {
                wrong.add(line);
            }
            last.merge(key, number, Math::max);
        }
        return wrong;
    }

    @Test
    void aPoisonousRecordBecomesADeadLetterWhileOthersGoOn() throws IOException {
        Path out = folder.resolve("others");
        try (Gateway gateway = Gateway.start(folder.resolve("poisoned"), Map.of())) {
            applied(gateway, "append", "others", "  retry: {attempts: 3, backoff: {first: 100ms, longest: 200ms}}\n");
            assertThat(status(gateway, "append").get("state").getAsString()).startsWith("waiting_for_");
            topic(gateway, "others");
            gateway.deployed("append", jar, "env.OUT=" + out);
            publish(gateway, "others", List.of("p", "p", "a", "b"), List.of("poison", "p 0001", "a 0002", "b 0003"));

            await("the others are worked off, that of the same key after the poison")
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> lines(out).size() == 3);

            assertThat(lines(out)).containsExactlyInAnyOrder("p 0001", "a 0002", "b 0003");
            JsonObject status = status(gateway, "append");
            assertThat(status.get("deadLetters").getAsLong()).isEqualTo(1);
            assertThat(status.get("lastError").getAsString())
                    .isEqualTo("'append' threw java.lang.IllegalStateException: this is poison.");
            JsonObject letter = letters(gateway, "?trigger=append&reason=attempts_exhausted")
                    .get(0)
                    .getAsJsonObject();
            assertThat(letter.get("error").getAsString()).contains("this is poison");
            assertThat(letters(gateway, "?trigger=other")).isEmpty();
            assertThat(letters(gateway, "?olderThan=24h")).isEmpty();

            String redrive = "/dead-letters/" + letter.get("id").getAsString() + "/redrive";
            assertThat(gateway.manage("POST", redrive).body()).isEqualTo("{\"count\":1,\"left\":0}");
            await("it was tried again, and is the same letter")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> letters(gateway, "?trigger=append").asList().stream()
                            .map(each -> each.getAsJsonObject())
                            .anyMatch(each -> each.get("id").equals(letter.get("id"))
                                    && !each.get("at").equals(letter.get("at"))));
            assertThat(lines(out)).hasSize(3);

            HttpResponse<String> sought = gateway.manage("POST", "/triggers/append/seek?to=earliest");
            assertThat(sought.statusCode()).as(sought.body()).isEqualTo(200);
            await("all run again")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> lines(out).size() == 6
                            && status(gateway, "append").get("lag").getAsLong() == 0);
            assertThat(status(gateway, "append")
                            .getAsJsonObject("seek")
                            .get("to")
                            .getAsString())
                    .isEqualTo("earliest");

            assertThat(gateway.manage("DELETE", "/documents/trigger/append").statusCode())
                    .isEqualTo(204);
            HttpResponse<String> refused = gateway.manage("POST", redrive);
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(Gateway.json(refused).get("detail").getAsString())
                    .isEqualTo("The letter holds a record that the trigger 'append' brought, which is not there any"
                            + " more. Apply it again, or purge the letter.");
            assertThat(gateway.manage("POST", "/dead-letters/redrive").body()).isEqualTo("{\"count\":0,\"left\":1}");
            assertThat(gateway.manage("DELETE", "/dead-letters?trigger=append").body())
                    .isEqualTo("{\"count\":1,\"left\":0}");
            assertThat(gateway.manage("GET", "/documents/trigger/append/status").statusCode())
                    .isEqualTo(404);
        }
    }

    private static HttpResponse<String> put(Gateway gateway, String name, String spec) {
        return gateway.manage(
                "PUT",
                "/documents/trigger/" + name,
                "application/yaml",
                "apiVersion: sluice.dev/v1beta1\nkind: Trigger\nmetadata: {name: " + name + "}\nspec: " + spec);
    }

    @Test
    void triggersThatNameAVersionRunItAndKeepItAlsoWhereOthersTookOver() throws IOException {
        Path one = folder.resolve("one");
        Path later = folder.resolve("later");
        try (Gateway gateway = Gateway.start(folder.resolve("versions"), Map.of("sluice.keep-versions", "2"))) {
            topic(gateway, "lines");
            gateway.deployed("append", jar, "env.OUT=" + one);
            String topic = "{function: append, version: 1, topic: {name: lines, from: earliest}}";
            assertThat(put(gateway, "bound", topic).statusCode()).isEqualTo(201);
            HttpResponse<String> none = put(gateway, "none", topic.replace("version: 1", "version: 9"));
            assertThat(none.statusCode()).isEqualTo(400);
            assertThat(none.body()).contains("the function 'append' has no version 9 that is kept");

            for (int i = 0; i < 3; i++) {
                gateway.deployed("append", jar, "env.OUT=" + later, "env.N=" + i);
            }
            String ticks = "{function: append, version: 1, schedule: {every: 1s, input: tick}}";
            assertThat(put(gateway, "ticks", ticks).statusCode()).isEqualTo(201);
            publish(gateway, "lines", List.of("k"), List.of("published"));

            await("both have run at version 1; the trigger: " + status(gateway, "bound"))
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> lines(one).contains("published")
                            && lines(one).stream().anyMatch(line -> line.contains("tick")));
            assertThat(lines(later)).isEmpty();

            // What waits is known by now, so a deployment drops versions again.
            gateway.deployed("append", jar, "env.OUT=" + later, "env.N=3");
            assertThat(gateway.manage("GET", "/functions/append/versions").body())
                    .contains("\"version\":1,")
                    .doesNotContain("\"version\":2,");
            assertThat(status(gateway, "bound").get("version").getAsInt()).isEqualTo(1);
        }
    }
}
