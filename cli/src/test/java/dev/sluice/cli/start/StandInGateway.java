package dev.sluice.cli.start;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that is started like the gateway and answers like one: hello is cold once, misbehave throws, picture gives a PNG, a call of hello later is dead until it is tried anew. */
public final class StandInGateway {

    private static final AtomicInteger HELLOS = new AtomicInteger();

    /** Whether the call that runs later is tried anew. */
    private static final AtomicBoolean REDRIVEN = new AtomicBoolean();

    private StandInGateway() {}

    public static void main(String[] arguments) throws IOException {
        if (Boolean.getBoolean("stand-in.fails")) {
            System.out.println("The home folder is used by another gateway.");
            System.exit(3);
        }
        Files.writeString(Path.of(System.getenv("SLUICE_HOME"), "admin.token"), "t0ken");
        HttpServer server = HttpServer.create(
                new InetSocketAddress(System.getenv("SLUICE_HOST"), Integer.parseInt(System.getenv("SLUICE_PORT"))),
                50);
        server.createContext("/", StandInGateway::answer);
        server.start();
        System.out.println("runtimes: " + System.getProperty("sluice.runtimes"));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/health/ready" -> send(exchange, 200, "application/json", "{\"status\":\"UP\"}");
            case "/version" ->
                send(exchange, 200, "application/json", "{\"version\":\"0.9\",\"java\":\"25\",\"os\":\"x\"}");
            case "/function/hello" -> {
                boolean cold = HELLOS.getAndIncrement() == 0;
                exchange.getResponseHeaders().set("Sluice-Cold", "" + cold);
                exchange.getResponseHeaders()
                        .set(
                                "Server-Timing",
                                cold ? "queue;dur=0.2, cold;dur=6.1, run;dur=0.5" : "queue;dur=0, run;dur=0.2");
                send(exchange, 200, "text/plain", "Hello, " + new String(body, StandardCharsets.UTF_8) + "!");
            }
            case "/function/picture" ->
                send(exchange, 200, "image/png", "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\1@\0\0\0\u00f0");
            case "/function/misbehave/throws" ->
                send(
                        exchange,
                        502,
                        "application/problem+json",
                        "{\"detail\":\"The function threw.\",\"component\":\"function\",\"reason\":\"threw\",\"function\":{\"type\":\"X\",\"message\":\"boom\"}}");
            case "/async-function/hello" -> {
                exchange.getResponseHeaders().set("X-Call-Id", "01K");
                send(exchange, 202, "application/json", "{}");
            }
            case "/invocations/01K" ->
                send(
                        exchange,
                        200,
                        "application/json",
                        REDRIVEN.get()
                                ? "{\"state\":\"succeeded\",\"answer\":{\"status\":200,\"text\":\"Hello, nobody!\"}}"
                                : "{\"state\":\"dead\",\"error\":\"bad_input\"}");
            case "/dead-letters/01K/redrive" -> {
                REDRIVEN.set(true);
                send(exchange, 200, "application/json", "{\"count\":1}");
            }
            default -> {
                boolean allowed =
                        "Bearer t0ken".equals(exchange.getRequestHeaders().getFirst("Authorization"));
                send(
                        exchange,
                        allowed ? 201 : 401,
                        "application/json",
                        "{\"version\":1,\"description\":\"demo.Hello: Function\",\"created\":true,\"specialiseMillis\":7}");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            byte[] bytes =
                    body.getBytes(type.startsWith("image") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Makes {@code root} a checkout whose gateway is this. */
    public static Path installIn(Path root) throws IOException {
        Path jar = root.resolve("gateway/target/quarkus-app/quarkus-run.jar");
        Files.createDirectories(jar.getParent());
        Files.createDirectories(root.resolve("function-runtime/java/target/runtime"));
        Files.createDirectories(root.resolve("broker/target/broker"));
        var manifest = new java.util.jar.Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.putValue("Manifest-Version", "1.0");
        attributes.putValue("Main-Class", StandInGateway.class.getName());
        attributes.putValue(
                "Class-Path",
                StandInGateway.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString());
        new java.util.jar.JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return root;
    }
}
