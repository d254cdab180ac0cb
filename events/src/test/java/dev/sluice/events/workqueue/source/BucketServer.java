package dev.sluice.events.workqueue.source;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A server with a bucket that speaks as much of S3 as a source needs, by the API reference of Amazon S3: it checks signatures of version 4
 * from the request as it came, lists in pages of two, and tells errors in XML.
 */
final class BucketServer implements AutoCloseable {

    static final String ACCESS_KEY = "AKTEST";
    static final String SECRET_KEY = "the+secret/key";
    static final String REGION = "eu-test-1";
    private static final int PAGE = 2;

    /** The objects, by their keys. */
    final ConcurrentSkipListMap<String, String> objects = new ConcurrentSkipListMap<>();

    final List<String> asked = new CopyOnWriteArrayList<>();

    /** What is answered in the place of a list; empty for the list. */
    volatile String instead = "";

    /** Of objects of which the access is denied. */
    volatile String denied = "";

    private final HttpServer server;

    private record Refusal(int status, String code) {}

    BucketServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestURI().toString());
                answer(exchange);
            }
        });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String key = path.replaceFirst("^/photos/?", "");
        if (!isSigned(exchange)) {
            refuse(exchange, new Refusal(403, "SignatureDoesNotMatch"));
        } else if (!path.startsWith("/photos")) {
            refuse(exchange, new Refusal(404, "NoSuchBucket"));
        } else if (key.isEmpty()) {
            send(exchange, 200, "application/xml", instead.isEmpty() ? list(exchange.getRequestURI()) : instead);
        } else if (key.equals(denied)) {
            refuse(exchange, new Refusal(403, "AccessDenied"));
        } else if (!objects.containsKey(key)) {
            refuse(exchange, new Refusal(404, "NoSuchKey"));
        } else {
            exchange.getResponseHeaders().set("ETag", "\"" + tag(objects.get(key)) + "\"");
            send(exchange, 200, "image/jpeg", objects.get(key));
        }
    }

    private static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        send(exchange, refusal.status(), "application/xml", """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>%s</Code><Message>No.</Message></Error>""".formatted(refusal.code()));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private String list(URI asked) {
        Map<String, String> query = new TreeMap<>();
        for (String pair : asked.getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        if (!"2".equals(query.get("list-type")) || !"url".equals(query.get("encoding-type"))) {
            throw new AssertionError("it is another list that is asked for: " + query);
        }
        String prefix = query.getOrDefault("prefix", "");
        String after = new String(
                HexFormat.of().parseHex(query.getOrDefault("continuation-token", "")), StandardCharsets.UTF_8);
        List<String> keys = objects.tailMap(after, false).keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .limit(PAGE + 1L)
                .toList();
        boolean more = keys.size() > PAGE;
        List<String> page = more ? keys.subList(0, PAGE) : keys;
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>photos</Name><IsTruncated>%s</IsTruncated>%s%s\
            <EncodingType>url</EncodingType></ListBucketResult>""".formatted(
                        more,
                        page.stream().map(this::object).collect(Collectors.joining()),
                        more
                                ? "<NextContinuationToken>" + hex(page.getLast().getBytes(StandardCharsets.UTF_8))
                                        + "</NextContinuationToken>"
                                : "");
    }

    private String object(String key) {
        String content = objects.getOrDefault(key, "");
        return "<Contents><Key>"
                + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/")
                + "</Key><LastModified>2026-11-30T12:00:00.000Z</LastModified><ETag>&quot;" + tag(content)
                + "&quot;</ETag><Size>" + content.length() + "</Size><Owner><ID>1</ID></Owner></Contents>";
    }

    static String tag(String content) {
        return hex(hash("MD5", content));
    }

    /** By "Authenticating Requests: Using the Authorization Header", of the request as it came. */
    private static boolean isSigned(HttpExchange exchange) {
        Headers fields = exchange.getRequestHeaders();
        String told = fields.getFirst("Authorization");
        String day = String.valueOf(fields.getFirst("x-amz-date")).substring(0, 8);
        String scope = day + "/" + REGION + "/s3/aws4_request";
        String signed = "host;x-amz-content-sha256;x-amz-date";
        List<String> request = new ArrayList<>(List.of(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                String.valueOf(sorted(exchange.getRequestURI().getRawQuery()))));
        for (String name : signed.split(";")) {
            request.add(name + ":" + fields.getFirst(name.toLowerCase(Locale.ROOT)));
        }
        request.addAll(List.of("", signed, String.valueOf(fields.getFirst("x-amz-content-sha256"))));
        String toSign = "AWS4-HMAC-SHA256\n" + fields.getFirst("x-amz-date") + "\n" + scope + "\n"
                + hex(hash("SHA-256", String.join("\n", request)));
        byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(day, REGION, "s3", "aws4_request", toSign)) {
            key = hmac(key, part);
        }
        return ("AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY + "/" + scope + ",SignedHeaders=" + signed + ",Signature="
                        + hex(key))
                .equals(told);
    }

    private static String sorted(String query) {
        return query == null ? "" : Arrays.stream(query.split("&")).sorted().collect(Collectors.joining("&"));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] hash(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
