package dev.sluice.store.state;

import dev.sluice.store.server.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real Valkey or Redis server of this machine, on loopback, that writes every change to the disk before it answers. */
record RedisServer(ServerProcess process, String address) implements AutoCloseable {

    static final String MISSING =
            "neither valkey-server nor redis-server is installed: on Debian, apt-get install redis-server";

    static Optional<Path> program() {
        return ServerProcess.program("valkey-server", "redis-server");
    }

    static RedisServer start(Path folder) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = free.getLocalPort();
            free.close();
            return new RedisServer(
                    ServerProcess.start(command(folder, port), line -> line.contains("Ready to accept connections")),
                    "redis://127.0.0.1:" + port);
        }
    }

    private static List<String> command(Path folder, int port) {
        return List.of(
                program().orElseThrow().toString(),
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
                "no");
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
