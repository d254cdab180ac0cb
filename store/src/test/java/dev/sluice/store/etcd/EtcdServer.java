package dev.sluice.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real etcd of this machine with one member, on loopback. */
final class EtcdServer implements AutoCloseable {

    static final String MISSING = "etcd is not installed: on Debian, apt-get install etcd-server";

    private final Path folder;
    private final int port;
    private final int peerPort;
    private Process process;

    private EtcdServer(Path folder, int port, int peerPort) throws IOException {
        this.folder = folder;
        this.port = port;
        this.peerPort = peerPort;
        this.process = start();
    }

    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(":"))
                .map(place -> Path.of(place, "etcd"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static EtcdServer start(Path folder) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket client = new ServerSocket(0, 1, here);
                ServerSocket peer = new ServerSocket(0, 1, here)) {
            int port = client.getLocalPort();
            int peerPort = peer.getLocalPort();
            client.close();
            peer.close();
            return new EtcdServer(folder, port, peerPort);
        }
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    String address() {
        return "etcd://" + host();
    }

    void crash() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** Kills it as a crash does, and starts it on what it had written. */
    void crashAndRestart() throws IOException, InterruptedException {
        crash();
        process = start();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private Process start() throws IOException {
        String clients = "http://" + host();
        String peers = "http://127.0.0.1:" + peerPort;
        Process started = new ProcessBuilder(
                        program().orElseThrow().toString(),
                        "--data-dir",
                        folder.resolve("etcd").toString(),
                        "--listen-client-urls",
                        clients,
                        "--advertise-client-urls",
                        clients,
                        "--listen-peer-urls",
                        peers,
                        "--initial-advertise-peer-urls",
                        peers,
                        "--initial-cluster",
                        "default=" + peers)
                .redirectErrorStream(true)
                .start();
        BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains("serving insecure client requests")
                    || line.contains("serving client traffic insecurely")) {
                Thread.ofVirtual().start(() -> drain(lines));
                return started;
            }
        }
        throw new IOException("etcd ended before it was ready");
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
