package dev.sluice.store.etcd;

import dev.sluice.store.server.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real etcd of this machine with one member, on loopback. */
record EtcdServer(ServerProcess process, String host) implements AutoCloseable {

    static final String MISSING = "etcd is not installed: on Debian, apt-get install etcd-server";

    static Optional<Path> program() {
        return ServerProcess.program("etcd");
    }

    static EtcdServer start(Path folder) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket client = new ServerSocket(0, 1, here);
                ServerSocket peer = new ServerSocket(0, 1, here)) {
            String host = "127.0.0.1:" + client.getLocalPort();
            String peers = "http://127.0.0.1:" + peer.getLocalPort();
            client.close();
            peer.close();
            return new EtcdServer(
                    ServerProcess.start(command(folder, "http://" + host, peers), EtcdServer::isReady), host);
        }
    }

    private static List<String> command(Path folder, String clients, String peers) {
        return List.of(
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
                "default=" + peers);
    }

    private static boolean isReady(String line) {
        return line.contains("serving insecure client requests") || line.contains("serving client traffic insecurely");
    }

    String address() {
        return "etcd://" + host;
    }

    void crash() throws InterruptedException {
        process.crash();
    }

    /** Kills it as a crash does, and starts it on what it had written. */
    void crashAndRestart() throws IOException, InterruptedException {
        process.crashAndRestart();
    }

    @Override
    public void close() {
        process.close();
    }
}
