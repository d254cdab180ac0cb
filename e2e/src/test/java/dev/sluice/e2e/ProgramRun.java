package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What came of a program that has ended.
 *
 * @param out what it wrote, to whichever of its two streams
 */
record ProgramRun(int exitCode, String out) {

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
