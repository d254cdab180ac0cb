package dev.sluice.cli.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.cli.api.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry that is small and real: it keeps what is pushed under its digest, checks that, and asks for credentials as it is told to. */
final class RegistryDouble implements AutoCloseable {

    /** How it knows its users. */
    enum Door {
        OPEN,
        BASIC,
        BEARER
    }

    private static final String USER =
            "Basic " + Base64.getEncoder().encodeToString("ann:s3cret".getBytes(StandardCharsets.UTF_8));

    final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    final Map<String, byte[]> manifests = new ConcurrentHashMap<>();

    /** Method and path of what it was asked, with those that it did not let in. */
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private final Map<String, String> types = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final Door door;

    RegistryDouble(Door door) {
        this.door = door;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            asked.add(exchange.getRequestMethod() + " " + path);
            if (path.equals("/token")) {
                token(exchange);
            } else if (!isOpen(exchange)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", challenge());
                say(exchange, 401, new byte[0]);
            } else if (path.contains("/blobs/uploads/")) {
                upload(exchange, body);
            } else if (path.contains("/blobs/")) {
                send(exchange, blobs, "application/octet-stream");
            } else if (exchange.getRequestMethod().equals("PUT")) {
                keep(exchange, body);
            } else {
                send(exchange, manifests, types.getOrDefault(last(path), ""));
            }
        }
    }

    private String challenge() {
        return door == Door.BASIC
                ? "Basic realm=\"here\""
                : "Bearer realm=\"http://" + host() + "/token\",service=\"here\"";
    }

    private boolean isOpen(HttpExchange exchange) {
        String told = exchange.getRequestHeaders().getFirst("Authorization");
        return switch (door) {
            case OPEN -> true;
            case BASIC -> USER.equals(told);
            case BEARER -> "Bearer repository:team/hello:pull,push".equals(told);
        };
    }

    /** The token is the scope that was asked for. */
    private void token(HttpExchange exchange) throws IOException {
        if (!USER.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            say(exchange, 401, new byte[0]);
            return;
        }
        String query = exchange.getRequestURI().getQuery();
        String scope = query.substring(query.indexOf("scope=") + 6);
        say(exchange, 200, ("{\"token\":\"" + scope + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    private void upload(HttpExchange exchange, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            // With a query of its own, as some registries have it.
            exchange.getResponseHeaders()
                    .add("Location", exchange.getRequestURI().getPath() + "1?state=x");
            say(exchange, 202, new byte[0]);
        } else if (exchange.getRequestMethod().equals("PUT")) {
            String query = exchange.getRequestURI().getQuery();
            String digest = query.substring(query.indexOf("digest=") + 7);
            if (!query.startsWith("state=x&") || !Digests.of(body).equals(digest)) {
                say(exchange, 400, "{\"errors\":[{\"message\":\"digest invalid\"}]}".getBytes(StandardCharsets.UTF_8));
                return;
            }
            blobs.put(digest, body);
            say(exchange, 201, new byte[0]);
        } else {
            say(exchange, 204, new byte[0]);
        }
    }

    private void keep(HttpExchange exchange, byte[] body) throws IOException {
        for (String name : List.of(last(exchange.getRequestURI().getPath()), Digests.of(body))) {
            manifests.put(name, body);
            types.put(name, exchange.getRequestHeaders().getFirst("Content-Type"));
        }
        say(exchange, 201, new byte[0]);
    }

    private static void send(HttpExchange exchange, Map<String, byte[]> from, String type) throws IOException {
        byte[] bytes = from.get(last(exchange.getRequestURI().getPath()));
        if (bytes == null) {
            say(exchange, 404, new byte[0]);
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", type);
        say(exchange, 200, bytes);
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void say(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, none ? -1 : body.length);
        if (!none) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
