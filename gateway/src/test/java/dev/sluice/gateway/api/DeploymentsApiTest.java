package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.Trial;
import dev.sluice.gateway.inspect.jar.TestJar;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TestProfile(ManagementProfile.class)
@Timeout(60)
class DeploymentsApiTest {

    private static final Trial PASSED = new Trial.Passed("it starts", Duration.ofMillis(7));

    @Inject
    FakeFunctionPools pools;

    private final Management management = Management.ofThisTest();
    private final CompletableFuture<Trial> trial = new CompletableFuture<>();

    @BeforeEach
    void reset() {
        pools.reset();
    }

    @AfterEach
    void end() {
        trial.complete(PASSED);
    }

    private Management.Answer start(String name, Management.Form form) {
        return management.post("/functions/" + name + "/deployments", form);
    }

    private Management.Answer start(String name) {
        return start(name, new Management.Form().code(TestJar.hello(name)));
    }

    private String started(String name, Management.Form form) {
        var answer = start(name, form);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
        return "/functions/" + name + "/deployments/" + answer.text("/id");
    }

    private String started(String name) {
        return started(name, new Management.Form().code(TestJar.hello(name)));
    }

    private Management.Answer ended(String path) {
        await().until(() -> !management.get(path).text("/state").equals("running"));
        return management.get(path);
    }

    @Test
    void itIsAnsweredAtOnceAndReadAtItsAddress() {
        pools.answerTrials(version -> trial);

        var answer = start("started");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
        assertThat(answer.text("/state")).isEqualTo("running");
        assertThat(answer.response().headers().firstValue("Location")).contains(answer.text("/url"));
        String path = "/functions/started/deployments/" + answer.text("/id");
        assertThat(answer.text("/url"))
                .isEqualTo(management.base().resolve(path).toString());
        await().until(() -> management.get(path).json().at("/steps").size() == 4);
        assertThat(management.get("/functions/started").status()).isEqualTo(404);

        trial.complete(PASSED);

        var ended = ended(path);
        assertThat(ended.text("/state")).isEqualTo("succeeded");
        assertThat(ended.json().at("/steps").findValuesAsText("step"))
                .containsExactly("uploaded", "checked", "inspected", "kept", "tried", "committed", "in_service");
        assertThat(ended.json().at("/steps").findValuesAsText("message"))
                .contains(
                        "the spec is valid",
                        "runtime java25, handler demo.Hello (found: runtime, handler)",
                        "started once in 7 ms: it starts",
                        "version 1 is written",
                        "version 1 serves");
        assertThat(ended.text("/endedAt")).isNotEmpty();
        assertThat(ended.text("/result/description")).isEqualTo("it starts");
        assertThat(ended.text("/result/url")).isEqualTo(management.base() + "function/started");
        assertThat(management.get("/functions/started").status()).isEqualTo(200);
    }

    @Test
    void oneThatFailsSaysWhyAsPutDoes() {
        pools.answerTrials(version -> CompletableFuture.completedFuture(new Trial.Failed(
                new Outcome.NotStarted("initialiser_failed", FunctionError.of("no database")), "Look at line 7.")));
        var put = management.deploy("failing", TestJar.hello("failing"));

        var ended = ended(started("failing"));

        assertThat(ended.text("/state")).isEqualTo("failed");
        assertThat(ended.json().at("/problem")).isEqualTo(put.json());
        assertThat(ended.json().has("result")).isFalse();
        assertThat(management.get("/functions/failing/deployments").json().at("/deployments"))
                .hasSize(2);
    }

    @Test
    void aSecondOneWaitsAndIsToldThatTheFirstIsUnderWay() {
        pools.answerTrials(version -> trial);
        // Its trial is waited for longer than the other one waits for it.
        String first = started(
                "twice", new Management.Form().code(TestJar.hello("twice")).with("startTimeout", "30s"));

        var second = ended(started("twice"));

        assertThat(second.text("/problem/reason")).isEqualTo("deploy_in_progress");
        assertThat(second.text("/problem/detail"))
                .isEqualTo("another deployment of twice has been under way for 1 s: try again when it has ended");
        assertThat(second.json().at("/problem/status").asInt()).isEqualTo(409);
        assertThat(management.get(first).text("/state")).isEqualTo("running");
    }

    @Test
    void whatCannotBeReadIsNotStarted() {
        var answer = management.send(
                "POST", "/functions/unread/deployments", BodyPublishers.ofString("{"), "application/yaml");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/reason")).isEqualTo("invalid_spec");
        assertThat(management.get("/functions/unread/deployments").text("/reason"))
                .isEqualTo("no_such_function");
    }

    @Test
    void rollbacksAndPutsAreDeploymentsToo() {
        management.deploy("all", TestJar.hello("one"));
        management.deploy("all", TestJar.hello("two"));
        management.post("/functions/all/rollback", "{\"version\": 1}");

        var list = management.get("/functions/all/deployments").json().at("/deployments");

        assertThat(list.findValuesAsText("state")).containsExactly("succeeded", "succeeded", "succeeded");
        assertThat(list.at("/0/result/version").asInt()).isEqualTo(1);
        assertThat(list.at("/1/result/version").asInt()).isEqualTo(2);
        assertThat(list.at("/0/steps").findValuesAsText("step")).containsExactly("tried", "committed", "in_service");
    }

    @Test
    void oneThatIsNotThereIsToldSo() {
        management.deploy("known", TestJar.hello("known"));
        String path = started("known");

        assertThat(management.get("/functions/known/deployments/none").text("/detail"))
                .isEqualTo(
                        "There is no deployment none of 'known'. It ended long ago, or the gateway was started anew since:"
                                + " GET /functions/known shows which version serves.");
        assertThat(management.get(path.replace("known", "other")).text("/reason"))
                .isEqualTo("no_such_deployment");
    }

    @Test
    void whoFollowsSeesEachStepAsItHappensAndTheEnd() throws Exception {
        pools.answerTrials(version -> trial);
        String path = started("followed");

        try (Stream<String> lines = follow(path, 0).body()) {
            Iterator<String> events = lines.iterator();
            assertThat(events.next()).isEqualTo(": following");
            assertThat(next(events)).startsWith("1 step {\"number\":1,\"step\":\"uploaded\",");
            assertThat(next(events)).startsWith("2 step {\"number\":2,\"step\":\"checked\",");
            assertThat(next(events)).startsWith("3 step ");
            assertThat(next(events)).startsWith("4 step {\"number\":4,\"step\":\"kept\",");
            trial.complete(PASSED);
            assertThat(next(events)).startsWith("5 step {\"number\":5,\"step\":\"tried\",");
            assertThat(next(events)).startsWith("6 step ");
            assertThat(next(events)).startsWith("7 step ");
            String end = next(events);
            assertThat(end).startsWith("8 ended {");
            assertThat(new ObjectMapper().readTree(end.substring("8 ended ".length())))
                    .isEqualTo(management.get(path).json());
            assertThat(events.next()).isEmpty();
            assertThat(events.hasNext()).isFalse();
        }
    }

    @Test
    void whoWasCutOffGoesOnWhereTheyWere() throws Exception {
        String path = started("resumed");
        ended(path);

        try (Stream<String> lines = follow(path, 6).body()) {
            List<String> ids = lines.filter(line -> line.startsWith("id: ")).toList();
            assertThat(ids).containsExactly("id: 7", "id: 8");
        }
        assertThat(follow(path, 8).statusCode()).isEqualTo(204);
        assertThat(management
                        .send("GET", path + "?follow=true", BodyPublishers.noBody(), "", "Last-Event-ID", "x")
                        .text("/detail"))
                .isEqualTo("Last-Event-ID is 'x'. Allowed is a whole number from 0 to 2147483647.");
    }

    @Test
    void manyReadersMayComeAndGo() throws Exception {
        String path = started("busy");
        ended(path);

        for (int i = 0; i < 250; i++) {
            try (Stream<String> lines = follow(path, 0).body()) {
                assertThat(lines.findFirst()).contains(": following");
            }
            assertThat(management
                            .send("HEAD", path + "?follow=true", BodyPublishers.noBody(), "")
                            .status())
                    .isEqualTo(200);
        }
    }

    private HttpResponse<Stream<String>> follow(String path, int after) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(management.base().resolve(path + "?follow=true"))
                .header("Authorization", "Bearer " + ManagementProfile.TOKEN)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", Integer.toString(after))
                .build();
        HttpResponse<Stream<String>> response = management.client().send(request, BodyHandlers.ofLines());
        assertThat(response.statusCode()).isIn(200, 204);
        return response;
    }

    /** The id, the name and the data of the next event. */
    private static String next(Iterator<String> lines) {
        String id = "";
        String name = "";
        for (String line = lines.next(); ; line = lines.next()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                return id + " " + name + " " + line.substring(6);
            }
        }
    }
}
