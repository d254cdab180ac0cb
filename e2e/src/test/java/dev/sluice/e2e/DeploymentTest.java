package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of deployments that are under way when their gateway ends, and what a failed one tells. */
@ExtendWith(SharedGateway.class)
class DeploymentTest {

    @TempDir
    private Path folder;

    private static HttpResponse<String> start(Gateway gateway, String name, String handler, String... fields) {
        Multipart form = form(handler, fields);
        return gateway.send(gateway.managed("/functions/" + name + "/deployments")
                .header("Content-Type", form.contentType())
                .POST(BodyPublishers.ofByteArray(form.bytes()))
                .build());
    }

    private static CompletableFuture<HttpResponse<String>> put(Gateway gateway, String name, String handler) {
        Multipart form = form(handler, "startTimeout", "50s");
        return gateway.http()
                .sendAsync(
                        gateway.managed("/functions/" + name)
                                .header("Content-Type", form.contentType())
                                .PUT(BodyPublishers.ofByteArray(form.bytes()))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static Multipart form(String handler, String... fields) {
        Multipart form = new Multipart();
        form.file("code", OutcomeTest.JAR);
        form.field("handler", OutcomeTest.PACKAGE + handler);
        for (int i = 0; i < fields.length; i += 2) {
            form.field(fields[i], fields[i + 1]);
        }
        return form;
    }

    /** The path of the one deployment of a function, when its code is kept and its trial has begun. */
    private static String tried(Gateway gateway, String name) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> gateway.manage("GET", "/functions/" + name + "/deployments")
                        .body()
                        .contains("\"step\":\"kept\""));
        JsonArray deployments = Gateway.json(gateway.manage("GET", "/functions/" + name + "/deployments"))
                .getAsJsonArray("deployments");
        return "/functions/" + name + "/deployments/"
                + deployments.get(0).getAsJsonObject().get("id").getAsString();
    }

    @Test
    void whatIsUnderWayWhenTheGatewayIsAskedToEndComesToItsEndOrIsToldThatItDoesNot() throws Exception {
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Gateway.settings("sluice.shutdown-grace", "6s"))) {
            CompletableFuture<HttpResponse<String>> slow = put(gateway, "slow", "SlowStart");
            CompletableFuture<HttpResponse<String>> endless = put(gateway, "endless", "EndlessStart");
            tried(gateway, "slow");
            String path = tried(gateway, "endless");
            HttpResponse<Stream<String>> events =
                    gateway.http().send(gateway.managed(path + "?follow=true").build(), BodyHandlers.ofLines());

            gateway.askToStop();
            gateway.awaitStop();

            assertThat(slow.get().statusCode()).as(slow.get().body()).isEqualTo(201);
            assertThat(endless.get().statusCode()).as(endless.get().body()).isEqualTo(503);
            assertThat(Gateway.json(endless.get()).get("reason").getAsString()).isEqualTo("shutting_down");
            List<String> lines = events.body().toList();
            assertThat(lines).contains("event: ended");
            JsonObject ended = JsonParser.parseString(lines.stream()
                            .filter(line -> line.startsWith("data: "))
                            .toList()
                            .getLast()
                            .substring(6))
                    .getAsJsonObject();
            assertThat(ended.get("state").getAsString()).isEqualTo("failed");
        }
    }

    @Test
    void oneThatACrashCutIsGoneAndTheOldVersionServes() {
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            gateway.deployed("steady", Gateway.example("hello"));
            assertThat(start(gateway, "steady", "EndlessStart", "startTimeout", "50s")
                            .statusCode())
                    .isEqualTo(202);
            String path = tried(gateway, "steady");

            gateway.kill9();
            gateway.restart();

            assertThat(Gateway.json(gateway.manage("GET", path)).get("reason").getAsString())
                    .isEqualTo("no_such_deployment");
            assertThat(gateway.get("/function/steady").statusCode()).isEqualTo(200);
            assertThat(gateway.describe("steady").get("version").getAsInt()).isEqualTo(1);
        }
    }

    @Test
    void oneThatDoesNotStartShowsWhatItPrinted(Gateway gateway) {
        JsonObject started = Gateway.json(start(gateway, "talks", "TalkingInitialiser"));
        String path = "/functions/talks/deployments/" + started.get("id").getAsString();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !gateway.manage("GET", path).body().contains("\"running\""));

        JsonObject ended = Gateway.json(gateway.manage("GET", path));

        assertThat(ended.get("state").getAsString()).as(ended.toString()).isEqualTo("failed");
        assertThat(ended.getAsJsonArray("log").toString()).contains("\"line\":\"looking for the database\"");
        assertThat(gateway.manage("GET", "/functions/talks/logs").statusCode()).isEqualTo(404);
    }
}
