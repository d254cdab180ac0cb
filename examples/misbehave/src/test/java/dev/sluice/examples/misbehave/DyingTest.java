package dev.sluice.examples.misbehave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a process is tried in one of its own. */
class DyingTest {

    private record End(int code, String output) {}

    @TempDir
    private Path folder;

    @Test
    void exitsWithTheCodeAskedFor() throws Exception {
        assertThat(call("/exit").code()).isEqualTo(3);
        assertThat(call("/halt?code=5").code()).isEqualTo(5);
    }

    @Test
    void crashesAsNativeCodeDoes() throws Exception {
        assertThat(call("/crash").output())
                .contains("A fatal error has been detected")
                .contains("SIGSEGV");
    }

    @Test
    void diesOfASignal() throws Exception {
        assertThat(call("/crash?signal=KILL").code()).isEqualTo(128 + 9);
    }

    @Test
    void runsOutOfHeap() throws Exception {
        assertThat(call("/heap").output()).contains("OutOfMemoryError: Java heap space");
    }

    @Test
    void takesMemoryThatTheHeapLimitDoesNotBound() throws Exception {
        assertThat(call("/off-heap?mebibytes=80").code()).isZero();
    }

    private End call(String path) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:-CreateCoredumpOnCrash",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneCall.class.getName(),
                        path)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
            return new End(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }
}
