package dev.sluice.function.doubles;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Other functions, which the test answers for: a server on a free port of this machine, to which {@code SLUICE_URL} of its {@link
 * #environment} leads. Calls that run later are answered 202 and not run. Thread-safe; close it.
 */
public final class StubFunctions implements AutoCloseable {

    private static final String NOW = "/function/";
    private static final String LATER = "/async-function/";

    private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
    private final Map<String, List<Called>> calls = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "stub-functions");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;

    /**
     * A call that reached one of them.
     *
     * @param pathAndQuery what follows the function's name
     * @param later whether it is to run later
     */
    public record Called(
            String method, String pathAndQuery, Map<String, List<String>> headers, byte[] body, boolean later) {

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    public StubFunctions() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free for the functions of this test", e);
        }
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /** Has calls of the function {@code name} answered by {@code handler}. Its answers are bytes or streams. */
    public StubFunctions answer(String name, HttpHandler handler) {
        handlers.put(name, handler);
        return this;
    }

    /** The variables by which a function finds the others: {@code SLUICE_URL} and {@code SLUICE_TOKEN}. */
    public Map<String, String> environment() {
        return Map.of(
                "SLUICE_URL", "http://127.0.0.1:" + server.getAddress().getPort(), "SLUICE_TOKEN", "token-of-the-test");
    }

    /** The calls of the function {@code name} until now, in the order of their arrival. */
    public List<Called> calls(String name) {
        return List.copyOf(calls.getOrDefault(name, List.of()));
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            boolean later = path.startsWith(LATER);
            if (!later && !path.startsWith(NOW)) {
                refuse(exchange, 404, "there is nothing at " + path + ": functions are below " + NOW + " and " + LATER);
                return;
            }
            String named = path.substring((later ? LATER : NOW).length());
            int slash = named.indexOf('/');
            String name = slash < 0 ? named : named.substring(0, slash);
            String query = exchange.getRequestURI().getRawQuery();
            Called called = new Called(
                    exchange.getRequestMethod(),
                    (slash < 0 ? "/" : named.substring(slash)) + (query == null ? "" : "?" + query),
                    Map.copyOf(exchange.getRequestHeaders()),
                    exchange.getRequestBody().readAllBytes(),
                    later);
            HttpHandler handler = handlers.get(name);
            if (handler == null) {
                refuse(exchange, 404, "the test answers for no function '" + name + "'");
                return;
            }
            calls.computeIfAbsent(name, key -> new CopyOnWriteArrayList<>()).add(called);
            if (later) {
                exchange.sendResponseHeaders(202, -1);
            } else {
                answer(exchange, handler, called, new StubContext(name));
            }
        }
    }

    private static void answer(HttpExchange exchange, HttpHandler handler, Called called, Context context)
            throws IOException {
        Response answer;
        try {
            answer = handler.handle(request(called), context);
        } catch (Exception e) {
            refuse(exchange, 502, "the answer of the test failed: " + e);
            return;
        }
        Response.Body body =
                Objects.requireNonNull(answer, "the handler's answer").body();
        if (body instanceof Response.Body.Json) {
            refuse(exchange, 502, "the answer of the test binds no JSON: give it as bytes");
            return;
        }
        answer.headers().forEach(header -> exchange.getResponseHeaders().add(header.getKey(), header.getValue()));
        if (body instanceof Response.Body.Empty) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), 0);
        try (OutputStream out = exchange.getResponseBody()) {
            if (body instanceof Response.Body.Bytes whole) {
                out.write(whole.bytes());
            } else if (body instanceof Response.Body.Source source) {
                source.stream().transferTo(out);
            } else if (body instanceof Response.Body.Writer writer) {
                writer.writer().writeTo(out);
            }
        }
    }

    private static StubRequest request(Called called) {
        String[] parts = called.pathAndQuery().split("\\?", 2);
        return new StubRequest(
                called.method(),
                parts[0],
                parts.length == 1 ? "" : parts[1],
                called.headers(),
                new ByteArrayInputStream(called.body()));
    }

    private static void refuse(HttpExchange exchange, int status, String sentence) throws IOException {
        byte[] text = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
