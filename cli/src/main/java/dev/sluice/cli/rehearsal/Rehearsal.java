package dev.sluice.cli.rehearsal;

import dev.sluice.cli.Main;
import dev.sluice.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Runs the verbs against a small stand-in of the platform in this process, so that the JVM can record what they load:
 * the AOT cache made from that more than halves the start of the command (JEP 483, 514).
 */
final class Rehearsal {

    private static final Terminal.Look[] LOOKS = {Terminal.Look.PLAIN, new Terminal.Look(true, true, 100)};

    private static final String[][] COMMANDS = {
        {"version"},
        {"list"},
        {"list", "--json"},
        {"describe", "hello"},
        {"invoke", "hello", "-d", "{}", "-i"},
        {"logs", "hello"},
        {"top", "--once"},
        {"secret", "list"},
        {"remove", "hello"},
        {"describe", "missing"},
        {"deploy", "hello"},
        {"--help"},
    };

    private static final String FUNCTION = """
            {"name":"hello","version":1,"digest":"sha256:9f86","url":"http://127.0.0.1:8080/function/hello","runtime":"java25",\
            "handler":"demo.Hello","spec":{"memory":"256Mi","labels":{}},"callable":{"ok":true},"instances":[{"id":"r-1","pid":1,\
            "version":1,"state":"ready","inFlight":0,"idleMillis":5,"memoryBytes":1}],"queued":0,"starting":0,"versions":[1],\
            "createdAt":"2026-01-01T00:00:00Z","labels":{}}""";

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> serve(server));
            Map<String, String> environment =
                    Map.of("SLUICE_PORT", Integer.toString(server.getLocalPort()), "SLUICE_TOKEN", "rehearsal");
            for (Terminal.Look look : LOOKS) {
                for (String[] command : COMMANDS) {
                    Main.run(silent(look), environment, command);
                }
            }
        }
    }

    private static Terminal silent(Terminal.Look look) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Terminal(nowhere, nowhere, new ByteArrayInputStream(new byte[0]), look);
    }

    private static void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream()
                        .write(answer(head(socket.getInputStream())).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The next one may do better; the loop ends with the server.
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the request ended early");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private static String answer(String head) {
        String path = head.split(" ", 3)[1];
        return switch (path) {
            case "/version" -> ok("{\"version\":\"1\",\"java\":\"25\",\"os\":\"x\"}");
            case "/functions" -> ok("{\"functions\":[" + FUNCTION + "]}");
            case "/functions/hello" -> ok(FUNCTION);
            case "/function/hello" -> ok("\"Hello\"");
            case "/pool" ->
                ok(
                        "{\"warm\":[{\"runtime\":\"java25\",\"memory\":\"256Mi\",\"ready\":1,\"memoryBytes\":1}],\"functions\":["
                                + FUNCTION + "]}");
            case "/secrets" ->
                ok("{\"secrets\":[{\"name\":\"db\",\"updatedAt\":\"2026-01-01T00:00:00Z\",\"usedBy\":[\"hello\"]}]}");
            case "/functions/hello/logs?follow=false" ->
                ok("{\"time\":\"2026-01-01T00:00:00Z\",\"source\":\"stdout\",\"line\":\"hello\"}\n");
            default ->
                "HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nConnection: close\r\n\r\n"
                        + "{\"status\":404,\"detail\":\"There is none.\",\"component\":\"gateway\",\"reason\":\"no_such_function\"}";
        };
    }

    private static String ok(String json) {
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nServer-Timing: queue;dur=0.1, run;dur=0.2\r\nSluice-Cold: false\r\n"
                + "Content-Length: " + length + "\r\nConnection: close\r\n\r\n" + json;
    }
}
