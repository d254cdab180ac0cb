package dev.sluice.runner.program.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program for tests: answers the first request of each connection, and ends the connection at the second, as one does that has just had enough of it. */
public final class Closing {

    private Closing() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        try (ServerSocket server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress())) {
            for (int connection = 1; true; connection++) {
                String number = Integer.toString(connection);
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket, number));
            }
        }
    }

    private static void serve(Socket socket, String number) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            readHead(in);
            String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + number.length() + "\r\n\r\n" + number;
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            readHead(in);
        } catch (IOException e) {
            // The connection has ended.
        }
    }

    private static void readHead(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
    }

    /** A script that becomes it. */
    static Path script(Path folder) throws IOException {
        Path script = Files.writeString(folder.resolve("program"), """
                #!/bin/sh
                exec "%s/bin/java" -XX:TieredStopAtLevel=1 -cp "%s" %s
                """.formatted(
                        System.getProperty("java.home"),
                        Path.of("target/test-classes").toAbsolutePath(),
                        Closing.class.getName()));
        script.toFile().setExecutable(true);
        return script;
    }
}
