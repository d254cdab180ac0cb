package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator sees of calls that were made. */
@ExtendWith(SharedGateway.class)
class SeeingTest {

    private static final String FUNCTION = "seen";

    @BeforeAll
    static void deploy(Gateway gateway) {
        gateway.deployed(FUNCTION, OutcomeTest.JAR, "handler=" + OutcomeTest.PACKAGE + "Misbehave");
    }

    private static List<JsonObject> lines(Gateway gateway, String query) {
        HttpResponse<String> answer = gateway.called().manage("GET", "/functions/" + FUNCTION + "/logs?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private static String invocation(HttpResponse<String> call) {
        return call.headers().firstValue("Sluice-Invocation").orElseThrow();
    }

    private static Optional<JsonObject> accessRecord(Gateway gateway, String invocation) {
        try {
            return Files.readAllLines(gateway.called().home().resolve("logs/access.jsonl")).stream()
                    .filter(line -> line.contains(invocation))
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> metrics(Gateway gateway, String start) {
        HttpResponse<String> answer = gateway.called().manage("GET", "/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().lines().filter(line -> line.startsWith(start)).toList();
    }

    @Test
    void whatACallPrintsIsFoundByItsInvocation(Gateway gateway) {
        String wanted = invocation(gateway.get("/function/" + FUNCTION + "/prints?lines=3"));
        gateway.get("/function/" + FUNCTION + "/prints?lines=5");

        await().until(() -> lines(gateway, "invocation=" + wanted).size() >= 3);
        assertThat(lines(gateway, "invocation=" + wanted)).allSatisfy(line -> {
            assertThat(line.get("invocation").getAsString()).isEqualTo(wanted);
            assertThat(line.get("version").getAsInt()).isEqualTo(1);
            assertThat(line.get("instance").getAsString()).isNotEmpty();
        });
    }

    @Test
    void followersSeeLinesAsTheyCome(Gateway gateway) throws Exception {
        HttpResponse<InputStream> follow = gateway.http()
                .send(
                        gateway.called()
                                .managed("/functions/" + FUNCTION + "/logs?follow=true&tail=0")
                                .GET()
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(follow.statusCode()).isEqualTo(200);
        try (BufferedReader events = new BufferedReader(new InputStreamReader(follow.body(), StandardCharsets.UTF_8))) {
            assertThat(events.readLine()).isEqualTo(": following");

            String wanted = invocation(gateway.get("/function/" + FUNCTION + "/prints?lines=1"));

            String line = events.readLine();
            while (line != null && !line.contains(wanted)) {
                line = events.readLine();
            }
            assertThat(line).startsWith("data: {\"time\":");
        }
    }

    @Test
    void howACallFailedIsInTheLogUnderItsInvocation(Gateway gateway) {
        assertThat(failure(gateway, "/throws"))
                .anyMatch(line ->
                        line.equals("[sluice] the call threw java.lang.IllegalStateException: the order was not kept"))
                .anyMatch(line -> line.startsWith("    at " + OutcomeTest.PACKAGE + "Misbehave.throwing("))
                .anyMatch(line -> line.startsWith("Caused by: java.io.IOException: the disk is full"));
        assertThat(failure(gateway, "/exit?code=3"))
                .anyMatch(line -> line.startsWith("[sluice] its process ended during the call: exit code 3"));
        assertThat(failure(gateway, "/crash?signal=KILL"))
                .anyMatch(line -> line.startsWith("[sluice] its process ended during the call: "));
        assertThat(failure(gateway, "/heap")).anyMatch(line -> line.startsWith("[sluice] out of memory: "));
    }

    private static List<String> failure(Gateway gateway, String path) {
        // An instance that has answered does not count as one that crashes in a row.
        assertThat(gateway.get("/function/" + FUNCTION + "/").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = gateway.get("/function/" + FUNCTION + path);
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(502);
        assertThat(answer.body()).doesNotContain("Exception", OutcomeTest.PACKAGE);
        return lines(gateway, "invocation=" + invocation(answer)).stream()
                .map(line -> line.get("line").getAsString())
                .toList();
    }

    @Test
    void everyCallHasAnAccessRecord(Gateway gateway) {
        String well = invocation(gateway.post("/function/" + FUNCTION + "/half-input?token=not-to-be-logged", "12345"));
        String failed = invocation(gateway.get("/function/" + FUNCTION + "/throws"));

        await().until(() -> accessRecord(gateway, failed).isPresent());
        JsonObject record = accessRecord(gateway, well).orElseThrow();
        assertThat(record.get("function").getAsString()).isEqualTo(FUNCTION);
        assertThat(record.get("path").getAsString()).isEqualTo("/half-input");
        assertThat(record.get("status").getAsInt()).isEqualTo(200);
        assertThat(record.get("outcome").getAsString()).isEqualTo("succeeded");
        assertThat(record.get("bytesIn").getAsInt()).isEqualTo(5);
        assertThat(record.get("bytesOut").getAsInt()).isPositive();
        assertThat(record.get("trace").getAsString()).hasSize(32);
        assertThat(record.toString()).doesNotContain("not-to-be-logged");
        assertThat(accessRecord(gateway, failed).orElseThrow().get("outcome").getAsString())
                .isEqualTo("threw");
        assertThat(accessRecord(gateway, failed).orElseThrow().get("error").getAsString())
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void callsAreCountedByHowTheyEnded(Gateway gateway) {
        gateway.deployed("counted", OutcomeTest.JAR, "handler=" + OutcomeTest.PACKAGE + "Misbehave");
        for (int i = 0; i < 3; i++) {
            gateway.get("/function/counted/");
        }
        gateway.get("/function/counted/throws");
        gateway.get("/function/nobody-has-this-name/");

        await().untilAsserted(
                        () -> assertThat(metrics(
                                        gateway, "sluice_invocations_total{function=\"counted\",namespace=\"default\""))
                                .containsExactlyInAnyOrder(
                                        "sluice_invocations_total{function=\"counted\",namespace=\"default\",outcome=\"succeeded\",reason=\"\"} 3.0",
                                        "sluice_invocations_total{function=\"counted\",namespace=\"default\",outcome=\"threw\",reason=\"\"} 1.0"));
        assertThat(metrics(gateway, "sluice_instances{function=\"counted\",namespace=\"default\",state=\"ready\""))
                .singleElement()
                .asString()
                .endsWith(" 1.0");
        assertThat(metrics(gateway, "sluice_instance_memory_bytes{function=\"counted\",namespace=\"default\""))
                .isNotEmpty();
        assertThat(metrics(gateway, "sluice_invocations_total{function=\"_unknown\",namespace=\"\""))
                .isNotEmpty();
        assertThat(metrics(gateway, "sluice_warm_runners")).isNotEmpty();
        assertThat(metrics(gateway, "jvm_memory_used_bytes")).isNotEmpty();
        assertThat(metrics(gateway, "http_server")).isEmpty();
    }

    @Test
    void aRemovedFunctionLeavesNoSeriesAndNoLogs(Gateway gateway) {
        gateway.deployed("leaving", OutcomeTest.JAR, "handler=" + OutcomeTest.PACKAGE + "Misbehave");
        gateway.get("/function/leaving/prints?lines=2");
        await().until(() -> Files.exists(gateway.called().home().resolve("logs/leaving/lines.jsonl")));
        assertThat(metrics(gateway, "sluice_invocations_total{function=\"leaving\",namespace=\"default\""))
                .isNotEmpty();

        assertThat(gateway.manage("DELETE", "/functions/leaving").statusCode()).isEqualTo(204);

        await().until(() -> metrics(gateway, "sluice_").stream().noneMatch(line -> line.contains("\"leaving\"")));
        assertThat(gateway.called().home().resolve("logs/leaving/lines.jsonl")).doesNotExist();
    }

    @Test
    void metricsNeedTheToken(Gateway gateway) {
        assertThat(gateway.get("/metrics").statusCode()).isEqualTo(401);
    }

    @Test
    void healthSaysWhatItLookedAt(Gateway gateway) {
        HttpResponse<String> ready = gateway.get("/health/ready");
        HttpResponse<String> live = gateway.get("/health/live");

        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"gateway\"", "\"runners\"", "\"disk\"", "\"writable\": \"true\"");
        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.body()).contains("\"event loops\"");
    }

    @Test
    void aFunctionThatFloodsItsLogLosesLinesOfItsOwnAndNobodyElses(Gateway gateway) {
        gateway.deployed("flood", OutcomeTest.JAR, "handler=" + OutcomeTest.PACKAGE + "Misbehave");

        HttpResponse<String> flooded = gateway.get("/function/flood/prints?lines=300000");
        String quiet = invocation(gateway.get("/function/" + FUNCTION + "/prints?lines=2"));

        assertThat(flooded.statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> lines(gateway, "invocation=" + quiet).size() >= 2);
        Path folder = gateway.called().home().resolve("logs/flood");
        await().untilAsserted(() ->
                assertThat(Files.size(folder.resolve("lines.jsonl"))).isBetween(1L, 4L << 20));
    }
}
