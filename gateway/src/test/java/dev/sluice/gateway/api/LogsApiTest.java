package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.inspect.jar.TestJar;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TestProfile(ManagementProfile.class)
@Timeout(60)
class LogsApiTest {

    private static final String ONE = "01HZY3V8C4R6T5J0Q2N7M9K8P1";
    private static final String TWO = "01HZY3V8C4R6T5J0Q2N7M9K8P2";

    @Inject
    FunctionLogs logs;

    @Inject
    FakeFunctionPools pools;

    private final Management management = Management.ofThisTest();

    @BeforeEach
    void reset() {
        pools.reset();
    }

    @Test
    void theLastLinesComeAsJson() {
        deployed("tail");
        for (int i = 0; i < 5; i++) {
            print("tail", "", "line " + i);
        }

        var answer = management.get("/functions/tail/logs?tail=2");

        assertThat(answer.type()).isEqualTo("application/x-ndjson");
        assertThat(answer.response().body()).isEqualTo("""
                {"time":"1970-01-01T00:00:01.000002Z","version":3,"instance":"r-1","invocation":"","source":"stdout","line":"line 3"}
                {"time":"1970-01-01T00:00:01.000002Z","version":3,"instance":"r-1","invocation":"","source":"stdout","line":"line 4"}
                """);
    }

    @Test
    void theLinesOfOneInvocationCanBePicked() {
        deployed("picked");
        print("picked", ONE, "one");
        print("picked", TWO, "two");

        assertThat(management
                        .get("/functions/picked/logs?invocation=" + TWO)
                        .response()
                        .body()
                        .lines())
                .singleElement()
                .asString()
                .contains("\"line\":\"two\"");
    }

    @Test
    void followersSeeThePastAndThenEachNewLine() throws Exception {
        deployed("followed");
        print("followed", "", "before");

        try (BufferedReader events = follow("followed")) {
            assertThat(event(events)).contains("\"line\":\"before\"");
            print("followed", "", "now");
            assertThat(event(events)).contains("\"line\":\"now\"");
            print("followed", "", "quote \" and \\ back");
            assertThat(event(events)).contains("\"line\":\"quote \\\" and \\\\ back\"");
        }
    }

    @Test
    void followingEndsWhenTheFunctionIsRemoved() throws Exception {
        deployed("ending");

        try (BufferedReader events = follow("ending")) {
            management.delete("/functions/ending");

            assertThat(events.lines().filter(line -> line.startsWith("data:"))).isEmpty();
        }
    }

    @Test
    void manyReadersMayComeAndGo() throws Exception {
        deployed("busy");
        for (int i = 0; i < 250; i++) {
            try (BufferedReader events = follow("busy")) {
                assertThat(events.readLine()).isEqualTo(": following");
            }
        }
    }

    @Test
    void mistakesAreTold() {
        deployed("asked");

        assertThat(management.get("/functions/asked/logs?tail=10001").text("/detail"))
                .isEqualTo("tail is '10001'. Allowed is a whole number from 0 to 10000.");
        assertThat(management.get("/functions/asked/logs?follow=maybe").text("/detail"))
                .isEqualTo("follow is 'maybe'. Allowed is true or false.");
        assertThat(management.get("/functions/asked/logs?invocation=7").text("/detail"))
                .isEqualTo(
                        "invocation is '7', which is no invocation's id. It is the one of the answer's header, 26 digits and"
                                + " capitals.");
        assertThat(management.get("/functions/no-such-one/logs").text("/reason"))
                .isEqualTo("no_such_function");
    }

    private void deployed(String name) {
        assertThat(management.deploy(name, TestJar.hello(name)).status()).isIn(200, 201);
    }

    private void print(String function, String invocation, String line) {
        logs.accept(new LogLine(function, 3, new RunnerId("r-1"), invocation, Frame.LogSource.STDOUT, 1_000_002, line));
    }

    private BufferedReader follow(String function) throws IOException, InterruptedException {
        var response = management
                .client()
                .send(
                        HttpRequest.newBuilder(
                                        management.base().resolve("/functions/" + function + "/logs?follow=true"))
                                .header("Authorization", "Bearer " + ManagementProfile.TOKEN)
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String event(BufferedReader events) throws IOException {
        String line = events.readLine();
        while (line != null && !line.startsWith("data: ")) {
            line = events.readLine();
        }
        return String.valueOf(line);
    }
}
