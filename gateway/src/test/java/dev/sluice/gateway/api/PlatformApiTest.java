package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.gateway.home.SharedFolder;
import dev.sluice.gateway.inspect.jar.TestJar;
import dev.sluice.gateway.observe.Calls;
import dev.sluice.gateway.observe.Telemetry;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class PlatformApiTest {

    @Inject
    FakeFunctionPools pools;

    @Inject
    SharedFolder shared;

    @Inject
    Telemetry telemetry;

    private final Management management = Management.ofThisTest();

    @BeforeEach
    void reset() {
        pools.reset();
    }

    @Test
    void anIdleFunctionCanBeCalled() {
        management.deploy("idle", TestJar.hello());

        var answer = management.get("/functions/idle").json();

        assertThat(answer.at("/callable")).hasToString("{\"ok\":true,\"reason\":\"\",\"detail\":\"\"}");
        assertThat(answer.at("/instances")).isEmpty();
        assertThat(answer.get("trouble").isNull()).isTrue();
        assertThat(answer.at("/spec/timeout").asText()).isEqualTo("30s");
        assertThat(answer.at("/spec/access").asText()).isEqualTo("public");
    }

    @Test
    void whatAFunctionCostsIsToldByTheExampleOfPricesAndByOthers() {
        management.deploy("costly", TestJar.hello());
        telemetry.call(Calls.warm("costly"));
        telemetry.call(Calls.warm("costly"));

        var cost = management.get("/cost").json();
        var function = of("costly", cost);
        assertThat(cost.at("/currency").asText()).isEqualTo("USD");
        assertThat(function.at("/calls").asInt()).isEqualTo(2);
        assertThat(function.at("/memory").asText()).isEqualTo("256Mi");
        assertThat(function.at("/runSeconds").asDouble()).isEqualTo(0.004);
        assertThat(function.at("/minInstances/month").asDouble()).isEqualTo(2.628);
        assertThat(function.at("/minInstances/fromCalls").asLong()).isPositive();
        assertThat(function.has("advice")).isFalse();
        pools.report(new FunctionName("costly"), report(Optional.empty()));
        var glance = management.get("/pool").json().at("/functions/0/cost");
        assertThat(glance.at("/currency").asText()).isEqualTo("USD");
        assertThat(glance.at("/perCall")).isEqualTo(function.at("/perCall"));

        var other = management.send("POST", "/cost", BodyPublishers.ofString("""
                {"currency": "EUR", "date": "2026-11-30", "calls": {"per": "call", "tiers": [{"price": 3}]},
                 "run": {"per": "gib-hour", "tiers": [{"price": 0}]}, "kept": {"per": "gib-hour", "tiers": [{"price": 1}]},
                 "machine": {"memory": "1Gi", "per": "month", "price": 30}}"""), "application/json");
        assertThat(of("costly", other.json()).at("/perCall").asDouble()).isEqualTo(3);
        assertThat(of("costly", other.json()).at("/machine/fromCalls").asLong()).isEqualTo(10);
        assertThat(management.get("/namespaces/elsewhere/cost").json().at("/functions"))
                .as("what others cost is no one's business")
                .isEmpty();
    }

    @Test
    void aTableOfPricesWithAHoleIsRefusedWithItsPlace() {
        var refused = management.send("POST", "/cost", BodyPublishers.ofString("""
                currency: EUR
                date: 2026-11-30
                calls: {per: million, tiers: [{to: 1, price: 0}, {from: 2, price: 1}]}
                run: {per: gib-hour, tiers: [{price: 0}]}
                kept: {per: gib-hour, tiers: [{price: 1}]}
                machine: {memory: 1Gi, per: month, price: 30}
                """), "application/yaml");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/reason").asText()).isEqualTo("invalid_spec");
        assertThat(refused.json().at("/detail").asText())
                .isEqualTo(
                        "One thing in the table of prices must be changed: prices.calls: no price is told from 1 to 2: tiers[1] begins at 2,"
                                + " and tiers[0] ends at 1.");
    }

    private static JsonNode of(String function, JsonNode cost) {
        for (JsonNode each : cost.at("/functions")) {
            if (each.at("/name").asText().equals(function)) {
                return each;
            }
        }
        throw new AssertionError("no cost of " + function + " in " + cost);
    }

    @Test
    void instancesAreDescribed() {
        management.deploy("running", TestJar.hello());
        pools.report(new FunctionName("running"), report(Optional.empty()));

        var answer = management.get("/functions/running").json();

        assertThat(answer.at("/instances/0"))
                .hasToString(
                        "{\"id\":\"r-1\",\"pid\":42,\"version\":1,\"state\":\"ready\",\"inFlight\":2,\"abandoned\":1,\"idleMillis\":1500,"
                                + "\"memoryBytes\":1048576}");
        assertThat(answer.at("/instances/1/memoryBytes").isNull()).isTrue();
        assertThat(answer.at("/queued").asInt()).isEqualTo(3);
        assertThat(answer.at("/starting").asInt()).isEqualTo(1);
    }

    @Test
    void aCrashLoopIsTheReasonWhyItCannotBeCalled() {
        management.deploy("looping", TestJar.hello());
        Instant retry = Instant.parse("2026-11-23T16:02:11Z");
        pools.report(
                new FunctionName("looping"), report(Optional.of(new FunctionReport.Trouble(4, "exit code 3", retry))));

        var answer = management.get("/functions/looping").json();

        assertThat(answer.at("/callable/ok").asBoolean()).isFalse();
        assertThat(answer.at("/callable/reason").asText()).isEqualTo("crash_loop");
        assertThat(answer.at("/callable/detail").asText())
                .isEqualTo("its instances ended 4 times in a row, the last with exit code 3; the next is started at"
                        + " 2026-11-23T16:02:11Z. Look at its logs, and deploy a version that stays up.");
        assertThat(answer.at("/trouble"))
                .hasToString("{\"crashes\":4,\"last\":\"exit code 3\",\"retryAt\":\"2026-11-23T16:02:11Z\"}");
    }

    @Test
    void codeThatIsGoneIsTheReasonWhyItCannotBeCalled() {
        var digest = management.deploy("bare", TestJar.hello("of its own")).text("/digest");
        Disk.deleteQuietly(shared.artifacts().resolve(digest.substring("sha256:".length())));

        var answer = management.get("/functions/bare").json();

        assertThat(answer.at("/callable/reason").asText()).isEqualTo("code_missing");
        assertThat(management.deploy("bare", TestJar.hello("of its own")).status())
                .isIn(200, 201);
        assertThat(management.get("/functions/bare").json().at("/callable/ok").asBoolean())
                .isTrue();
    }

    @Test
    void functionsAreListedPageByPageAndByLabel() {
        for (String name : List.of("page-a", "page-b", "page-c")) {
            management.deploy(
                    name, new Management.Form().code(TestJar.hello(name)).with("label.set", "pages"));
        }

        var all = management.get("/functions?label=set=pages").json();
        var first = management.get("/functions?label=set=pages&limit=2").json();
        var second = management
                .get("/functions?label=set=pages&limit=2&after="
                        + first.at("/next").asText())
                .json();

        assertThat(all.at("/functions").findValuesAsText("name")).containsExactly("page-a", "page-b", "page-c");
        assertThat(all.has("next")).isFalse();
        assertThat(first.at("/functions").findValuesAsText("name")).containsExactly("page-a", "page-b");
        assertThat(second.at("/functions").findValuesAsText("name")).containsExactly("page-c");
        assertThat(second.has("next")).isFalse();
        assertThat(management.get("/functions?label=set=other").json().at("/functions"))
                .isEmpty();
    }

    @Test
    void thePoolIsShown() {
        pools.report(new FunctionName("running"), report(Optional.empty()));

        var answer = management.get("/pool").json();

        assertThat(answer.at("/functions/0/name").asText()).isEqualTo("running");
        assertThat(answer.at("/functions/0/instances/0/id").asText()).isEqualTo("r-1");
        assertThat(answer.at("/warm").isArray()).isTrue();
        assertThat(answer.at("/broker/own").asBoolean()).isTrue();
        assertThat(answer.at("/broker/why").asText()).isEmpty();
        // Another test may have needed it before.
        assertThat(answer.at("/broker/state").asText()).isIn("not_started", "starting", "ready");
    }

    @Test
    void theVersionIsTold() {
        var answer = management.get("/version").json();

        assertThat(answer.at("/version").asText()).startsWith("0.");
        assertThat(answer.at("/java").asText()).startsWith("25");
    }

    private static FunctionReport report(Optional<FunctionReport.Trouble> trouble) {
        return new FunctionReport(
                List.of(
                        new FunctionReport.InstanceReport(
                                "r-1", 42, 1, "ready", 2, 1, Duration.ofMillis(1500), OptionalLong.of(1 << 20)),
                        new FunctionReport.InstanceReport(
                                "r-2", 43, 1, "draining", 0, 0, Duration.ZERO, OptionalLong.empty())),
                3,
                1,
                trouble);
    }
}
