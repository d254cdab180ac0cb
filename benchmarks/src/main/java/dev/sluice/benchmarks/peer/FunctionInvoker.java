package dev.sluice.benchmarks.peer;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** java-function-invoker: a plain JVM process for each function, as it comes. */
public final class FunctionInvoker implements AutoCloseable {

    private final Program program;
    private final int port;
    private final double firstAnswerMillis;

    private FunctionInvoker(Program program, int port, double firstAnswerMillis) {
        this.program = program;
        this.port = port;
        this.firstAnswerMillis = firstAnswerMillis;
    }

    /** Starts one and returns when it has answered its first call. */
    public static FunctionInvoker start(Path java, Peers peers, Path functionJar, Path work) throws IOException {
        int port = Program.freePort();
        Program program = Program.start(
                work.resolve("invoker-" + port + ".log"),
                Map.of(),
                List.of(
                        java.toString(),
                        "-jar",
                        peers.functionInvoker().toString(),
                        "--classpath",
                        functionJar.toString(),
                        "--target",
                        FunctionJars.ENTRY,
                        "--port",
                        String.valueOf(port)));
        try {
            return new FunctionInvoker(program, port, program.awaitAnswer(port, "/", Duration.ofSeconds(30)));
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
