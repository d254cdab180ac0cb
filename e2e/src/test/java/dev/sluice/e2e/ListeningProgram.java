package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/** A program that serves HTTP, as a script that runs a class in Java. */
final class ListeningProgram {

    private static final String SOURCE = """
            import com.sun.net.httpserver.HttpExchange;
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.io.OutputStream;
            import java.net.InetSocketAddress;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Semaphore;

            public class Program {

                public static void main(String[] arguments) throws Exception {
                    int port = Integer.parseInt(System.getenv("PORT"));
                    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 100);
                    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
                    server.createContext("/", Program::answer);
                    server.start();
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("asked to end")));
                }

                private static void answer(HttpExchange call) throws IOException {
                    switch (call.getRequestURI().getPath()) {
                        case "/pid" -> text(call, 200, Long.toString(ProcessHandle.current().pid()));
                        case "/tea" -> text(call, 418, "short and stout");
                        case "/exit" -> { System.err.println("no luck"); Runtime.getRuntime().halt(7); }
                        case "/hang" -> new Semaphore(0).acquireUninterruptibly();
                        case "/echo" -> {
                            call.getResponseHeaders().set("content-type", "text/plain");
                            call.sendResponseHeaders(200, 0);
                            try (OutputStream out = call.getResponseBody()) {
                                call.getRequestBody().transferTo(out);
                            }
                        }
                        default -> {
                            System.out.println("greeting " + call.getRequestURI().getQuery());
                            text(call, 200, "Hello, " + call.getRequestURI().getQuery() + "! "
                                    + call.getRequestHeaders().getFirst("Sluice-Invocation"));
                        }
                    }
                }

                private static void text(HttpExchange call, int status, String text) throws IOException {
                    call.sendResponseHeaders(status, text.length());
                    try (OutputStream out = call.getResponseBody()) {
                        out.write(text.getBytes());
                    }
                }
            }
            """;

    private static final int MODES_OF_UNIX = 3;

    private ListeningProgram() {}

    /** In {@code folder}: the script that runs it, which needs its class to stay there. */
    static Path compiled(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("Program.java"), SOURCE);
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(), file.toString());
        assertThat(code).isZero();
        return Files.writeString(folder.resolve("program.sh"), script(folder.toString()));
    }

    private static String script(String classPath) {
        return "#!/bin/sh\nexec \"" + System.getProperty("java.home") + "/bin/java\" -XX:+UseSerialGC"
                + " -XX:TieredStopAtLevel=1 -Xmx64m -cp " + classPath + " Program\n";
    }

    /** A zip with the script, which is executable and called {@code name}, another that it starts, and its class. */
    static Path zipped(Path folder, String name) throws IOException {
        compiled(folder);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(name, "#!/bin/sh\nexec bin/run\n".getBytes(StandardCharsets.UTF_8));
        files.put("bin/run", script("classes").getBytes(StandardCharsets.UTF_8));
        files.put("classes/Program.class", Files.readAllBytes(folder.resolve("Program.class")));
        return Files.write(folder.resolve("program.zip"), executable(Archives.zip(files), name, "bin/run"));
    }

    /** The JDK writes no modes, so this does: into the central directory (APPNOTE 6.3, 4.3.12). */
    private static byte[] executable(byte[] zip, String... names) {
        byte[] bytes = zip.clone();
        for (int at = 0; at + 46 < bytes.length; at++) {
            if (bytes[at] == 'P' && bytes[at + 1] == 'K' && bytes[at + 2] == 1 && bytes[at + 3] == 2) {
                String name = new String(bytes, at + 46, bytes[at + 28] & 0xFF, StandardCharsets.UTF_8);
                int mode = List.of(names).contains(name) ? 0100755 : 0100644;
                bytes[at + 5] = MODES_OF_UNIX;
                bytes[at + 40] = (byte) mode;
                bytes[at + 41] = (byte) (mode >> 8);
            }
        }
        return bytes;
    }
}
