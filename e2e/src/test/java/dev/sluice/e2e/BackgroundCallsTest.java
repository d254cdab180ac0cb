package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls that stand behind all others, from outside. */
@ExtendWith(SharedGateway.class)
class BackgroundCallsTest {

    @Test
    void aCallIsAnsweredBeforeBackgroundCallsThatWaitedBeforeIt(Gateway gateway) {
        gateway.deployed(
                "patient",
                OutcomeTest.JAR,
                "handler=" + OutcomeTest.PACKAGE + "Misbehave",
                "timeout=20s",
                "concurrency=1",
                "maxInstances=1",
                "queueTimeout=60s",
                "memory=128Mi");
        assertThat(gateway.get("/function/patient/").statusCode()).isEqualTo(200);
        try (HttpClient http = HttpClient.newHttpClient()) {
            List<CompletableFuture<HttpResponse<String>>> background = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                background.add(http.sendAsync(
                        HttpRequest.newBuilder(gateway.uri("/function/patient/sleeps?seconds=3"))
                                .header("Priority", "u=7")
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
            }
            await().untilAsserted(() -> assertThat(
                            gateway.called().manage("GET", "/metrics").body().lines())
                    .contains(
                            "sluice_background_in_flight{function=\"patient\",namespace=\"default\"} 1.0",
                            "sluice_background_queue_length{function=\"patient\",namespace=\"default\"} 1.0"));

            HttpResponse<String> interactive = gateway.get("/function/patient/");

            assertThat(interactive.statusCode()).isEqualTo(200);
            assertThat(background).as("the one that waited has still to run").anyMatch(call -> !call.isDone());
            background.forEach(call -> assertThat(call.join().statusCode()).isEqualTo(200));
        }
    }

    @Test
    void aBackgroundCallInTheOnlySlotIsCancelledForACallIfTheSpecSaysSo(Gateway gateway) {
        gateway.deployed(
                "giving-way",
                OutcomeTest.JAR,
                "handler=" + OutcomeTest.PACKAGE + "Misbehave",
                "timeout=60s",
                "concurrency=1",
                "maxInstances=1",
                "queueTimeout=60s",
                "memory=128Mi",
                "background=preempt");
        assertThat(gateway.get("/function/giving-way/").statusCode()).isEqualTo(200);
        try (HttpClient http = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<String>> background = http.sendAsync(
                    HttpRequest.newBuilder(gateway.uri("/function/giving-way/sleeps?seconds=50"))
                            .header("Priority", "u=7")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            await().until(() -> instance(gateway).get("inFlight").getAsInt() == 1);
            String id = instance(gateway).get("id").getAsString();

            HttpResponse<String> interactive = gateway.get("/function/giving-way/");

            assertThat(interactive.statusCode()).as(interactive.body()).isEqualTo(200);
            HttpResponse<String> told = background.join();
            JsonObject problem = OutcomeTest.problem(told, 503, "pool", "preempted");
            assertThat(problem.get("detail").getAsString())
                    .isEqualTo("it was cancelled while it ran, because an interactive call needed the only slot and the"
                            + " function's spec says background: preempt. Make the call again after the time in"
                            + " 'Retry-After', if it may run twice.");
            assertThat(told.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(instance(gateway).get("id").getAsString()).isEqualTo(id);
        }
    }

    private static JsonObject instance(Gateway gateway) {
        return gateway.describe("giving-way").getAsJsonArray("instances").get(0).getAsJsonObject();
    }
}
