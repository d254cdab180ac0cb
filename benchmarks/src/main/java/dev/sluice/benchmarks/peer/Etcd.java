package dev.sluice.benchmarks.peer;

import dev.sluice.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One etcd with its data in a folder, and a program that takes its locks by jetcd. */
public final class Etcd implements AutoCloseable {

    private static final String RESULT = "hand-overs ";

    private final Program program;
    private final Peers peers;
    private final Path java;
    private final String client;

    private Etcd(Program program, Peers peers, Path java, String client) {
        this.program = program;
        this.peers = peers;
        this.java = java;
        this.client = client;
    }

    /** Starts one, and returns when it answers. */
    public static Etcd start(Peers peers, Path java, Path data, Path log) throws IOException {
        int port = Program.freePort();
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + Program.freePort();
        Program program = Program.start(
                log,
                Map.of(),
                List.of(
                        peers.etcd().toString(),
                        "--data-dir",
                        Files.createDirectories(data).toString(),
                        "--listen-client-urls",
                        client,
                        "--advertise-client-urls",
                        client,
                        "--listen-peer-urls",
                        peer,
                        "--initial-advertise-peer-urls",
                        peer,
                        "--initial-cluster",
                        "default=" + peer));
        program.awaitAnswer(port, "/health", Duration.ofSeconds(30));
        return new Etcd(program, peers, java, client);
    }

    /** How often a lock goes from one to the next in a second while {@code waiters} want it. */
    public double handOvers(Path root, String lock, int waiters, Duration warm, Duration length)
            throws IOException, InterruptedException {
        String printed = Program.output(
                java.toString(),
                "--class-path",
                peers.jetcd() + "/*",
                root.resolve("benchmarks/src/main/peers/EtcdLocks.java").toString(),
                client,
                lock,
                String.valueOf(waiters),
                String.valueOf(warm.toSeconds()),
                String.valueOf(length.toSeconds()));
        return printed.lines()
                .filter(line -> line.startsWith(RESULT))
                .mapToDouble(line -> Double.parseDouble(line.substring(RESULT.length())))
                .findFirst()
                .orElseThrow(() -> new IOException("the program that takes locks of etcd failed: " + printed));
    }

    @Override
    public void close() {
        program.close();
    }
}
