package dev.sluice.runner.compile;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The program {@code compile} of this runtime ({@code docs/protocol.md}): takes requests of a line each from its standard input, one after
 * the other, and ends when that ends, also in the middle of one.
 */
public final class CompileServer {

    private static final String REFUSED = "refused: ";

    private final PrintStream answers;

    private CompileServer(PrintStream answers) {
        this.answers = answers;
    }

    /** {@code CLASSPATH}: what sources are compiled against, jars with colons between them. */
    public static void main(String[] arguments) throws InterruptedException {
        // Standard output is for answers alone, and nothing that runs here may write to it.
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        CompileServer server = new CompileServer(answers);
        if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
            server.answer(REFUSED + "this platform cannot compile Java source: it runs on " + Runtime.version() + " in "
                    + System.getProperty("java.home")
                    + ", which has no compiler (no module jdk.compiler). Deploy a jar with"
                    + " the compiled classes, or have the operator start the gateway with a full JDK 25");
            return;
        }
        server.serve(new SourceCompiler(arguments[0]), requests());
    }

    /** They are read by a thread of its own: who is gone must not leave a compiler at work. */
    private static BlockingQueue<String> requests() {
        BlockingQueue<String> requests = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().name("requests").start(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    requests.add(line);
                }
            } catch (IOException e) {
                System.err.println("compile: cannot read requests: " + e.getMessage());
            }
            Runtime.getRuntime().halt(0);
        });
        return requests;
    }

    private void serve(SourceCompiler compiler, BlockingQueue<String> requests) throws InterruptedException {
        answer("ready");
        while (true) {
            String[] request = requests.take().split("\t", -1);
            answer(answer(compiler, Path.of(request[0]), Path.of(request[1]), request[2]));
        }
    }

    private String answer(SourceCompiler compiler, Path source, Path result, String name) {
        try {
            Compiled compiled = compiler.compile(SourceCompiler.read(source, name), name);
            compiled.says().forEach(line -> answer("log: " + line));
            return switch (compiled) {
                case Compiled.Refused refused -> REFUSED + refused.sentence();
                case Compiled.AsksForLibraries _ -> "libraries";
                case Compiled.Made made -> {
                    made.writeJar(result);
                    yield "made";
                }
            };
        } catch (NotTextException e) {
            return REFUSED + e.sentence();
        } catch (IOException e) {
            return REFUSED + name + " cannot be compiled: " + e;
        }
    }

    private void answer(String line) {
        answers.println(line);
    }
}
