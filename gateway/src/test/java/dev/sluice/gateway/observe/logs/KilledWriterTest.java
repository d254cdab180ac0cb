package dev.sluice.gateway.observe.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.runner.LogLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class KilledWriterTest {

    @TempDir
    Path folder;

    @RepeatedTest(3)
    void nothingThatWasWrittenIsLostByKill9() throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int sure = -1;
        try (BufferedReader said = writer.inputReader()) {
            for (String line = said.readLine(); line != null && sure < 3_000; line = said.readLine()) {
                sure = Integer.parseInt(line);
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }

        try (FunctionLogFiles logs =
                new FunctionLogFiles(LogSettings.in(folder), InstantSource.system(), name -> true)) {
            List<String> lines = logs.tail(LogQuery.of(new FunctionName("hello"), LogQuery.MAX_TAIL)).stream()
                    .map(LogLine::line)
                    .toList();
            assertThat(lines.size()).isGreaterThan(sure);
            assertThat(lines)
                    .isEqualTo(IntStream.range(0, lines.size())
                            .mapToObj(i -> "line " + i)
                            .toList());
        }
    }
}
