package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What came of a program that has ended.
 *
 * @param out what it wrote, to whichever of its two streams
 */
record ProgramRun(int exitCode, String out) {

    /** Whether there is a program of this name on the path. */
    static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Runs it to its end, which must come within {@code patience}. */
    static ProgramRun of(ProcessBuilder program, Duration patience) throws IOException, InterruptedException {
        Path out = Files.createTempFile("program-out", ".txt");
        try {
            Process process = program.redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(patience);
                String written = Files.readString(out);
                assertThat(ended)
                        .as(() -> String.join(" ", program.command()) + " has ended; it wrote " + written)
                        .isTrue();
                return new ProgramRun(process.exitValue(), written);
            } finally {
                process.destroy();
            }
        } finally {
            Files.delete(out);
        }
    }
}
