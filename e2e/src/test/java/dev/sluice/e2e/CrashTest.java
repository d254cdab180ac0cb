package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {

    @TempDir
    private Path folder;

    @Test
    void aGatewayThatWasKilledFindsEveryFunctionAgainAndLeavesNoRunnerBehind() {
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            gateway.deployed("one", Gateway.example("hello"), "memory=256Mi");
            gateway.deployed("one", Gateway.example("hello"), "memory=300Mi");
            gateway.deployed("two", Gateway.example("hello"), "label.team=blue");
            assertThat(gateway.get("/function/one").statusCode()).isEqualTo(200);
            List<ProcessHandle> runners = runners(gateway);
            assertThat(runners).isNotEmpty();

            gateway.kill9();

            await("runners end with their gateway")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> runners.stream().noneMatch(ProcessHandle::isAlive));
            gateway.restart();
            assertThat(gateway.get("/function/one").statusCode()).isEqualTo(200);
            assertThat(gateway.get("/function/two").statusCode()).isEqualTo(200);
            assertThat(gateway.describe("one").get("version").getAsInt()).isEqualTo(2);
            assertThat(gateway.manage("GET", "/functions/one/versions").body()).contains("\"version\":1");
        }
    }

    @Test
    void anInstanceThatWasKilledIsReplacedAndItsCallsAreToldWhy() {
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            gateway.deployed("victim", Gateway.example("hello"));
            assertThat(gateway.get("/function/victim").statusCode()).isEqualTo(200);
            JsonObject instance = gateway.describe("victim")
                    .getAsJsonArray("instances")
                    .get(0)
                    .getAsJsonObject();

            ProcessHandle.of(instance.get("pid").getAsLong()).orElseThrow().destroyForcibly();

            await("the dead instance is gone from the description")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> !gateway.manage("GET", "/functions/victim")
                            .body()
                            .contains(instance.get("id").getAsString()));
            assertThat(gateway.get("/function/victim").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aGatewayThatIsAskedToStopEndsItsRunners() {
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            gateway.deployed("hello", Gateway.example("hello"));
            assertThat(gateway.get("/function/hello").statusCode()).isEqualTo(200);
            List<ProcessHandle> runners = runners(gateway);

            int code = gateway.stop();

            assertThat(code).isIn(0, 130, 143);
            await("nothing that it started is left")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> runners.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void sidecarsEndWithTheirInstanceAreStartedAgainAndOutliveNoGateway() throws Exception {
        Path archive = sharedCache();
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            assumeTrue(gateway.runs("node"), "there is no Node.js here");
            HttpResponse<String> refused = gateway.deploy(
                    "beside",
                    archive,
                    "spec=sidecars: [{name: cache, command: ./cache.mjs, health: /never}]",
                    "startTimeout=2s");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body())
                    .contains("sidecar_failed", "The sidecar 'cache' did not start: it did not answer GET /never at ");

            gateway.deployed(
                    "beside",
                    archive,
                    "spec=" + Files.readString(Gateway.ROOT.resolve("examples/shared-cache/spec.yaml")));
            assertThat(gateway.get("/function/beside?most=100").body()).contains("\"primes\":25,\"from\":\"work\"");
            assertThat(gateway.get("/function/beside?most=100").body()).contains("\"primes\":25,\"from\":\"cache\"");

            ProcessHandle first = sidecar(gateway);
            first.destroyForcibly();
            await("it is started again, with nothing in it")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> gateway.get("/function/beside?most=100").body().contains("\"work\""));
            await("that is told")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> gateway.manage("GET", "/functions/beside/logs")
                            .body()
                            .contains("[cache] it ended with signal 9 (SIGKILL)"));
            assertThat(gateway.manage("GET", "/metrics").body())
                    .contains("sluice_sidecars_ended_total{sidecar=\"beside/cache\"");

            ProcessHandle second = sidecar(gateway);
            ProcessHandle.of(gateway.describe("beside")
                            .getAsJsonArray("instances")
                            .get(0)
                            .getAsJsonObject()
                            .get("pid")
                            .getAsLong())
                    .orElseThrow()
                    .destroyForcibly();
            await("it ends with its instance").atMost(Duration.ofSeconds(10)).until(() -> !second.isAlive());

            assertThat(gateway.get("/function/beside?most=100").statusCode()).isEqualTo(200);
            ProcessHandle third = sidecar(gateway);
            gateway.kill9();
            await("it ends with its gateway").atMost(Duration.ofSeconds(10)).until(() -> !third.isAlive());
            gateway.restart();
            assertThat(gateway.get("/function/beside?most=100").body()).contains("\"work\"");
        }
    }

    private Path sharedCache() throws Exception {
        Path copy = Files.createDirectory(folder.resolve("shared-cache"));
        for (String file : List.of("index.mjs", "cache.mjs")) {
            Files.copy(
                    Gateway.ROOT.resolve("examples/shared-cache").resolve(file),
                    copy.resolve(file),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        return Archives.tar(folder, "shared-cache.tar.gz", "shared-cache");
    }

    private static ProcessHandle sidecar(Gateway gateway) {
        for (JsonElement process : Gateway.json(gateway.manage("GET", "/functions/beside/processes"))
                .getAsJsonArray("processes")) {
            if (process.getAsJsonObject().get("command").getAsString().contains("cache.mjs")) {
                assertThat(process.getAsJsonObject().get("sidecar").getAsString())
                        .isEqualTo("cache");
                assertThat(process.getAsJsonObject().get("memoryBytes").getAsLong())
                        .isPositive();
                return ProcessHandle.of(process.getAsJsonObject().get("pid").getAsLong())
                        .orElseThrow();
            }
        }
        throw new AssertionError("no sidecar runs");
    }

    private static List<ProcessHandle> runners(Gateway gateway) {
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(gateway.pid()).orElseThrow().descendants()) {
            return children.toList();
        }
    }
}
