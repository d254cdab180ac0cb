package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.Trial;
import dev.sluice.gateway.inspect.jar.TestJar;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class DeployApiTest {

    @Inject
    FakeFunctionPools pools;

    @Inject
    RouteTable routes;

    private final Management management = Management.ofThisTest();

    @BeforeEach
    void reset() {
        pools.reset();
    }

    /** The number of the version that calls go to. */
    private Optional<Integer> live(String function) {
        return routes.find(function).map(route -> route.version().number());
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
        assertThat(live("alone")).hasValue(1);
        assertThat(management.get("/functions/alone").json().at("/inspection"))
                .hasToString("{\"handler\":\"found\",\"contract\":\"function\",\"targets\":[\"any\"]}");
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
        assertThat(answer.text("/violations/1/message")).isEqualTo("2h is out of bounds");
        assertThat(answer.text("/violations/1/allowed"))
                .isEqualTo("a whole number with a unit, as in 500ms, 30s, 2m or 1h; 1ms to 1h");
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
        assertThat(live("steady")).hasValue(1);
        assertThat(management.get("/functions/steady").json().at("/versions")).hasToString("[1]");
    }

    @Test
    void anOldVersionCanBeMadeLiveAgain() {
        management.deploy("back", TestJar.hello("one"));
        management.deploy("back", TestJar.hello("two"));

        var answer = management.post("/functions/back/rollback", "{\"version\": 1}");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().at("/created").asBoolean()).isTrue();
        assertThat(live("back")).hasValue(1);
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

    /** What a function may have that must not be lost with its next code. */
    private static Management.Form everything() {
        return new Management.Form()
                .code(TestJar.hello())
                .with(
                        "spec",
                        "memory: 512Mi\ntimeout: 5s\naccess: token\nmaxInstances: 3\nenvironment: {GREETING: hi}\n"
                                + "secrets: {PASSWORD: kept-db}\nlabels: {team: a}\nerrors: full\n"
                                + "decorators: [{timeout: 2s}]\n");
    }

    @Test
    void newCodeKeepsAllThatWasSaidBefore() {
        management.put("/secrets/kept-db", "s3cret");
        assertThat(management.deploy("kept", everything()).status()).isEqualTo(201);
        var before = management.get("/functions/kept").json().at("/spec");

        var answer = management.deploy("kept", TestJar.hello("two"));

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        assertThat(management.get("/functions/kept").json().at("/spec")).isEqualTo(before);
        assertThat(answer.json().at("/replaced").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/changes")).hasSize(1);
        assertThat(answer.text("/changes/0/key")).isEqualTo("code");
        assertThat(answer.text("/changes/0/from")).startsWith("sha256:");
        assertThat(management
                        .deploy("kept", new Management.Form().code(TestJar.hello("three")))
                        .status())
                .isEqualTo(201);
        assertThat(management.get("/functions/kept").json().at("/spec")).isEqualTo(before);
    }

    @Test
    void fieldsChangeSingleKeysOfWhatIsKeptAlsoWithoutCode() {
        management.put("/secrets/kept-db", "s3cret");
        management.deploy("keys", everything());

        var answer = management.deploy(
                "keys",
                new Management.Form()
                        .with("memory", "1Gi")
                        .with("env.MORE", "x")
                        .with("unset", "label.team"));

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        assertThat(answer.json().at("/changes"))
                .hasToString("[{\"key\":\"memory\",\"from\":\"512Mi\",\"to\":\"1Gi\"},"
                        + "{\"key\":\"environment.MORE\",\"to\":\"x\"},"
                        + "{\"key\":\"labels.team\",\"from\":\"a\"}]");
        var spec = management.get("/functions/keys").json().at("/spec");
        assertThat(spec.at("/access").asText()).isEqualTo("token");
        assertThat(spec.at("/environment/GREETING").asText()).isEqualTo("hi");
        assertThat(spec.at("/decorators")).hasToString("[{\"timeout\":\"2s\"}]");
    }

    @Test
    void aSpecThatIsSentReplacesTheWholeOneAndNeedsNoCode() {
        management.put("/secrets/kept-db", "s3cret");
        management.deploy("whole", everything());

        var answer = management.send(
                "PUT", "/functions/whole", BodyPublishers.ofString("{\"timeout\": \"7s\"}"), "application/json");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        var spec = management.get("/functions/whole").json().at("/spec");
        assertThat(spec.at("/timeout").asText()).isEqualTo("7s");
        assertThat(spec.at("/memory").asText()).isEqualTo("256Mi");
        assertThat(spec.at("/access").asText()).isEqualTo("public");
        assertThat(spec.at("/environment")).isEmpty();
        assertThat(answer.json().at("/changes").findValuesAsText("key"))
                .containsExactly(
                        "memory",
                        "timeout",
                        "maxInstances",
                        "environment.GREETING",
                        "secrets.PASSWORD",
                        "labels.team",
                        "access",
                        "errors",
                        "decorators");
    }

    @Test
    void replaceWithoutASpecResetsWhatIsNotSaid() {
        management.put("/secrets/kept-db", "s3cret");
        management.deploy("reset", everything());

        var fields = management.deploy("reset?replace=true", new Management.Form().with("memory", "512Mi"));
        assertThat(fields.status()).as(fields.response().body()).isEqualTo(201);
        var spec = management.get("/functions/reset").json().at("/spec");
        assertThat(spec.at("/memory").asText()).isEqualTo("512Mi");
        assertThat(spec.at("/access").asText()).isEqualTo("public");
        management.deploy("reset?replace=true", TestJar.hello("two"));
        assertThat(management.get("/functions/reset").text("/spec/memory")).isEqualTo("256Mi");
        management.deploy("reset", new Management.Form().with("memory", "512Mi"));
        var nothing = management.send("PUT", "/functions/reset?replace=true", BodyPublishers.noBody(), "");
        assertThat(nothing.status()).as(nothing.response().body()).isEqualTo(201);
        assertThat(management.get("/functions/reset").text("/spec/memory")).isEqualTo("256Mi");
        assertThat(management.deploy("reset?replace=maybe", TestJar.hello()).text("/detail"))
                .isEqualTo("replace is 'maybe'. Allowed is true or false.");
    }

    @Test
    void aFunctionWithAnUpstreamIsToldByItsUrl() {
        var answer = management.send(
                "PUT",
                "/functions/elsewhere",
                BodyPublishers.ofString("upstream: http://api.example.org/v1\nlabels: {kind: elsewhere}\n"),
                "application/yaml");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        for (var told : List.of(
                answer.json(),
                management.get("/functions/elsewhere").json(),
                management.get("/functions?label=kind=elsewhere").json().at("/functions/0"),
                management.get("/functions/elsewhere/versions").json().at("/versions/0"))) {
            assertThat(told.at("/upstream").asText()).isEqualTo("http://api.example.org/v1");
            assertThat(told.has("digest") || told.has("runtime") || told.has("handler"))
                    .isFalse();
        }
        assertThat(management.get("/functions/elsewhere").text("/spec/reuse")).isEqualTo("on");
    }

    @Test
    void whereNothingIsKeptCodeIsNeeded() {
        var answer = management.deploy("nowhere", new Management.Form().with("memory", "1Gi"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail"))
                .isEqualTo("There is no code, and none is kept: send it in the part 'code' of the form, as in curl -F"
                        + " code=@hello.jar or sluice deploy NAME FILE, or send a spec that names an 'upstream'.");
    }

    @Test
    void aDeletedFunctionIsGone() {
        management.deploy("gone", TestJar.hello());

        assertThat(management.delete("/functions/gone").status()).isEqualTo(204);

        assertThat(management.get("/functions/gone").text("/reason")).isEqualTo("no_such_function");
        assertThat(management.delete("/functions/gone").status()).isEqualTo(404);
        assertThat(live("gone")).isEmpty();
        assertThat(pools.asked()).contains("remove gone");
    }
}
