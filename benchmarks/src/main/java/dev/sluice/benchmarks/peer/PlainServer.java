package dev.sluice.benchmarks.peer;

import dev.sluice.benchmarks.code.Language;
import dev.sluice.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plain program of a language with its standard library's HTTP server: a process for each function. */
public final class PlainServer implements AutoCloseable {

    private final Program program;
    private final int port;
    private final double firstAnswerMillis;

    private PlainServer(Program program, int port, double firstAnswerMillis) {
        this.program = program;
        this.port = port;
        this.firstAnswerMillis = firstAnswerMillis;
    }

    /** Starts one and returns when it has answered its first call. {@code interpreter}: the program that runs it. */
    public static PlainServer start(Language language, Path interpreter, Path work) throws IOException {
        Path file = Files.writeString(work.resolve(language.serverFile()), language.server());
        return start(work, List.of(interpreter.toString(), file.toString()), Map.of());
    }

    /** Google's functions-framework for Node, which serves one function. */
    public static PlainServer functionsFramework(Peers peers, Path node, Path work) throws IOException {
        Path folder = Files.createDirectories(work.resolve("functions-framework"));
        Files.writeString(
                folder.resolve("index.js"), "exports.hello = (request, response) => response.send('hello');\n");
        return start(
                work,
                List.of(node.toString(), peers.functionsFramework().toString(), "--target=hello", "--source=" + folder),
                Map.of("NODE_ENV", "production"));
    }

    private static PlainServer start(Path work, List<String> command, Map<String, String> more) throws IOException {
        int port = Program.freePort();
        Map<String, String> environment = new HashMap<>(more);
        environment.put("PORT", String.valueOf(port));
        Program program = Program.start(work.resolve("plain-" + port + ".log"), environment, command);
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
