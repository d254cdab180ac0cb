package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions behind each other through topics and calls that run later: what they are sent on, and where a circle ends. */
class EventChainTest {

    private static final String PASS = """
        package a;

        import static java.nio.file.StandardOpenOption.APPEND;
        import static java.nio.file.StandardOpenOption.CREATE;

        public class Pass implements java.util.function.Function<String, String> {
            public String apply(String line) {
                try {
                    java.nio.file.Files.writeString(
                            java.nio.file.Path.of(System.getenv("OUT")), line + "\\n", CREATE, APPEND);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return line;
            }
        }
        """;

    @TempDir
    private Path folder;

    private Path jar() throws IOException {
        Path source = folder.resolve("Pass.java");
        Files.writeString(source, PASS);
        int code =
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(), source.toString());
        assertThat(code).isZero();
        Path jar = folder.resolve("pass.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("a/Pass.class"));
            zip.write(Files.readAllBytes(folder.resolve("a/Pass.class")));
        }
        return jar;
    }

    private static JsonObject applied(Gateway gateway, String name, String topic, String more) {
        String document = "apiVersion: sluice.dev/v1beta1\nkind: Trigger\nmetadata: {name: " + name + "}\nspec:\n"
                + "  function: " + name + "\n  topic: {name: " + topic + ", from: earliest}\n" + more;
        HttpResponse<String> answer = gateway.manage("PUT", "/documents/trigger/" + name, "application/yaml", document);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Gateway.json(answer);
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static JsonArray deadLetters(Gateway gateway) {
        return Gateway.json(gateway.manage("GET", "/dead-letters?limit=1000")).getAsJsonArray("deadLetters");
    }

    private Gateway sharing(String home) {
        return Gateway.start(
                folder.resolve(home),
                Map.of(Gateway.SHARED_FOLDER, folder.resolve("shared").toString()));
    }

    /** How often a gateway saw the first function call the second. */
    private static long passed(Gateway gateway) {
        long passed = 0;
        for (JsonElement each : Gateway.json(gateway.manage("GET", "/graph")).getAsJsonArray("edges")) {
            JsonObject edge = each.getAsJsonObject();
            if (edge.get("from").getAsString().equals("function:first")
                    && edge.get("to").getAsString().equals("function:second")
                    && edge.has("count")) {
                passed += edge.get("count").getAsLong();
            }
        }
        return passed;
    }

    @Test
    void chainsThroughTwoGatewaysAreStoppedWithAllTheyCameThrough() throws IOException {
        Path first = folder.resolve("first-lines");
        Path second = folder.resolve("second-lines");
        Path jar = jar();
        try (Gateway one = sharing("one");
                Gateway two = sharing("two")) {
            for (String topic : List.of("there", "back")) {
                assertThat(one.manage("PUT", "/topics/" + topic, "application/json", "{\"partitions\":8}")
                                .statusCode())
                        .isEqualTo(201);
            }
            one.deployed("first", jar, "env.OUT=" + first);
            one.deployed("second", jar, "env.OUT=" + second);
            applied(one, "first", "there", "  reply: back\n");
            applied(one, "second", "back", "  onSuccess: {function: first}\n");

            List<String> sent = new ArrayList<>();
            await("both gateways take part").atMost(Duration.ofSeconds(90)).until(() -> {
                for (int i = 0; i < 16; i++) {
                    String line = "line-" + sent.size();
                    HttpResponse<String> published =
                            one.manage("POST", "/topics/there?key=" + line, "text/plain", line);
                    assertThat(published.statusCode()).as(published.body()).isEqualTo(200);
                    sent.add(line);
                }
                return passed(one) > 0 && passed(two) > 0;
            });

            await("a dead letter of each call that came back")
                    .atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(deadLetters(two)).hasSize(sent.size()));
            assertThat(lines(first)).hasSameElementsAs(sent);
            assertThat(lines(second)).hasSameElementsAs(sent);
            for (JsonElement each : deadLetters(one)) {
                JsonObject letter = each.getAsJsonObject();
                assertThat(letter.get("reason").getAsString()).isEqualTo("call_loop");
                assertThat(letter.getAsJsonArray("chain")).hasToString("[\"first\",\"second\",\"first\"]");
            }
        }
    }

    @Test
    void aRecordThatIsTooLargeForTheFunctionIsADeadLetterAndItsNeighboursGoOn() throws IOException {
        Path lines = folder.resolve("lines");
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            assertThat(gateway.manage(
                                    "PUT",
                                    "/topics/large",
                                    "application/json",
                                    "{\"partitions\":1,\"maxMessageBytes\":3145728}")
                            .statusCode())
                    .isEqualTo(201);
            gateway.deployed(
                    "first", jar(), "env.OUT=" + lines, "spec=decorators:\n- validate:\n    body: {type: string}\n");
            applied(gateway, "first", "large", "");

            for (String body : List.of("\"one\"", "\"" + "x".repeat(1_200_000) + "\"", "\"two\"")) {
                HttpResponse<String> published = gateway.manage("POST", "/topics/large", "application/json", body);
                assertThat(published.statusCode()).as(published.body()).isEqualTo(200);
            }

            await("the other two, and a dead letter")
                    .atMost(Duration.ofSeconds(90))
                    .until(() ->
                            lines(lines).size() == 2 && deadLetters(gateway).size() == 1);
            JsonObject letter = deadLetters(gateway).get(0).getAsJsonObject();
            assertThat(letter.get("error").getAsString())
                    .isEqualTo("Its decorator validate answered 413 (body_too_large).");
        }
    }

    @Test
    void aCircleThroughTopicsAndOneThroughCallsAreStoppedAndShowTheirChains() throws IOException {
        Path first = folder.resolve("first-lines");
        Path second = folder.resolve("second-lines");
        Path jar = jar();
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            for (String topic : List.of("there", "back")) {
                assertThat(gateway.manage("PUT", "/topics/" + topic, "application/json", "{\"partitions\":1}")
                                .statusCode())
                        .isEqualTo(201);
            }
            gateway.deployed("first", jar, "env.OUT=" + first);
            gateway.deployed("second", jar, "env.OUT=" + second);
            assertThat(applied(gateway, "first", "there", "  reply: back\n").has("warnings"))
                    .isFalse();
            JsonObject closing = applied(gateway, "second", "back", "  reply: there\n  onSuccess: {function: first}\n");
            assertThat(closing.getAsJsonArray("warnings").get(0).getAsString())
                    .isEqualTo("Triggers and destinations form a circle: topic back -> function second (trigger second)"
                            + " -> topic there -> function first (trigger first) -> topic back. An event that comes"
                            + " back to a function is a dead letter (call_loop).");

            HttpResponse<String> published = gateway.manage("POST", "/topics/there", "text/plain", "hello");
            assertThat(published.statusCode()).as(published.body()).isEqualTo(200);

            await("a dead letter of the record that came back, and one of the call")
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> deadLetters(gateway).size() == 2);

            assertThat(lines(first)).containsExactly("hello");
            assertThat(lines(second)).containsExactly("hello");
            for (int i = 0; i < 2; i++) {
                JsonObject letter = deadLetters(gateway).get(i).getAsJsonObject();
                assertThat(letter.get("reason").getAsString()).isEqualTo("call_loop");
                assertThat(letter.get("error").getAsString())
                        .isEqualTo("The calls go round in a circle: first -> second -> first.");
                assertThat(letter.getAsJsonArray("chain")).hasToString("[\"first\",\"second\",\"first\"]");
            }

            JsonObject graph = Gateway.json(gateway.manage("GET", "/graph"));
            List<String> edges = new ArrayList<>();
            for (JsonElement each : graph.getAsJsonArray("edges")) {
                JsonObject edge = each.getAsJsonObject();
                edges.add(Stream.of("from", "to", "kind", "by", "declared", "count")
                        .map(key -> edge.has(key) ? edge.get(key).getAsString() : "-")
                        .collect(Collectors.joining(" ")));
            }
            assertThat(edges)
                    .containsExactlyInAnyOrder(
                            "topic:there trigger:first trigger first true -",
                            "trigger:first function:first trigger first true 1",
                            "topic:back trigger:second trigger second true -",
                            "trigger:second function:second trigger second true 1",
                            "function:first topic:back reply first true -",
                            "function:second topic:there reply second true -",
                            "function:second function:first onSuccess second true -",
                            "function:first function:second call event false 1");
        }
    }
}
