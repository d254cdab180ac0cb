package dev.sluice.runners.provider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a command once that must do nothing, to see whether the machine lets it. */
final class CommandProbe {

    private static final long PATIENCE_SECONDS = 10;
    private static final int MAX_WORDS = 2_000;

    private CommandProbe() {}

    /** What the command says when it fails, or nothing if all is well. Takes ten seconds at most. */
    static String complaint(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().clear();
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "no answer in " + PATIENCE_SECONDS + " seconds";
            }
            String words = words(process.getInputStream());
            return process.exitValue() == 0 ? "" : words.isEmpty() ? "exit code " + process.exitValue() : words;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String words(InputStream bytes) throws IOException {
        return new String(bytes.readNBytes(MAX_WORDS), StandardCharsets.UTF_8).strip();
    }
}
