package dev.sluice.benchmarks.program;

import dev.sluice.benchmarks.http.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A program that was started here, with its output in a file. Closing it ends it and all that it started. */
public final class Program implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(1);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Process process;
    private final Path log;
    private final long spawned;

    private Program(Process process, Path log, long spawned) {
        this.process = process;
        this.log = log;
        this.spawned = spawned;
    }

    public static Program start(Path log, Map<String, String> environment, List<String> command) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        long now = System.nanoTime();
        return new Program(builder.start(), log, now);
    }

    /** Runs a program to its end, at most a minute, and answers what it printed. */
    public static String output(String... command) throws IOException, InterruptedException {
        Path file = Files.createTempFile("sluice-bench", ".out");
        try (Program program = start(file, Map.of(), List.of(command))) {
            if (!program.process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IOException(command[0] + " did not end within a minute");
            }
            return Files.readString(file);
        } finally {
            Files.delete(file);
        }
    }

    /** A port of this machine on which nothing listens. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its process and all that it started. */
    public List<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /**
     * Asks {@code path} each millisecond until it is answered with 200.
     *
     * @return milliseconds from the spawn to the end of that answer
     */
    public double awaitAnswer(int port, String path, Duration most) {
        return awaitAnswer(port, path, most, POLL);
    }

    /** The same where each question costs the program so much that it would be measured: it is asked each {@code poll}. */
    public double awaitAnswer(int port, String path, Duration most, Duration poll) {
        long end = spawned + most.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try (Connection connection = new Connection(port, (int) most.toMillis())) {
                if (connection.get(path).status() == 200) {
                    return (System.nanoTime() - spawned) / 1e6;
                }
            } catch (IOException e) {
                // Not yet.
            }
            LockSupport.parkNanos(poll.toNanos());
        }
        throw new IllegalStateException("http://127.0.0.1:" + port + path + " was not answered with 200 within "
                + most.toSeconds() + " s: see " + log);
    }

    /** Asks it to end, and waits for that for {@code most}: a JVM may make a cache at its end. */
    public void end(Duration most) {
        process.destroy();
        try {
            process.waitFor(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(GRACE)) {
                process.destroyForcibly().waitFor(GRACE);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        family.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
}
