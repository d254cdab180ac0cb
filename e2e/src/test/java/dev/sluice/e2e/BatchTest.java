package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of the running product: a join opens once, with all that came of its batch, also where the gateway is killed. */
class BatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final String SPREAD = """
        package a;

        import java.util.ArrayList;
        import java.util.List;
        import java.util.Map;
        import java.util.stream.IntStream;

        public class Spread implements java.util.function.Function<Map<String, Object>, List<Map<String, Object>>> {
            public List<Map<String, Object>> apply(Map<String, Object> item) {
                int n = ((Number) item.get("n")).intValue();
                if (n == 13) {
                    throw new IllegalStateException("this is poison");
                }
                int times = item.containsKey("times") ? ((Number) item.get("times")).intValue() : 2;
                return IntStream.range(0, times).mapToObj(i -> Map.<String, Object>of("n", 10 * n + i)).toList();
            }
        }
        """;

    private static final String ADDER = """
        package a;

        import java.util.List;
        import java.util.Map;

        public class Adder implements java.util.function.Function<List<Map<String, Object>>, Map<String, Object>> {
            public Map<String, Object> apply(List<Map<String, Object>> values) {
                int sum = values.stream().mapToInt(value -> ((Number) value.get("n")).intValue()).sum();
                int calls = values.stream().mapToInt(value -> ((Number) value.getOrDefault("calls", 0)).intValue()).sum();
                return Map.of("n", sum, "calls", calls + 1);
            }
        }
        """;

    private static final String PARTS = """
        apiVersion: sluice.dev/v1beta1
        kind: Pipeline
        metadata: {name: parts}
        spec:
          source: {batch: {}}
          stages:
            each: {from: source, copy: {}}
            spread:
              from: each
              function: {name: spread, retry: {attempts: 2, backoff: {first: 10ms, longest: 20ms}}}
            kinds: {from: spread, split: {when: {even: 'event.data.n % 2 == 0'}, otherwise: drop}}
            joined: {from: [kinds.even, plain], join: {missing: open}}
            plain: {from: each, filter: 'event.data.n >= 0'}
            seen: {from: joined, copy: {}}
            again: {from: seen, join: {}}
            sum: {from: each, reduce: {fold: sum, value: event.data.n}}
          sinks:
            sheets: {from: seen, topic: sheets}
            whole: {from: again, topic: whole}
            sums: {from: sum, topic: sums}
        """;

    /** The same with a reduce by a function. */
    private static final String ADDED = PARTS.replace(
                    "    sum: {from",
                    "    added: {from: each, reduce: {function: {name: adder, chunk: 20}}}\n    sum: {from")
            .replace("    sums: {from", "    totals: {from: added, topic: totals}\n    sums: {from");

    private static final String LISTER = """
        package a;

        import java.util.List;
        import java.util.concurrent.atomic.AtomicInteger;

        public class Lister implements java.util.function.Function<String, Object> {
            private static final AtomicInteger CALLS = new AtomicInteger();

            public Object apply(String input) {
                switch (CALLS.incrementAndGet()) {
                    case 1:
                        throw new IllegalStateException("try again");
                    case 3:
                        return "no list";
                    default:
                        return List.of(1, 2, 3);
                }
            }
        }
        """;

    private static final String LISTED = """
        apiVersion: sluice.dev/v1beta1
        kind: Pipeline
        metadata: {name: parts}
        spec:
          source: {list: {function: lister, retry: {attempts: 2, backoff: {first: 10ms, longest: 20ms}}}}
          stages:
            each: {from: source, copy: {}}
          sinks:
            seen: {from: each, topic: seen}
        """;

    private static final String SIZER = """
        package a;

        public class Sizer implements java.util.function.Function<byte[], Integer> {
            public Integer apply(byte[] data) {
                return data.length;
            }
        }
        """;

    private static final String DOUBLER = """
        package a;

        public class Doubler implements java.util.function.Function<byte[], byte[]> {
            public byte[] apply(byte[] data) {
                byte[] twice = java.util.Arrays.copyOf(data, 2 * data.length);
                System.arraycopy(data, 0, twice, data.length, data.length);
                return twice;
            }
        }
        """;

    private static final String FILES = """
        apiVersion: sluice.dev/v1beta1
        kind: Pipeline
        metadata: {name: parts}
        spec:
          source: {batch: {id: event.subject}}
          stages:
            each: {from: source, copy: {}}
            size: {from: each, function: sizer}
            again: {from: each, function: {name: sizer, ordered: true}}
            twice: {from: each, function: doubler}
            sizes-of-twice: {from: twice, function: sizer}
          sinks:
            doubled: {from: sizes-of-twice, topic: doubled}
            sizes: {from: size, topic: sizes}
            others: {from: again, topic: others}
            files: {from: each, topic: files}
        """;

    @TempDir
    private static Path folder;

    private static Path jar;
    private static Path lister;
    private static Path adder;
    private static Path sizer;
    private static Path doubler;

    @BeforeAll
    static void compile() throws IOException {
        jar = FunctionJar.compiled(folder, "Spread", SPREAD);
        lister = FunctionJar.compiled(folder, "Lister", LISTER);
        adder = FunctionJar.compiled(folder, "Adder", ADDER);
        sizer = FunctionJar.compiled(folder, "Sizer", SIZER);
        doubler = FunctionJar.compiled(folder, "Doubler", DOUBLER);
    }

    private static void apply(Gateway gateway, String document) {
        HttpResponse<String> applied = gateway.manage("PUT", "/documents/pipeline/parts", "application/yaml", document);
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(201);
        PipelineRuns.awaitBatches(gateway, "parts");
    }

    private static String lines(int from, int until) {
        return IntStream.range(from, until).mapToObj(n -> "{\"n\":" + n + "}\n").collect(Collectors.joining());
    }

    private static HttpResponse<String> put(Gateway gateway, String batch, String lines) {
        return gateway.manage("PUT", "/pipelines/parts/batches/" + batch, "application/x-ndjson", lines);
    }

    private static JsonObject standing(Gateway gateway, String batch) {
        return Gateway.json(gateway.manage("GET", "/pipelines/parts/batches/" + batch));
    }

    private static JsonObject over(Gateway gateway, String batch) {
        await("the batch is over")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(standing(gateway, batch).toString()).contains("endedAt"));
        return standing(gateway, batch);
    }

    private static Stream<String> followed(Gateway gateway, String path) {
        try {
            return gateway.http()
                    .send(
                            gateway.managed(path)
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            BodyHandlers.ofLines())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The data of the next event. */
    private static String data(Iterator<String> lines) {
        String line = lines.next();
        while (!line.startsWith("data: ")) {
            line = lines.next();
        }
        return line;
    }

    /** The values of a topic by their batch. */
    private static Map<String, JsonObject> items(Gateway gateway, String topic) {
        HttpResponse<String> answer = gateway.manage("GET", "/topics/" + topic + "/records?from=begin&max=10000");
        return answer.body()
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(record -> record.has("value"))
                .map(record -> record.get("value"))
                .map(value -> value.isJsonObject()
                        ? value.getAsJsonObject()
                        : JsonParser.parseString(value.getAsString()).getAsJsonObject())
                .collect(Collectors.toMap(item -> item.get("batch").getAsString(), item -> item));
    }

    private static JsonObject item(Gateway gateway, String topic, String batch) {
        return Objects.requireNonNull(items(gateway, topic).get(batch), () -> topic + " has nothing of " + batch);
    }

    private static List<Integer> numbers(JsonArray members) {
        return members.asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(member -> member.getAsJsonObject("data").get("n").getAsInt())
                .toList();
    }

    @Test
    void aJoinOpensOnceWithAllMembersThoughTheGatewayIsKilled() {
        int count = 300;
        try (Gateway gateway = Gateway.start(folder.resolve("killed"), Map.of())) {
            gateway.deployed("spread", jar);
            gateway.deployed("adder", adder);
            apply(gateway, ADDED);
            HttpResponse<String> first = put(gateway, "b1", lines(0, count / 2));
            assertThat(Gateway.json(first).get("stored").getAsInt())
                    .as(first.body())
                    .isEqualTo(count / 2);
            HttpResponse<String> other = put(gateway, "b2?close=40", lines(0, 40));
            assertThat(other.statusCode()).as(other.body()).isEqualTo(200);
            HttpResponse<String> known = put(gateway, "b3?id=/n", lines(20, 40));
            assertThat(known.body()).contains("\"stored\":20");
            gateway.kill9();
            gateway.restart();
            PipelineRuns.awaitBatches(gateway, "parts");
            assertThat(standing(gateway, "b1").get("stored").getAsInt()).isEqualTo(count / 2);

            HttpResponse<String> rest = put(gateway, "b1?close=" + count, lines(0, count));
            assertThat(Gateway.json(rest).get("stored").getAsInt())
                    .as(rest.body())
                    .isEqualTo(count);
            String mixed = lines(45, 50) + lines(30, 45) + lines(25, 35) + lines(47, 48);
            assertThat(put(gateway, "b3?id=event.data.n&close=30", mixed).body())
                    .contains("\"stored\":30", "\"closed\":true");
            gateway.kill9();
            gateway.restart();
            PipelineRuns.awaitBatches(gateway, "parts");

            JsonObject over = over(gateway, "b1");
            assertThat(over.get("state").getAsString()).as(over.toString()).isEqualTo("failed");
            assertThat(over.get("failed").getAsInt()).as(over.toString()).isEqualTo(1);
            assertThat(over.getAsJsonArray("failures")
                            .get(0)
                            .getAsJsonObject()
                            .get("stage")
                            .getAsString())
                    .isEqualTo("spread");
            over(gateway, "b2");
            over(gateway, "b3");
            assertThat(put(gateway, "b3?id=/n&close=30", lines(40, 50)).body()).contains("\"stored\":30");
            assertThat(item(gateway, "sums", "b3").get("value").getAsInt()).isEqualTo((20 + 49) * 30 / 2);
            assertThat(item(gateway, "sheets", "b3").getAsJsonArray("members").toString())
                    .contains("\"id\":\"b3/20/plain\"");
            assertThat(items(gateway, "sheets")).containsOnlyKeys("b1", "b2", "b3");
            assertThat(items(gateway, "whole")).containsOnlyKeys("b1", "b2", "b3");
            assertThat(item(gateway, "sums", "b1").get("value").getAsInt()).isEqualTo(count * (count - 1) / 2);
            assertThat(item(gateway, "sums", "b2").get("value").getAsInt()).isEqualTo(780);
            JsonObject total = item(gateway, "totals", "b1");
            assertThat(total.get("count").getAsInt()).as(total.toString()).isEqualTo(count);
            JsonObject added = total.getAsJsonObject("value");
            assertThat(added.get("n").getAsInt()).as(total.toString()).isEqualTo(count * (count - 1) / 2);
            assertThat(added.get("calls").getAsInt())
                    .as("chunks of up to 20, and those of what came of them")
                    .isBetween(16, 20);
            JsonObject sheet = item(gateway, "sheets", "b1");
            List<Integer> expected = IntStream.range(0, count)
                    .boxed()
                    .flatMap(n -> n == 13 ? List.of(n).stream() : List.of(n, 10 * n).stream())
                    .sorted()
                    .toList();
            assertThat(numbers(sheet.getAsJsonArray("members")).stream().sorted())
                    .containsExactlyElementsOf(expected);
            assertThat(sheet.get("expected").getAsInt()).isEqualTo(expected.size() + 1);
            JsonObject missing = sheet.getAsJsonArray("missing").get(0).getAsJsonObject();
            assertThat(missing.get("id").getAsString()).isEqualTo("b1/13/spread");
            assertThat(missing.get("reason").getAsString()).isEqualTo("attempts_exhausted");
        }
    }

    @Test
    void aBatchIsTakenOnceAndToldWhatIsWrongWithIt() {
        try (Gateway gateway = Gateway.start(folder.resolve("taken"), Map.of())) {
            gateway.deployed("spread", jar);
            apply(gateway, PARTS);

            HttpResponse<String> malformed = put(gateway, "m1", lines(20, 22) + "{\"n\":\n" + lines(23, 24));
            assertThat(malformed.body()).contains("\"status\":400", "Line 3 is malformed", "2 items of the batch 'm1'");
            assertThat(put(gateway, "m1?from=3", lines(23, 24)).body()).contains("\"status\":409", "begin with item 2");
            assertThat(put(gateway, "m1?close=9", lines(20, 24)).body())
                    .contains("\"status\":409", "has 4 items, and not 9");
            assertThat(put(gateway, "m1?close=4", "").body()).contains("\"stored\":4", "\"closed\":true");
            assertThat(put(gateway, "m1?close=4", lines(20, 24)).body()).contains("\"stored\":4");
            assertThat(put(gateway, "m1", lines(20, 25)).body()).contains("\"status\":409", "is closed with 4 items");
            assertThat(put(gateway, "m1?id=/n", lines(20, 22)).body())
                    .contains("\"status\":409", "of the batch 'm1' have numbers");
            assertThat(put(gateway, "k1?id=/id", "{\"id\":1}\n{\"id\":2}\n{\"id\":1,\"n\":3}\n")
                            .body())
                    .contains("\"status\":400", "Line 3 is malformed: it has the id '1'", "2 items of the batch 'k1'");
            assertThat(put(gateway, "k1", lines(20, 22)).body())
                    .contains("\"status\":409", "of the batch 'k1' have ids");
            assertThat(put(gateway, "k1?id=/id&from=1", lines(20, 22)).body())
                    .contains("\"status\":400", "from is for items with numbers");
            assertThat(put(gateway, "k1?id=a+b(", "").body()).contains("\"status\":400", "invalid_request");
            assertThat(gateway.manage("DELETE", "/pipelines/parts/batches/k1").statusCode())
                    .isEqualTo(200);
            over(gateway, "m1");
            assertThat(item(gateway, "sheets", "m1").get("expected").getAsInt()).isEqualTo(8);
            assertThat(PipelineRuns.stage(gateway, "parts", "joined")
                            .get("done")
                            .getAsInt())
                    .as("its members alone")
                    .isEqualTo(8);

            JsonObject none =
                    Gateway.json(gateway.manage("POST", "/pipelines/parts/batches", "application/x-ndjson", ""));
            String empty = none.get("id").getAsString();
            assertThat(over(gateway, empty).get("state").getAsString()).isEqualTo("done");
            assertThat(item(gateway, "sheets", empty).get("expected").getAsInt())
                    .isZero();
            assertThat(items(gateway, "whole")).containsKey(empty);

            assertThat(put(gateway, "c1", lines(1, 3)).statusCode()).isEqualTo(200);
            assertThat(gateway.manage("DELETE", "/documents/pipeline/parts").body())
                    .contains("pipeline_busy", "Batches are under way: 'c1'");
            try (Stream<String> followed = followed(gateway, "/pipelines/parts/batches/c1")) {
                Iterator<String> lines = followed.iterator();
                assertThat(data(lines)).contains("\"id\":\"c1\"", "\"state\":\"open\"", "\"stored\":2");
                assertThat(gateway.manage("DELETE", "/pipelines/parts/batches/c1")
                                .statusCode())
                        .isEqualTo(200);
                List<String> rest = new ArrayList<>();
                lines.forEachRemaining(rest::add);
                assertThat(rest).contains("event: ended");
                assertThat(rest.getLast()).isEmpty();
                assertThat(rest.get(rest.size() - 2)).contains("\"state\":\"failed\"", "endedAt");
            }
            try (Stream<String> followed = followed(gateway, "/documents/pipeline/parts/status")) {
                assertThat(data(followed.iterator())).contains("\"kind\":\"Pipeline\"", "\"stages\":[");
            }
            assertThat(over(gateway, "c1").get("state").getAsString()).isEqualTo("failed");
            assertThat(items(gateway, "sheets")).doesNotContainKey("c1");
            assertThat(gateway.manage("GET", "/pipelines/parts/batches/nobody").body())
                    .contains("no_such_batch");
            assertThat(gateway.manage("GET", "/pipelines/parts/batches").body()).contains(empty, "m1", "c1");
        }
    }

    @Test
    void manyMembersAreToldWhereTheyAre() {
        int times = 5_000;
        try (Gateway gateway = Gateway.start(folder.resolve("many"), Map.of())) {
            gateway.deployed("spread", jar);
            apply(gateway, PARTS);
            HttpResponse<String> put =
                    put(gateway, "f1?close=true", "{\"n\":1,\"times\":" + times + "}\n{\"n\":2,\"times\":1000}");
            assertThat(put.body()).contains("\"stored\":2", "\"closed\":true");

            JsonObject over = over(gateway, "f1");
            assertThat(over.get("state").getAsString()).as(over.toString()).isEqualTo("done");
            JsonObject sheet = item(gateway, "sheets", "f1");
            int members = times / 2 + 500 + 2;
            assertThat(sheet.get("count").getAsInt()).as(sheet.toString()).isEqualTo(members);
            assertThat(sheet.has("members")).isFalse();
            String path = sheet.get("membersAt").getAsString();
            List<String> told = gateway.manage("GET", path).body().lines().toList();
            assertThat(told).hasSize(members).doesNotHaveDuplicates();
            assertThat(gateway.manage("GET", path.replace("joined", "again")).body())
                    .contains("no_such_batch");
        }
    }

    private static HttpResponse<String> form(Gateway gateway, String batch, String large) {
        String body =
                "--xyz\r\nContent-Disposition: form-data; name=\"i\"; filename=\"s.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
                        + "small\r\n--xyz\r\nContent-Disposition: form-data; name=\"i\"; filename=\"l.mp4\"\r\nContent-Type: video/mp4"
                        + "\r\n\r\n" + large + "\r\n--xyz--\r\n";
        return gateway.manage("PUT", "/pipelines/parts/batches/" + batch, "multipart/form-data; boundary=xyz", body);
    }

    @Test
    void filesAreItemsAndLargeOnesAreReferredTo() {
        String large = "0123456789".repeat(300_000);
        try (Gateway gateway = Gateway.start(folder.resolve("files"), Map.of())) {
            gateway.deployed("sizer", sizer);
            gateway.deployed("doubler", doubler);
            apply(gateway, FILES);

            assertThat(form(gateway, "v1", large).body()).contains("\"stored\":2", "\"closed\":false");
            assertThat(form(gateway, "v1?close=2", large).body()).contains("\"stored\":2", "\"closed\":true");
            JsonObject over = over(gateway, "v1");

            assertThat(over.get("state").getAsString()).as(over.toString()).isEqualTo("done");
            for (String topic : List.of("sizes", "others")) {
                assertThat(PipelineRuns.records(gateway, topic))
                        .extracting(record -> record.get("value").getAsString())
                        .as(topic)
                        .containsExactlyInAnyOrder("5", "3000000");
            }
            assertThat(PipelineRuns.records(gateway, "doubled"))
                    .extracting(record -> record.get("value").getAsString())
                    .as("an answer of six million bytes goes on by reference")
                    .containsExactlyInAnyOrder("10", "6000000");
            JsonObject file = PipelineRuns.records(gateway, "files").stream()
                    .filter(record -> PipelineRuns.header(record, "ce_id").startsWith("v1/l.mp4"))
                    .findFirst()
                    .orElseThrow();
            assertThat(PipelineRuns.header(file, "ce_datasize")).isEqualTo("3000000");
            String at = PipelineRuns.header(file, "ce_dataref");
            assertThat(gateway.manage("GET", at).body()).isEqualTo(large);
            assertThat(gateway.manage("GET", at.replaceAll("[^/]+$", "0".repeat(64)))
                            .body())
                    .contains("no_such_data");
            assertThat(form(gateway, "v2", "").body()).contains("\"stored\":2");
        }
    }

    /** The ids of the items of a topic. */
    private static List<String> ids(Gateway gateway, String topic) {
        return PipelineRuns.records(gateway, topic).stream()
                .map(record -> PipelineRuns.header(record, "ce_id"))
                .toList();
    }

    private static String begun(Gateway gateway) {
        HttpResponse<String> begun = gateway.manage("POST", "/pipelines/parts/batches");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        return Gateway.json(begun).get("id").getAsString();
    }

    @Test
    void theItemsOfABatchAreListedByAFunction() {
        try (Gateway gateway = Gateway.start(folder.resolve("listed"), Map.of())) {
            gateway.deployed("lister", lister);
            apply(gateway, LISTED);
            assertThat(put(gateway, "mine", lines(0, 1)).body())
                    .contains("\"status\":400", "its source is a list by lister");

            String first = begun(gateway);
            assertThat(over(gateway, first).get("state").getAsString()).isEqualTo("done");
            assertThat(ids(gateway, "seen"))
                    .containsExactlyInAnyOrder(
                            first + "/0/source.0/seen", first + "/0/source.1/seen", first + "/0/source.2/seen");

            String malformed = begun(gateway);
            JsonObject failed = over(gateway, malformed);
            assertThat(failed.get("state").getAsString()).as(failed.toString()).isEqualTo("failed");
            assertThat(failed.getAsJsonArray("failures").toString())
                    .isEqualTo("[{\"id\":\"" + malformed + "/0\",\"stage\":\"source\",\"reason\":\"bad_answer\"}]");
            assertThat(gateway.manage("POST", "/pipelines/parts/batches/" + malformed + "/retry")
                            .statusCode())
                    .isEqualTo(202);
            await("it is listed")
                    .atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(standing(gateway, malformed).toString()).contains("\"state\":\"done\""));
        }
    }
}
