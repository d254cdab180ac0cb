package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline of the running product: each result is there exactly once, also where the gateway and the broker are killed. */
class PipelineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final String TWICE = """
        package a;

        import java.util.List;
        import java.util.Map;

        public class Twice implements java.util.function.Function<Map<String, Object>, List<Map<String, Object>>> {
            public List<Map<String, Object>> apply(Map<String, Object> order) {
                int n = ((Number) order.get("n")).intValue();
                if (n == 13) {
                    throw new IllegalStateException("this is poison");
                }
                return List.of(Map.of("n", 10 * n), Map.of("n", 10 * n + 1));
            }
        }
        """;

    private static final String ORDERS = """
        apiVersion: sluice.dev/v1beta1
        kind: Pipeline
        metadata: {name: orders}
        spec:
          source: {topic: {name: orders, from: earliest}}
          stages:
            good: {from: source, filter: 'event.data.n >= 0'}
            each: {from: good, copy: {}}
            twice:
              from: each
              function: {name: twice, retry: {attempts: 2, backoff: {first: 10ms, longest: 20ms}}}
            sizes: {from: twice, split: {when: {even: 'event.data.n % 2 == 0'}, otherwise: odd}}
            keyed: {from: sizes.odd, shard: {by: event.data.n, shards: 4}}
          sinks:
            bad: {from: good.rejected, topic: rejected}
            seen: {from: each, topic: seen}
            even: {from: sizes.even, topic: even}
            odd: {from: keyed, topic: odd}
        """;

    /** Lists names, and says what each holds. */
    private static final String SOURCE = """
        package a;

        import dev.sluice.function.*;
        import java.util.*;
        import java.util.stream.*;

        public class Numbers implements HttpHandler {
            public Response handle(Request request, Context context) {
                String path = request.path();
                return path.equals("/items")
                        ? Response.json(Map.of("items", IntStream.range(0, 300).mapToObj(i -> "n/" + i).toList(), "done", true))
                        : Response.text(path.substring("/items/n%2F".length()));
            }
        }
        """;

    private static final String WORKER = """
        package a;

        public class Square implements java.util.function.Function<String, String> {
            public String apply(String n) {
                try {
                    Thread.sleep(40);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                int number = Integer.parseInt(n);
                return Integer.toString(number * number);
            }
        }
        """;

    private static final String SQUARES = """
        apiVersion: sluice.dev/v1beta1
        kind: WorkQueue
        metadata: {name: squares}
        spec: {source: {function: numbers}, worker: {function: square}, parallel: 4}
        """;

    @TempDir
    private static Path folder;

    private static Path jar;
    private static Path numbersJar;
    private static Path squareJar;

    @BeforeAll
    static void compile() throws IOException {
        jar = FunctionJar.compiled(folder, "Twice", TWICE);
        numbersJar = FunctionJar.compiled(folder, "Numbers", SOURCE);
        squareJar = FunctionJar.compiled(folder, "Square", WORKER);
    }

    private static HttpResponse<String> put(Gateway gateway, String document) {
        return gateway.manage("PUT", "/documents/pipeline/orders", "application/yaml", document);
    }

    private static void source(Gateway gateway) {
        HttpResponse<String> topic = gateway.manage("PUT", "/topics/orders", "application/json", "{\"partitions\":4}");
        assertThat(topic.statusCode()).as(topic.body()).isEqualTo(201);
    }

    /** In which an order comes. */
    private static String trace(int n) {
        return "%032x".formatted(0x4bf92f3577b3L + n);
    }

    private static void publish(Gateway gateway, int from, int until) {
        JsonArray events = new JsonArray();
        for (int n = from; n < until; n++) {
            JsonObject event = new JsonObject();
            event.addProperty("specversion", "1.0");
            event.addProperty("id", Integer.toString(n));
            event.addProperty("source", "/test");
            event.addProperty("type", "order");
            event.addProperty("traceparent", "00-" + trace(n) + "-b7ad6b7169203331-01");
            event.addProperty("datacontenttype", "application/json");
            JsonObject data = new JsonObject();
            data.addProperty("n", n);
            event.add("data", data);
            events.add(event);
        }
        HttpResponse<String> answer =
                gateway.manage("POST", "/topics/orders", "application/cloudevents-batch+json", events.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** The numbers of a topic, in order. */
    private static List<Integer> numbers(Gateway gateway, String topic) {
        HttpResponse<String> answer = gateway.manage("GET", "/topics/" + topic + "/records?from=begin&max=10000");
        List<Integer> numbers = new ArrayList<>();
        answer.body()
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(record -> record.has("value"))
                .forEach(record -> numbers.add(
                        record.get("value").isJsonObject()
                                ? record.getAsJsonObject("value").get("n").getAsInt()
                                : JsonParser.parseString(record.get("value").getAsString())
                                        .getAsJsonObject()
                                        .get("n")
                                        .getAsInt()));
        return numbers.stream().sorted().toList();
    }

    private static JsonObject status(Gateway gateway) {
        return Gateway.json(gateway.manage("GET", "/documents/pipeline/orders/status"));
    }

    @Test
    void eachResultIsThereOnceThoughGatewayAndBrokerAreKilled() {
        int count = 600;
        try (Gateway gateway = Gateway.start(folder.resolve("killed"), Map.of())) {
            gateway.deployed("twice", jar);
            HttpResponse<String> applied = put(gateway, ORDERS);
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(201);
            source(gateway);
            publish(gateway, -5, count / 2);
            beginSquares(gateway);
            await("some results are there")
                    .atMost(PATIENCE)
                    .until(() -> numbers(gateway, "even").size() > 20);
            await("some items are done").atMost(PATIENCE).until(() -> squares(gateway, "done") > 20);
            gateway.kill9();
            gateway.restart();
            publish(gateway, count / 2, count);
            await("more results are there")
                    .atMost(PATIENCE)
                    .until(() -> numbers(gateway, "even").size() > count / 2);
            killRunner(gateway, "square");
            gateway.log().expect("The broker has ended unexpectedly");
            gateway.broker().destroyForcibly();

            await("all results are there: " + status(gateway))
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(numbers(gateway, "even")).hasSizeGreaterThanOrEqualTo(count - 1));
            await("nothing is under way").atMost(PATIENCE).untilAsserted(() -> {
                JsonArray stages = status(gateway).getAsJsonArray("stages");
                assertThat(stages).allSatisfy(stage -> {
                    JsonObject each = stage.getAsJsonObject();
                    assertThat(!each.has("waiting") || each.get("waiting").getAsLong() == 0)
                            .as(each.toString())
                            .isTrue();
                });
            });
            List<Integer> good = IntStream.range(0, count).boxed().toList();
            List<Integer> whole = good.stream().filter(n -> n != 13).toList();
            assertThat(numbers(gateway, "seen")).isEqualTo(good);
            assertThat(numbers(gateway, "rejected")).containsExactly(-5, -4, -3, -2, -1);
            assertThat(numbers(gateway, "even"))
                    .isEqualTo(whole.stream().map(n -> 10 * n).toList());
            assertThat(numbers(gateway, "odd"))
                    .isEqualTo(whole.stream().map(n -> 10 * n + 1).toList());
            assertThat(numbers(gateway, "orders.dead-letters")).containsExactly(13);
            allSquaresAreThere(gateway);
        }
    }

    private static void beginSquares(Gateway gateway) {
        gateway.deployed("numbers", numbersJar);
        gateway.deployed("square", squareJar);
        HttpResponse<String> applied =
                gateway.manage("PUT", "/documents/workqueue/squares", "application/yaml", SQUARES);
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(201);
    }

    private static int squares(Gateway gateway, String count) {
        JsonObject queue = Gateway.json(gateway.manage("GET", "/work-queues/squares"));
        return queue.has(count) ? queue.get(count).getAsInt() : 0;
    }

    private static void killRunner(Gateway gateway, String function) {
        JsonObject described = Gateway.json(gateway.manage("GET", "/functions/" + function));
        for (JsonElement instance : described.getAsJsonArray("instances")) {
            ProcessHandle.of(instance.getAsJsonObject().get("pid").getAsLong())
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static void allSquaresAreThere(Gateway gateway) {
        await("all items are done").atMost(PATIENCE).until(() -> squares(gateway, "done") == 300);
        JsonArray items = Gateway.json(gateway.manage("GET", "/work-queues/squares/items?limit=1000"))
                .getAsJsonArray("items");
        assertThat(items)
                .hasSize(300)
                .allSatisfy(
                        item -> assertThat(item.getAsJsonObject().get("state").getAsString())
                                .isEqualTo("done"));
        assertThat(gateway.manage("GET", "/work-queues/squares/items/n%2F12/result")
                        .body())
                .isEqualTo("144");
        assertThat(Gateway.json(gateway.manage("GET", "/work-queues/squares"))
                        .get("state")
                        .getAsString())
                .isEqualTo("done");
    }

    @Test
    void whatCannotRunOrWouldLoseItemsIsRefused() {
        try (Collector collector = new Collector();
                Gateway gateway = Gateway.start(folder.resolve("refused"), collector.settings())) {
            assertThat(put(gateway, ORDERS.replace("name: twice", "name: nobody"))
                            .body())
                    .contains(
                            "There is no function 'nobody', which 'twice' calls: its items wait until it is deployed.");
            assertThat(put(gateway, ORDERS.replace("from: good.rejected", "from: good.refused"))
                            .body())
                    .contains("'good' has no output 'refused'");
            assertThat(put(
                                    gateway,
                                    ORDERS.replace("keyed:", "sharded:")
                                            .replace("shards: 4}", "shards: 4}, was: keys")
                                            .replace("from: keyed", "from: sharded"))
                            .body())
                    .contains("there is no 'keys' in the pipeline that is there, did you mean 'keyed'?");

            source(gateway);
            publish(gateway, 0, 10);
            await("items wait for their function")
                    .atMost(PATIENCE)
                    .until(() -> numbers(gateway, "seen").size() == 10);
            assertThat(gateway.manage("DELETE", "/documents/pipeline/orders").body())
                    .contains("\"status\":409", "pipeline_busy", "Items are under way at 'twice'");
            String otherwise = ORDERS.replace("twice:", "thrice:").replace("from: twice", "from: thrice");
            JsonObject change = Gateway.json(gateway.manage("POST", "/pipelines/plan", "application/yaml", otherwise))
                    .getAsJsonObject("change");
            assertThat(becomes(change))
                    .contains("source keeps", "sizes keeps", "thrice new", "twice gone")
                    .doesNotContain("twice keeps");
            assertThat(Gateway.json(put(gateway, otherwise)).get("detail").getAsString())
                    .as("a plan says what applying does")
                    .isEqualTo(change.getAsJsonArray("refusals").get(0).getAsString())
                    .contains("Items are under way at 'twice'");

            gateway.deployed("nobody", jar);
            await("their function is there")
                    .atMost(PATIENCE)
                    .until(() -> numbers(gateway, "even").size() == 10);
            tracesGoOn(gateway, collector);
            await("all is done")
                    .atMost(PATIENCE)
                    .until(() -> gateway.manage("DELETE", "/documents/pipeline/orders")
                                    .statusCode()
                            == 204);
            assertThat(gateway.manage("GET", "/documents/pipeline/orders/status")
                            .body())
                    .contains("no_such_pipeline");
        }
    }

    private static void tracesGoOn(Gateway gateway, Collector collector) {
        HttpResponse<String> records = gateway.manage("GET", "/topics/even/records?from=begin&max=10");
        assertThat(records.body().lines().filter(line -> !line.isBlank()))
                .hasSize(10)
                .allSatisfy(line -> {
                    int n = Integer.parseInt(line.replaceAll(".*\\{\\W*n\\W*?(\\d+).*", "$1")) / 10;
                    assertThat(line).contains("ce_traceparent", "\"traceparent\"", "00-" + trace(n) + "-");
                });
        List<String> told = Stream.of("orders/source", "orders/twice", "event nobody", "sluice.stage")
                .map(Collector::hex)
                .toList();
        await("spans of stages are told").until(() -> {
            String spans = collector.spans();
            return spans.contains(trace(7)) && told.stream().allMatch(spans::contains);
        });
    }

    private static List<String> becomes(JsonObject change) {
        return change.getAsJsonArray("stages").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(stage -> stage.get("name").getAsString() + " "
                        + stage.get("becomes").getAsString())
                .toList();
    }

    @Test
    void aPlanShowsWhatIsDoneTogether() {
        try (Gateway gateway = Gateway.start(folder.resolve("planned"), Map.of())) {
            JsonObject plan = Gateway.json(gateway.manage("POST", "/pipelines/plan", "application/yaml", ORDERS));

            assertThat(plan.get("longestWay").getAsInt()).isEqualTo(2);
            assertThat(plan.get("guarantee").getAsString()).isEqualTo("exactly-once");
            assertThat(plan.has("change")).as("there is no such pipeline").isFalse();
            assertThat(plan.get("mermaid").getAsString()).contains("n1[\"good: filter event.data.n #62;= 0\"]:::fused");
            assertThat(Stream.of("seen", "even", "odd", "rejected"))
                    .allSatisfy(
                            sink -> assertThat(plan.get("svg").getAsString()).contains("topic " + sink));
        }
    }
}
