package dev.sluice.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server that answers as the platform's API does, and remembers what it was asked. */
public final class PlatformDouble implements AutoCloseable {

    /** What it answers to one request. */
    public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

        public static Answer json(int status, String body) {
            return new Answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8), Map.of());
        }

        public static Answer text(String body) {
            return new Answer(200, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8), Map.of());
        }

        public static Answer problem(int status, String body) {
            return new Answer(status, "application/problem+json", body.getBytes(StandardCharsets.UTF_8), Map.of());
        }

        public static Answer none() {
            return new Answer(204, "", new byte[0], Map.of());
        }

        public Answer with(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Answer(status, contentType, body, more);
        }
    }

    /** What it was asked. */
    public record Asked(String method, String target, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Deque<Answer>> answers = Collections.synchronizedMap(new HashMap<>());
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    public PlatformDouble() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Answers {@code method target}, such as {@code GET /functions?label=a%3Db}, with these one after the other, and with the last from then on. */
    public PlatformDouble on(String request, Answer... inTurn) {
        answers.put(request, new ArrayDeque<>(List.of(inTurn)));
        return this;
    }

    private Answer next(String request, Answer otherwise) {
        synchronized (answers) {
            Deque<Answer> left = answers.getOrDefault(request, new ArrayDeque<>());
            return left.isEmpty() ? otherwise : left.size() == 1 ? left.getFirst() : left.removeFirst();
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    public Asked last() {
        return asked.getLast();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
            asked.add(new Asked(exchange.getRequestMethod(), target, headers, body));
            Answer answer = next(
                    exchange.getRequestMethod() + " " + target,
                    Answer.problem(
                            404,
                            "{\"status\":404,\"title\":\"Not found\",\"detail\":\"There is no " + target
                                    + ".\",\"component\":\"gateway\",\"reason\":\"no_such_path\"}"));
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            if (!answer.contentType().isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            }
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            if (answer.body().length > 0) {
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
