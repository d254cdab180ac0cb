package dev.sluice.runner.program.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program for tests: listens at the port that an environment variable names, until it is ended. */
public final class Listening {

    private Listening() {}

    /** {@code arguments}: the variable; without one it listens anywhere. */
    public static void main(String[] arguments) throws IOException {
        int port = arguments.length == 0 ? 0 : Integer.parseInt(System.getenv(arguments[0]));
        try (ServerSocket server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress())) {
            System.out.println("listening on " + server.getLocalPort());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("asked to end")));
            while (true) {
                server.accept().close();
            }
        }
    }

    /** A script that starts it, not by {@code exec}, so that it is a child of the script. */
    static Path script(Path folder, String variable) throws IOException {
        String java = System.getProperty("java.home") + "/bin/java";
        Path script = Files.writeString(folder.resolve("listening.sh"), """
                #!/bin/sh
                "%s" -XX:TieredStopAtLevel=1 -cp "%s" %s %s
                """.formatted(
                        java, Path.of("target/test-classes").toAbsolutePath(), Listening.class.getName(), variable));
        script.toFile().setExecutable(true);
        return script;
    }
}
