package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Pipelines of a gateway, their topics, and what is in them. */
final class PipelineRuns {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private PipelineRuns() {}

    static void topic(Gateway gateway, String topic, int partitions) {
        HttpResponse<String> made =
                gateway.manage("PUT", "/topics/" + topic, "application/json", "{\"partitions\":" + partitions + "}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }

    static void apply(Gateway gateway, String name, JsonObject spec) {
        HttpResponse<String> applied = put(gateway, name, spec);
        assertThat(applied.statusCode()).as(applied.body() + "\n" + spec).isEqualTo(201);
    }

    /** Applies what a pipeline is to be; the answer says what came of that. */
    static HttpResponse<String> put(Gateway gateway, String name, JsonObject spec) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", name);
        JsonObject document = new JsonObject();
        document.addProperty("apiVersion", "sluice.dev/v1beta1");
        document.addProperty("kind", "Pipeline");
        document.add("metadata", metadata);
        document.add("spec", spec);
        return gateway.manage("PUT", "/documents/pipeline/" + name, "application/yaml", document.toString());
    }

    /** Waits until the pipeline takes batches. */
    static void awaitBatches(Gateway gateway, String name) {
        await("it runs")
                .atMost(PATIENCE)
                .until(() ->
                        gateway.manage("GET", "/pipelines/" + name + "/batches").statusCode() == 200);
    }

    /** Publishes items as events, in this order, when Kafka is there; {@code keyOf} says the key of each, empty for none. */
    static void publish(Gateway gateway, String topic, List<JsonObject> items, Function<JsonObject, String> keyOf) {
        String path = "/topics/" + topic;
        await("the topic can be written")
                .atMost(PATIENCE)
                .until(() -> gateway.manage("GET", path).statusCode() == 200);
        JsonArray events = new JsonArray();
        for (JsonObject item : items) {
            JsonObject event = new JsonObject();
            event.addProperty("specversion", "1.0");
            event.addProperty("id", UUID.randomUUID().toString());
            event.addProperty("source", "/test");
            event.addProperty("type", "item");
            event.addProperty("datacontenttype", "application/json");
            String key = keyOf.apply(item);
            if (!key.isEmpty()) {
                event.addProperty("partitionkey", key);
            }
            event.add("data", item);
            events.add(event);
        }
        HttpResponse<String> answer =
                gateway.manage("POST", path, "application/cloudevents-batch+json", events.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Whether it runs, and nothing of it is under way. */
    static boolean isIdle(Gateway gateway, String name) {
        JsonObject status = status(gateway, name);
        return status.get("state").getAsString().equals("running")
                && stages(status)
                        .allMatch(stage -> !stage.has("waiting")
                                || (stage.get("state").getAsString().equals("reading")
                                        && stage.get("waiting").getAsLong() == 0));
    }

    /** How many calls are under way. */
    static long running(Gateway gateway, String name) {
        return stages(status(gateway, name))
                .filter(stage -> stage.has("running"))
                .mapToLong(stage -> stage.get("running").getAsLong())
                .sum();
    }

    /** How a stage stands that has a consumer of its own. */
    static JsonObject stage(Gateway gateway, String name, String stage) {
        return stages(status(gateway, name))
                .filter(each -> each.get("name").getAsString().equals(stage))
                .findFirst()
                .orElseThrow();
    }

    static JsonObject status(Gateway gateway, String name) {
        return Gateway.json(gateway.manage("GET", "/documents/pipeline/" + name + "/status"));
    }

    private static Stream<JsonObject> stages(JsonObject status) {
        return status.getAsJsonArray("stages").asList().stream().map(JsonElement::getAsJsonObject);
    }

    /** What committed records a topic has; none if it cannot be read now. */
    static List<JsonObject> records(Gateway gateway, String topic) {
        HttpResponse<String> answer = gateway.manage("GET", "/topics/" + topic + "/records?from=begin&max=10000");
        return answer.statusCode() != 200
                ? List.of()
                : answer.body()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .map(line -> JsonParser.parseString(line).getAsJsonObject())
                        .toList();
    }

    static JsonObject data(JsonObject record) {
        return JsonParser.parseString(record.get("value").getAsString()).getAsJsonObject();
    }

    /** The items of a topic as a {@link PlainInterpreter} has them. */
    static List<String> made(Gateway gateway, String topic) {
        return records(gateway, topic).stream().map(PipelineRuns::text).sorted().toList();
    }

    private static String text(JsonObject record) {
        String key = record.get("key").isJsonNull() ? "" : record.get("key").getAsString();
        String text = PlainInterpreter.text(data(record), key);
        String stage = header(record, "sluice-dead-stage");
        return stage.isEmpty() ? text : stage + " " + header(record, "sluice-dead-reason") + " " + text;
    }

    static String header(JsonObject record, String name) {
        return record.getAsJsonArray("headers").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(field -> field.get("name").getAsString().equals(name))
                .map(field -> field.get("value").getAsString())
                .findFirst()
                .orElse("");
    }
}
