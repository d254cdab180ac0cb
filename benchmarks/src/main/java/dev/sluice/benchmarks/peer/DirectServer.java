package dev.sluice.benchmarks.peer;

import dev.sluice.benchmarks.code.FunctionServer;
import dev.sluice.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process of its own with a function behind a plain HTTP server. */
public final class DirectServer implements AutoCloseable {

    private final Program program;
    private final int port;

    private DirectServer(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    public static DirectServer start(Path java, Path work) throws IOException {
        return start(java, work, FunctionServer.class);
    }

    /** {@code main}: the server, whose argument is the port. */
    public static DirectServer start(Path java, Path work, Class<?> main) throws IOException {
        int port = Program.freePort();
        Program program = Program.start(
                work.resolve("direct-" + main.getSimpleName() + ".log"),
                Map.of(),
                List.of(
                        java.toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        String.valueOf(port)));
        program.awaitAnswer(port, "/", Duration.ofSeconds(20));
        return new DirectServer(program, port);
    }

    public int port() {
        return port;
    }

    public List<Long> pids() {
        return program.pids();
    }

    @Override
    public void close() {
        program.close();
    }
}
