package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.e2e.SluiceCommand.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice dev} beside an author who saves, makes a mistake, and mends it. */
@ExtendWith(SharedGateway.class)
class DevTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Gateway gateway;

    @TempDir
    private Path folder;

    DevTest(Gateway gateway) {
        this.gateway = gateway;
    }

    private static String code(String greeting) {
        return "export default async (request, context) => {\n  context.log('" + greeting + " was said');\n  return '"
                + greeting + "';\n}\n";
    }

    private void answers(String expected) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(gateway.post("/function/dev-shop", "").body())
                                .isEqualTo(expected));
    }

    @Test
    void whatIsSavedIsLiveAndWhatCannotBeLeavesTheVersionBefore() throws Exception {
        assumeTrue(gateway.runs("node"), "there is no Node.js here");
        Path project = Files.createDirectory(folder.resolve("dev-shop"));
        Path file = Files.writeString(project.resolve("index.mjs"), code("one"));

        try (SluiceCommand dev = SluiceCommand.start(gateway, project, "dev")) {
            await().atMost(PATIENCE).until(() -> dev.out().contains("dev-shop version 1 is live"));
            answers("one");

            // As many editors save: a new file takes the place of the old one.
            Path fresh = Files.writeString(folder.resolve("fresh"), code("two"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            await().atMost(PATIENCE).until(() -> dev.out().contains("dev-shop version 2 is live"));
            answers("two");
            await().atMost(PATIENCE).until(() -> dev.out().contains("two was said"));

            Files.writeString(file, "export default (\n");
            await().atMost(PATIENCE).until(() -> dev.err().contains("dev-shop version 2 serves on."));
            assertThat(dev.err()).contains("This is no JavaScript");
            answers("two");

            Files.writeString(project.resolve("spec.yaml"), "memory: 300Mi\n");
            Files.writeString(file, code("three"));
            await().atMost(PATIENCE).until(() -> dev.out().contains("dev-shop version 3 is live"));
            answers("three");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(gateway.describe("dev-shop")
                                    .getAsJsonObject("spec")
                                    .get("memory")
                                    .getAsString())
                            .isEqualTo("300Mi"));

            dev.terminate();
            Ran ended = dev.ended();
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.err()).contains("Ended. What was deployed last serves on");
        }
        answers("three");
    }
}
