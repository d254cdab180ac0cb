package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResourceManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client of the management API, which holds every answer against the document of the API. */
final class Management {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOUNDARY = "a-boundary-that-no-jar-has";
    private static final AtomicReference<@Nullable ApiDocument> DOCUMENT = new AtomicReference<>();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    Management(URI base) {
        this.base = base;
    }

    /** A client of the application that this test runs in. */
    static Management ofThisTest() {
        return new Management(URI.create(TestHTTPResourceManager.getUri() + "/"));
    }

    /** An answer. */
    record Answer(int status, HttpResponse<String> response) {

        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException("not JSON: " + response.body(), e);
            }
        }

        String text(String pointer) {
            return json().at(pointer).asText();
        }

        String type() {
            return response.headers().firstValue("Content-Type").orElse("");
        }
    }

    /** Parts of a form in the making. */
    static final class Form {

        private final Map<String, byte[]> parts = new LinkedHashMap<>();

        Form with(String name, String value) {
            parts.put(name, value.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Form code(byte[] jar) {
            parts.put("code", jar);
            return this;
        }

        byte[] bytes() {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            parts.forEach((name, content) -> {
                body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name
                                + "\"; filename=\"x\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
                body.writeBytes(content);
                body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
            });
            body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return body.toByteArray();
        }
    }

    Answer deploy(String name, byte[] jar) {
        return send("PUT", "/functions/" + name, BodyPublishers.ofByteArray(jar), "application/java-archive");
    }

    Answer deploy(String name, Form form) {
        return send(
                "PUT",
                "/functions/" + name,
                BodyPublishers.ofByteArray(form.bytes()),
                "multipart/form-data; boundary=" + BOUNDARY);
    }

    Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody(), "");
    }

    Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody(), "");
    }

    Answer put(String path, String body) {
        return send("PUT", path, BodyPublishers.ofString(body), "text/plain");
    }

    Answer post(String path, String body) {
        return send("POST", path, BodyPublishers.ofString(body), "application/json");
    }

    Answer post(String path, Form form) {
        return send(
                "POST", path, BodyPublishers.ofByteArray(form.bytes()), "multipart/form-data; boundary=" + BOUNDARY);
    }

    Answer send(String method, String path, BodyPublisher body, String type, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, body)
                .header("Authorization", "Bearer " + ManagementProfile.TOKEN);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            Answer answer = new Answer(response.statusCode(), response);
            check(request, answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The document as this platform serves it; read once. */
    ApiDocument document() throws IOException, InterruptedException {
        ApiDocument known = DOCUMENT.get();
        if (known != null) {
            return known;
        }
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve("/openapi?format=json")).build();
        ApiDocument document =
                ApiDocument.of(client.send(request, BodyHandlers.ofString()).body());
        DOCUMENT.set(document);
        return document;
    }

    /** All but the document itself and its page. */
    private void check(HttpRequest request, Answer answer) throws IOException, InterruptedException {
        // The document tells the paths of the default namespace; those of others are the same below their own.
        String path = request.uri().getRawPath().replaceFirst("^/namespaces/[^/]+", "");
        if (!path.matches("/(docs|openapi)(/.*)?")) {
            document()
                    .check(
                            request.method(),
                            path,
                            answer.status(),
                            answer.type(),
                            answer.response().body());
        }
    }

    HttpClient client() {
        return client;
    }

    URI base() {
        return base;
    }
}
