package dev.sluice.cli.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of this machine that has run. {@code exitCode} is 124 where it was ended because it took too long. */
record Finished(int exitCode, String out, String err) {

    private static final int LATE = 124;

    /** Runs it with nothing to read. */
    static Finished of(List<String> command, Duration patience) throws IOException, InterruptedException {
        return of(command, "", patience);
    }

    static Finished of(List<String> command, String input, Duration patience) throws IOException, InterruptedException {
        Path in = Files.createTempFile("sluice-in-", "");
        Path out = Files.createTempFile("sluice-out-", "");
        Path err = Files.createTempFile("sluice-err-", "");
        try {
            Files.writeString(in, input);
            Process process = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new Finished(ended ? process.exitValue() : LATE, text(out), text(err));
        } finally {
            Files.delete(in);
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** Its last line on standard error, without a full stop. */
    String lastWords() {
        if (exitCode == LATE) {
            return "it took too long";
        }
        String last = err.strip();
        last = last.substring(last.lastIndexOf('\n') + 1);
        return last.isEmpty()
                ? "exit code " + exitCode
                : last.endsWith(".") ? last.substring(0, last.length() - 1) : last;
    }
}
