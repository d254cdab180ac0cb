package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.Trial;
import dev.sluice.gateway.artifact.TestJar;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class DeployApiTest {

    @Inject
    FakeFunctionPools pools;

    @Inject
    ManagementDoubles.Table routes;

    private final Management management = Management.ofThisTest();

    @BeforeEach
    void reset() {
        pools.reset();
    }

    @Test
    void aJarAloneIsEnough() {
        var answer = management.deploy("alone", TestJar.hello());

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        assertThat(answer.text("/name")).isEqualTo("alone");
        assertThat(answer.json().at("/version").asInt()).isEqualTo(1);
        assertThat(answer.text("/digest")).matches("sha256:[0-9a-f]{64}");
        assertThat(answer.text("/url")).isEqualTo(management.base() + "function/alone");
        assertThat(answer.text("/runtime")).isEqualTo("java25");
        assertThat(answer.text("/handler")).isEqualTo("demo.Hello");
        assertThat(answer.json().at("/detected")).hasToString("[\"runtime\",\"handler\"]");
        assertThat(answer.text("/description")).isEqualTo("it starts");
        assertThat(answer.json().at("/created").asBoolean()).isTrue();
        assertThat(answer.json().at("/specialiseMillis").asInt()).isEqualTo(7);
        assertThat(answer.text("/createdAt")).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(routes.live).containsKey(new FunctionName("alone"));
    }

    @Test
    void theSameContentAgainIsNoNewVersion() {
        management.deploy("again", TestJar.hello());
        pools.reset();

        var answer = management.deploy("again", TestJar.hello());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/version").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/created").asBoolean()).isFalse();
        assertThat(pools.asked()).isEmpty();
    }

    @Test
    void aFormCarriesCodeSpecAndFields() {
        var answer = management.deploy(
                "form",
                new Management.Form()
                        .with("spec", "memory: 512Mi\ntimeout: 5s\nenvironment:\n  GREETING: hi\n")
                        .code(TestJar.hello())
                        .with("timeout", "7s")
                        .with("env.LANGUAGE", "en")
                        .with("label.team", "a"));

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        var spec = management.get("/functions/form").json().at("/spec");
        assertThat(spec.at("/memory").asText()).isEqualTo("512Mi");
        assertThat(spec.at("/timeout").asText()).isEqualTo("7s");
        assertThat(spec.at("/environment")).hasToString("{\"GREETING\":\"hi\",\"LANGUAGE\":\"en\"}");
        assertThat(spec.at("/labels")).hasToString("{\"team\":\"a\"}");
    }

    @Test
    void everythingWrongInASpecIsToldAtOnce() {
        var answer = management.deploy(
                "wrong", new Management.Form().code(TestJar.hello()).with("spec", "memroy: 1Gi\ntimeout: 2h\n"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.text("/reason")).isEqualTo("invalid_spec");
        assertThat(answer.text("/violations/0/path")).isEqualTo("memroy");
        assertThat(answer.text("/violations/0/message")).isEqualTo("unknown key 'memroy': did you mean 'memory'?");
        assertThat(answer.text("/detail"))
                .contains("did you mean 'memory'? Allowed: ")
                .doesNotContain("?.");
        assertThat(answer.text("/violations/1/message")).isEqualTo("timeout is 2h, which is out of bounds");
        assertThat(answer.text("/violations/1/allowed")).isEqualTo("1ms to 1h");
        assertThat(management.get("/functions/wrong").status()).isEqualTo(404);
    }

    @Test
    void aVersionThatDoesNotStartLeavesTheOldOneServing() {
        management.deploy("steady", TestJar.hello());
        pools.answerTrials(version -> CompletableFuture.completedFuture(new Trial.Failed(
                new Outcome.NotStarted(
                        "initialiser_failed",
                        new FunctionError(
                                "java.lang.IllegalStateException",
                                "no database",
                                List.of("demo.Hello.<clinit>(Hello.java:7)"))),
                "Look at line 7.")));

        var answer = management.deploy("steady", TestJar.hello("two"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("/component")).isEqualTo("function");
        assertThat(answer.text("/reason")).isEqualTo("initialiser_failed");
        assertThat(answer.text("/detail"))
                .isEqualTo(
                        "steady@2 could not be started: java.lang.IllegalStateException: no database. Look at line 7."
                                + " Nothing was changed.");
        assertThat(answer.text("/function/frames/0")).isEqualTo("demo.Hello.<clinit>(Hello.java:7)");
        assertThat(routes.version("steady")).isEqualTo(1);
        assertThat(management.get("/functions/steady").json().at("/versions")).hasToString("[1]");
    }

    @Test
    void anOldVersionCanBeMadeLiveAgain() {
        management.deploy("back", TestJar.hello("one"));
        management.deploy("back", TestJar.hello("two"));

        var answer = management.post("/functions/back/rollback", "{\"version\": 1}");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().at("/created").asBoolean()).isTrue();
        assertThat(routes.version("back")).isEqualTo(1);
        var versions = management.get("/functions/back/versions").json().at("/versions");
        assertThat(versions.at("/0/version").asInt()).isEqualTo(2);
        assertThat(versions.at("/0/live").asBoolean()).isFalse();
        assertThat(versions.at("/1/live").asBoolean()).isTrue();
        assertThat(management
                        .deploy("back", TestJar.hello("three"))
                        .json()
                        .at("/version")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void aDeletedFunctionIsGone() {
        management.deploy("gone", TestJar.hello());

        assertThat(management.delete("/functions/gone").status()).isEqualTo(204);

        assertThat(management.get("/functions/gone").text("/reason")).isEqualTo("no_such_function");
        assertThat(management.delete("/functions/gone").status()).isEqualTo(404);
        assertThat(routes.live).doesNotContainKey(new FunctionName("gone"));
        assertThat(pools.asked()).contains("remove gone");
    }
}
