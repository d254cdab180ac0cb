package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Topics through the whole platform, on a broker of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicsOnTheWireTest {

    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/shop\",\"type\":\"t\",\"partitionkey\":\"ada\"}";

    @TempDir
    static Path folder;

    private Gateway gateway;

    @BeforeAll
    void start() {
        gateway = Gateway.start(folder.resolve("home"), Map.of());
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void eachFormIsPublishedAndReadAgain() {
        create("/topics/forms", "{partitions: 1}");

        place(publish("/topics/forms?key=k", "text/plain", "plain"), 0);
        place(publish("/topics/forms", "application/cloudevents+json", EVENT.formatted(1)), 1);
        place(
                publish(
                        "/topics/forms",
                        "application/json",
                        "{}",
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        "caf%C3%A9",
                        "ce-source",
                        "/shop",
                        "ce-type",
                        "t"),
                2);
        HttpResponse<String> batch = publish(
                "/topics/forms",
                "application/cloudevents-batch+json",
                "[" + EVENT.formatted(3) + "," + EVENT.formatted(4) + "]");

        assertThat(batch.body())
                .isEqualTo("{\"records\":[{\"partition\":0,\"offset\":3},{\"partition\":0,\"offset\":4}]}");
        List<JsonObject> read = read("/topics/forms/records");
        assertThat(read).hasSize(5);
        assertThat(read.get(0).get("key").getAsString()).isEqualTo("k");
        assertThat(read.get(0).get("value").getAsString()).isEqualTo("plain");
        assertThat(read.get(1).get("key").getAsString()).isEqualTo("ada");
        assertThat(read.get(1).get("value").isJsonNull()).isTrue();
        assertThat(header(read.get(2), "ce_id")).isEqualTo("caf\u00e9");
        assertThat(header(read.get(2), "content-type")).isEqualTo("application/json");
        assertThat(header(read.get(4), "ce_id")).isEqualTo("4");
    }

    @Test
    void aTopicIsMadeListedDescribedAndDeleted() {
        create("/topics/life", "{partitions: 2, retention: 12h}");
        publish("/topics/life", "text/plain", "x");

        assertThat(gateway.manage("PUT", "/topics/life", "application/json", "{\"partitions\":2}")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> otherwise =
                gateway.manage("PUT", "/topics/life", "application/json", "{\"partitions\":3}");
        OutcomeTest.problem(otherwise, 409, "events", "topic_exists");
        assertThat(gateway.manage("GET", "/topics").body())
                .contains("{\"name\":\"life\",\"partitions\":2,\"replication\":1}");
        JsonObject described = Gateway.json(gateway.manage("GET", "/topics/life"));
        assertThat(described.getAsJsonObject("settings").get("retention").getAsString())
                .isEqualTo("12h");
        assertThat(described.getAsJsonArray("partitions").asList().stream()
                        .mapToLong(each -> each.getAsJsonObject().get("end").getAsLong())
                        .sum())
                .isEqualTo(1);
        assertThat(gateway.manage("DELETE", "/topics/life").statusCode()).isEqualTo(204);
        OutcomeTest.problem(gateway.manage("GET", "/topics/life"), 404, "events", "no_such_topic");
        OutcomeTest.problem(publish("/topics/life", "text/plain", "x"), 404, "events", "no_such_topic");
    }

    @Test
    void namespacesHaveTopicsOfTheirOwn() {
        create("/topics/shared-name", "");
        create("/namespaces/shop/topics/shared-name", "");

        publish("/namespaces/shop/topics/shared-name", "text/plain", "of shop");

        assertThat(read("/topics/shared-name/records")).isEmpty();
        assertThat(read("/namespaces/shop/topics/shared-name/records")).hasSize(1);
        assertThat(Gateway.json(gateway.manage("GET", "/namespaces/shop/topics/shared-name"))
                        .get("kafkaName")
                        .getAsString())
                .isEqualTo("shop..shared-name");
        assertThat(gateway.manage("GET", "/topics").body()).doesNotContain("shop..");
    }

    @Test
    void garbageIsRefusedWithASentence() {
        create("/topics/garbage", "{maxMessageBytes: 1000}");

        problem(publish("/topics/garbage", "application/cloudevents+json", "{"), 400, "malformed_event");
        problem(publish("/topics/garbage", "text/plain", "x".repeat(2000)), 413, "record_too_large");
        problem(
                publish("/topics/garbage", "application/cloudevents-batch+json", "x".repeat(9_000_000)),
                413,
                "batch_too_large");
        problem(publish("/topics/__consumer_offsets", "text/plain", "x"), 400, "invalid_name");
        problem(publish("/topics/sluice.invocations", "text/plain", "x"), 400, "invalid_name");
        problem(publish("/topics/shop..orders", "text/plain", "x"), 400, "invalid_name");
        problem(gateway.manage("PUT", "/topics/bad", "application/json", "{\"partition\":1}"), 400, "invalid_spec");
        problem(
                gateway.manage("PUT", "/topics/bad", "application/json", "{\"replication\":9}"),
                400,
                "refused_by_kafka");
        problem(gateway.manage("GET", "/topics/garbage/records?from=yesterday"), 400, "invalid_request");
        problem(gateway.manage("GET", "/topics/garbage/records?from=9&partition=0"), 400, "invalid_request");
        problem(gateway.manage("GET", "/topics/garbage/records?partition=9"), 400, "invalid_request");
        assertThat(read("/topics/garbage/records?from=begin")).isEmpty();
    }

    @Test
    void whoFollowsSeesWhatComes() throws Exception {
        create("/topics/followed", "");
        publish("/topics/followed", "text/plain", "before");
        HttpResponse<InputStream> answer = gateway.http()
                .send(
                        gateway.managed("/topics/followed/records?follow=true&max=2")
                                .build(),
                        BodyHandlers.ofInputStream());

        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(data(lines)).contains("\"value\":\"before\"");
            publish("/topics/followed", "text/plain", "after");
            assertThat(data(lines)).contains("\"value\":\"after\"");
            assertThat(lines.lines().filter(line -> line.startsWith("data:"))).isEmpty();
        }
    }

    @Test
    void nothingThatWasAcknowledgedIsLostWhenTheBrokerIsKilled() {
        create("/topics/killed", "{partitions: 3}");
        gateway.log().expect("It is started again");
        Set<String> acknowledged = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            if (i % 100 == 50) {
                killBroker();
            }
            if (publish("/topics/killed?key=" + i, "text/plain", "" + i).statusCode() == 200) {
                acknowledged.add("" + i);
            }
        }
        await("the broker is back")
                .atMost(Duration.ofSeconds(60))
                .until(() -> publish("/topics/killed", "text/plain", "last").statusCode() == 200);

        Set<String> kept = read("/topics/killed/records?from=begin&max=10000").stream()
                .map(record -> record.get("value").getAsString())
                .collect(Collectors.toSet());

        assertThat(kept).contains("last").containsAll(acknowledged);
        assertThat(acknowledged).isNotEmpty();
    }

    private void killBroker() {
        JsonElement pid = Gateway.json(gateway.manage("GET", "/pool"))
                .getAsJsonObject("broker")
                .get("pid");
        if (pid != null && !pid.isJsonNull()) {
            ProcessHandle.of(pid.getAsLong()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private void create(String path, String settings) {
        HttpResponse<String> answer = gateway.manage("PUT", path, "application/yaml", settings);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private HttpResponse<String> publish(String path, String type, String body, String... headers) {
        var request = gateway.managed(path).header("Content-Type", type).POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.send(request.build());
    }

    private static void place(HttpResponse<String> answer, long offset) {
        assertThat(answer.body()).isEqualTo("{\"records\":[{\"partition\":0,\"offset\":" + offset + "}]}");
    }

    private static void problem(HttpResponse<String> answer, int status, String reason) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonObject problem = Gateway.json(answer);
        assertThat(problem.get("reason").getAsString()).as(answer.body()).isEqualTo(reason);
        assertThat(problem.get("detail").getAsString()).endsWith(".");
    }

    private List<JsonObject> read(String path) {
        HttpResponse<String> answer = gateway.manage("GET", path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private static String header(JsonObject record, String name) {
        JsonArray headers = record.getAsJsonArray("headers");
        List<String> values = new ArrayList<>();
        for (JsonElement each : headers) {
            if (each.getAsJsonObject().get("name").getAsString().equals(name)) {
                values.add(each.getAsJsonObject().get("value").getAsString());
            }
        }
        return String.join(",", values);
    }

    private static String data(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith("data:")) {
            line = lines.readLine();
        }
        return String.valueOf(line);
    }
}
