package dev.sluice.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A real server of this machine, which can crash and be started on what it had written. */
public final class ServerProcess implements AutoCloseable {

    private final List<String> command;
    private final Predicate<String> isReady;
    private Process process;

    private ServerProcess(List<String> command, Predicate<String> isReady) throws IOException {
        this.command = command;
        this.isReady = isReady;
        this.process = started();
    }

    /** The first of these programs that is on the path. */
    public static Optional<Path> program(String... names) {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(":"))
                .flatMap(place -> Stream.of(names).map(name -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns when a line of what it prints says that it {@code isReady}. */
    public static ServerProcess start(List<String> command, Predicate<String> isReady) throws IOException {
        return new ServerProcess(command, isReady);
    }

    public void crash() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** Kills it as a crash does, and starts it on what it had written. */
    public void crashAndRestart() throws IOException, InterruptedException {
        crash();
        process = started();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private Process started() throws IOException {
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (isReady.test(line)) {
                Thread.ofVirtual().start(() -> drain(lines));
                return started;
            }
        }
        throw new IOException(command.getFirst() + " ended before it was ready");
    }

    private static void drain(BufferedReader lines) {
        try {
            while (lines.readLine() != null) {
                // What it says from now on is of no interest, but its pipe must not fill.
                continue;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
