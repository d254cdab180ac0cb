package dev.sluice.function.ownership;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server that answers as the test says, and keeps what it was asked. */
final class PlayedGateway implements AutoCloseable {

    /** What came: the verb, the path with its query, the body, and when. */
    record Request(String verb, String target, String body, String authorization, long nanos) {}

    /**
     * What goes back.
     *
     * @param end of the body is sent once it is counted down
     */
    record Answer(int status, String body, CountDownLatch end) {

        Answer(int status, String body) {
            this(status, body, new CountDownLatch(0));
        }

        static Answer ok(String body) {
            return new Answer(200, body);
        }

        static Answer problem(int status, String reason, String detail) {
            return new Answer(status, "{\"reason\": \"" + reason + "\", \"detail\": \"" + detail + "\"}");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private volatile Function<Request, Answer> answers;

    PlayedGateway(Function<Request, Answer> answers) throws IOException {
        this.answers = answers;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    void answer(Function<Request, Answer> other) {
        answers = other;
    }

    Ownership client() {
        return Ownership.of(environment());
    }

    Map<String, String> environment() {
        return Map.of(
                "SLUICE_URL",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/namespaces/team-a",
                "SLUICE_TOKEN",
                "of-the-instance");
    }

    /** The next request; fails if none comes within 10 s. */
    Request next() throws InterruptedException {
        Request request = requests.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    System.nanoTime());
            requests.add(request);
            Answer answer = answers.apply(request);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().flush();
            answer.end().await(20, TimeUnit.SECONDS);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
