package dev.sluice.benchmarks.peer;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Language;
import dev.sluice.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process for each function, without a platform: a peer's server, or a plain program with the HTTP server of its standard library. */
public final class PlainServer implements AutoCloseable {

    /** The variable that tells where to listen. */
    private static final String PORT = "PORT";

    private final Program program;
    private final int port;
    private final double firstAnswerMillis;

    private PlainServer(Program program, int port, double firstAnswerMillis) {
        this.program = program;
        this.port = port;
        this.firstAnswerMillis = firstAnswerMillis;
    }

    /** java-function-invoker as it comes; as with all that follow, returns when it has answered its first call. */
    public static PlainServer functionInvoker(Path java, Peers peers, Path functionJar, Path work) throws IOException {
        int port = Program.freePort();
        return start(
                work,
                "invoker",
                port,
                List.of(
                        java.toString(),
                        "-jar",
                        peers.functionInvoker().toString(),
                        "--classpath",
                        functionJar.toString(),
                        "--target",
                        FunctionJars.ENTRY,
                        "--port",
                        String.valueOf(port)),
                Map.of());
    }

    /** A plain program. {@code interpreter}: the program that runs it. */
    public static PlainServer start(Language language, Path interpreter, Path work) throws IOException {
        return ofFile(interpreter, Files.writeString(work.resolve(language.serverFile()), language.server()), work);
    }

    /** A program that is one source file, which its interpreter compiles as it starts. */
    public static PlainServer ofFile(Path interpreter, Path file, Path work) throws IOException {
        int port = Program.freePort();
        return start(
                work,
                "plain",
                port,
                List.of(interpreter.toString(), file.toString()),
                Map.of(PORT, String.valueOf(port)));
    }

    /** Google's functions-framework for Node, which serves one function. */
    public static PlainServer functionsFramework(Peers peers, Path node, Path work) throws IOException {
        Path folder = Files.createDirectories(work.resolve("functions-framework"));
        Files.writeString(
                folder.resolve("index.js"), "exports.hello = (request, response) => response.send('hello');\n");
        int port = Program.freePort();
        return start(
                work,
                "plain",
                port,
                List.of(node.toString(), peers.functionsFramework().toString(), "--target=hello", "--source=" + folder),
                Map.of("NODE_ENV", "production", PORT, String.valueOf(port)));
    }

    private static PlainServer start(
            Path work, String log, int port, List<String> command, Map<String, String> environment) throws IOException {
        Program program = Program.start(work.resolve(log + "-" + port + ".log"), environment, command);
        try {
            return new PlainServer(program, port, program.awaitAnswer(port, "/", Duration.ofSeconds(30)));
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    public int port() {
        return port;
    }

    public long pid() {
        return program.pid();
    }

    /** From its spawn to the end of its first answer. */
    public double firstAnswerMillis() {
        return firstAnswerMillis;
    }

    @Override
    public void close() {
        program.close();
    }
}
