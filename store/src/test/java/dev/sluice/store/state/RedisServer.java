package dev.sluice.store.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Valkey or Redis server of this machine, on loopback, that writes every change to the disk before it answers. */
final class RedisServer implements AutoCloseable {

    static final String MISSING =
            "neither valkey-server nor redis-server is installed: on Debian, apt-get install redis-server";

    private final Path folder;
    private final int port;
    private final Path program;
    private Process process;

    private RedisServer(Path program, Path folder, int port) throws IOException {
        this.program = program;
        this.folder = folder;
        this.port = port;
        this.process = start();
    }

    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(":"))
                .flatMap(place -> Stream.of("valkey-server", "redis-server").map(name -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static RedisServer start(Path folder) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = free.getLocalPort();
            free.close();
            return new RedisServer(program().orElseThrow(), folder, port);
        }
    }

    String address() {
        return "redis://127.0.0.1:" + port;
    }

    /** Kills it as a crash does, and starts it on what it had written. */
    void crashAndRestart() throws IOException, InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        process = start();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private Process start() throws IOException {
        Process started = new ProcessBuilder(List.of(
                        program.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always",
                        "--save",
                        "",
                        "--daemonize",
                        "no"))
                .redirectErrorStream(true)
                .start();
        var lines = started.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains("Ready to accept connections")) {
                Thread.ofVirtual().start(() -> drain(lines));
                return started;
            }
        }
        throw new IOException(program + " ended before it was ready");
    }

    private static void drain(java.io.BufferedReader lines) {
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
