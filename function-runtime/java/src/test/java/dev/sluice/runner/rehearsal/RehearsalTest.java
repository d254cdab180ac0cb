package dev.sluice.runner.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runner.function.Specialiser;
import dev.sluice.runner.output.Console;
import dev.sluice.runner.support.RecordingHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {

    @TempDir
    private Path folder;

    private final RecordingHost host = new RecordingHost();

    @Test
    void leavesNoFileAndNoThread() throws IOException {
        rehearse();

        assertThat(folder).isEmptyDirectory();
        Awaitility.await()
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .doesNotContain("rehearsal"));
    }

    @Test
    void adoptsAnEnvironmentAsAnOrderDoes() throws IOException {
        rehearse();

        assertThat(host.environment()).isEqualTo(Map.of("PLAY", "1"));
    }

    private void rehearse() throws IOException {
        new Rehearsal(
                        Path.of("target/classes").toAbsolutePath(),
                        folder,
                        new Specialiser(),
                        new Console(),
                        host,
                        Thread.ofVirtual().factory(),
                        1,
                        2)
                .run();
    }
}
