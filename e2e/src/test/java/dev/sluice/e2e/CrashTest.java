package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.nio.file.Path;
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

    private static List<ProcessHandle> runners(Gateway gateway) {
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(gateway.pid()).orElseThrow().descendants()) {
            return children.toList();
        }
    }
}
