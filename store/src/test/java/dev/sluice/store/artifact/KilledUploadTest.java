package dev.sluice.store.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Digest;
import dev.sluice.testkit.catalog.Functions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KilledUploadTest {

    private static final Digest PINNED = Functions.digest("pinned");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    @Timeout(60)
    void pinsAndDraftsOfAProcessLastAsLongAsItLives() throws Exception {
        try (DirectoryArtifactStore store = new DirectoryArtifactStore(folder)) {
            try (var draft = store.draft();
                    var out = draft.create("code.jar")) {
                out.write(1);
                draft.commit(PINNED);
            }
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            KilledUpload.class.getName(),
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                assertThat(lines.readLine()).isEqualTo("ready");

                new DirectoryArtifactStore(folder).close();
                assertThat(store.delete(PINNED, () -> false)).isFalse();
                assertThat(hidden()).hasSize(3);
            } finally {
                process.destroyForcibly();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }

            assertThat(store.delete(PINNED, () -> false)).isTrue();
            assertThat(hidden()).hasSize(2);
            new DirectoryArtifactStore(folder).close();
            assertThat(hidden()).isEmpty();
        }
    }

    private List<Path> hidden() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().startsWith("."))
                    .toList();
        }
    }
}
