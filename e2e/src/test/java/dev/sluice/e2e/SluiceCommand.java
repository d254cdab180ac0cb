package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The command as its user runs it: a process of its own in a folder, against one gateway. */
final class SluiceCommand implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final Path out;
    private final Path err;

    private SluiceCommand(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What came of one that has ended. */
    record Ran(int exitCode, String out, String err) {}

    /** The command that was built here, with these arguments. */
    static List<String> line(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Gateway.ROOT.resolve("cli/target/sluice-cli.jar").toString()));
        words.addAll(List.of(arguments));
        return words;
    }

    /** Starts it in {@code folder}. */
    static SluiceCommand start(Gateway gateway, Path folder, String... arguments) throws IOException {
        Path out = Files.createTempFile("sluice-out", ".txt");
        Path err = Files.createTempFile("sluice-err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(line(arguments))
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("SLUICE_URL", "SLUICE_TOKEN", "SLUICE_HOST", "SLUICE_CONTEXT"));
        environment.put("SLUICE_ROOT", Gateway.ROOT.toString());
        environment.put("SLUICE_HOME", gateway.shared().toString());
        environment.put("SLUICE_PORT", Integer.toString(gateway.port()));
        @Nullable String repository = System.getProperty("maven.repo.local");
        if (repository != null) {
            environment.put("MAVEN_OPTS", "-Dmaven.repo.local=" + repository);
        }
        return new SluiceCommand(builder.start(), out, err);
    }

    /** Runs it to its end. */
    static Ran run(Gateway gateway, Path folder, String... arguments) throws IOException, InterruptedException {
        try (SluiceCommand command = start(gateway, folder, arguments)) {
            return command.ended();
        }
    }

    /** What it has written so far. */
    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks it to end. SIGTERM and not Ctrl-C's SIGINT, which whoever started the tests may have it ignore. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end. */
    Ran ended() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as(() -> "it has ended; it wrote " + out() + err())
                .isTrue();
        return new Ran(process.exitValue(), out(), err());
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
