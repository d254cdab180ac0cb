package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends {@code dev} at once, because saving a file would not mend it. */
class DevTest {

    @TempDir
    Path folder;

    @Test
    void aFolderWithoutAFunctionIsRefused() {
        CommandRun run = CommandRun.with(Map.of(), Terminal.Look.PLAIN, "", "dev", folder.toString(), "--name", "shop");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("has no code that can be deployed");
    }

    @Test
    void aPlatformThatIsNotThereIsToldAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.mjs"), "export default () => 'hi';");

        CommandRun run = CommandRun.with(
                Map.of("SLUICE_URL", "http://127.0.0.1:9"), Terminal.Look.PLAIN, "", "dev", file.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("Sluice is not running at http://127.0.0.1:9");
    }
}
