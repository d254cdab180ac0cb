package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published events of the running product reach each function whose trigger wants them. */
class PublishedEventsTest {

    private static final String NOTE = """
        package a;

        import static java.nio.file.StandardOpenOption.APPEND;
        import static java.nio.file.StandardOpenOption.CREATE;

        public class Note implements java.util.function.Function<String, String> {
            public String apply(String data) {
                try {
                    java.nio.file.Files.writeString(
                            java.nio.file.Path.of(System.getenv("OUT")), data + "\\n", CREATE, APPEND);
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
        jar = FunctionJar.compiled(folder, "Note", NOTE);
    }

    private static HttpResponse<String> applied(Gateway gateway, String name, String source) {
        return gateway.manage(
                "PUT",
                "/documents/trigger/" + name,
                "application/yaml",
                "apiVersion: sluice.dev/v1beta1\nkind: Trigger\nmetadata: {name: " + name + "}\nspec:\n  function: "
                        + name + "\n  " + source + "\n");
    }

    private static HttpResponse<String> publish(Gateway gateway, String events) {
        return gateway.manage("POST", "/events", "application/cloudevents-batch+json", events);
    }

    private static String event(int id, String type, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/shop\",\"type\":\"" + type
                + "\",\"subject\":\"orders/1\",\"data\":" + data + "}";
    }

    private static List<String> noted(String function) throws IOException {
        Path file = folder.resolve(function + ".txt");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static JsonObject status(Gateway gateway, String trigger) {
        return Gateway.json(gateway.manage("GET", "/documents/trigger/" + trigger + "/status"));
    }

    @Test
    void eachFunctionGetsWhatItsTriggerWantsAndNothingElse() throws IOException {
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            assertThat(publish(gateway, "[" + event(0, "order.created", "{\"total\":999}") + "]"))
                    .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(202))
                    .satisfies(answer -> assertThat(answer.body()).isEqualTo("{\"events\":1,\"subscribers\":0}"));
            for (String name : List.of("large", "payment", "audit")) {
                gateway.deployed(name, jar, "env.OUT=" + folder.resolve(name + ".txt"));
            }
            assertThat(applied(gateway, "large", "events: event.type == 'order.created' && event.data.total > 100")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(applied(gateway, "payment", "events: {filter: {prefix: {type: payment.}}}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(applied(gateway, "audit", "events: {}").statusCode()).isEqualTo(201);

            HttpResponse<String> answer = publish(
                    gateway,
                    "[" + event(1, "order.created", "{\"total\":12}") + ","
                            + event(2, "order.created", "{\"total\":100.5}") + ","
                            + event(3, "payment.taken", "{\"total\":5}") + "," + event(4, "order.created", "{}") + "]");
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body()).isEqualTo("{\"events\":4,\"subscribers\":3}");

            await("all have what they want").atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
                assertThat(noted("audit"))
                        .containsExactly("{\"total\":12}", "{\"total\":100.5}", "{\"total\":5}", "{}");
                assertThat(noted("payment")).containsExactly("{\"total\":5}");
                assertThat(noted("large")).containsExactly("{\"total\":100.5}");
                assertThat(status(gateway, "large").getAsJsonObject("filter").toString())
                        .isEqualTo("{\"delivered\":1,\"filtered\":2,\"errors\":1,"
                                + "\"lastError\":\"The filter fails: key 'total' is not present in map.\"}");
            });

            HttpResponse<String> malformed = publish(
                    gateway, "[" + event(5, "order.created", "{}") + ",{\"specversion\":\"1.0\",\"id\":\"6\"}]");
            assertThat(malformed.statusCode()).isEqualTo(400);
            assertThat(malformed.body())
                    .contains("\"reason\":\"malformed_event\"")
                    .contains("The event is malformed: event 1: it has no 'source', which every event must have."
                            + " Nothing was published.");
            assertThat(gateway.manage("POST", "/events", "application/json", "{}")
                            .body())
                    .contains("The request is no CloudEvent: it has neither the header field 'ce-specversion' nor the"
                            + " content type application/cloudevents+json or application/cloudevents-batch+json.");
            HttpResponse<String> untyped = applied(gateway, "wrong", "events: event.type == 1");
            assertThat(untyped.statusCode()).isEqualTo(400);
            assertThat(untyped.body())
                    .contains("spec.events")
                    .contains("line 1, column 12: found no matching overload for '_==_'");
            assertThat(gateway.manage("GET", "/topics").body()).doesNotContain("sluice.events");
        }
    }
}
