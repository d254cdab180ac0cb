package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home that the build of commit d1f611e made: its functions as that build wrote them, with today's code of the example. */
class OldHomeTest {

    private static final Path OLD = Gateway.ROOT.resolve("store/src/test/resources/home-of-format-1");
    private static final String CODE = "33444590877b872f1c7df972cab9cf6abc3488a5c41a2489151b8ede7fccc870";

    @TempDir
    private Path folder;

    @Test
    void aHomeOfAnOlderGatewayOpensAndEveryVersionRollsBackAlsoAfterAKill() throws IOException {
        Path home = folder.resolve("home");
        copy(OLD.resolve("functions"), Files.createDirectories(home.resolve("functions")));
        Path artifact = Files.createDirectories(home.resolve("artifacts").resolve(CODE));
        Files.copy(Gateway.example("hello"), artifact.resolve("code.jar"));
        Files.writeString(Files.createDirectories(home.resolve("secrets")).resolve("greeting-key"), "v1");

        try (Gateway gateway = Gateway.start(home, Map.of())) {
            assertThat(gateway.describe("greeter").get("version").getAsInt()).isEqualTo(2);
            assertThat(numbers(gateway)).containsExactly(4, 3, 2, 1);
            for (int version : List.of(1, 3, 4, 2)) {
                HttpResponse<String> answer = gateway.manage(
                        "POST", "/functions/greeter/rollback", "application/json", "{\"version\":" + version + "}");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(gateway.describe("greeter").get("version").getAsInt())
                        .isEqualTo(version);
            }
            gateway.kill9();
            gateway.restart();
            assertThat(numbers(gateway)).containsExactly(4, 3, 2, 1);
            assertThat(gateway.post("/function/greeter", "you").statusCode()).isEqualTo(200);
            assertThat(gateway.deployed("greeter", Gateway.example("hello"), "memory=128Mi")
                            .get("version")
                            .getAsInt())
                    .isEqualTo(5);
        }
    }

    private static List<Integer> numbers(Gateway gateway) {
        JsonObject answer = Gateway.json(gateway.manage("GET", "/functions/greeter/versions"));
        return answer.getAsJsonArray("versions").asList().stream()
                .map(version -> version.getAsJsonObject().get("version").getAsInt())
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
