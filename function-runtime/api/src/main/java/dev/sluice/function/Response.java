package dev.sluice.function;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An HTTP response as the function makes it. Immutable: each method answers a new one.
 *
 * @param status 200 to 599
 * @param headers in order; a name may repeat. Hop-by-hop headers are the platform's and are refused
 */
public record Response(int status, List<Map.Entry<String, String>> headers, Body body) {

    /** What a response carries. */
    public sealed interface Body {

        /** Nothing. */
        record Empty() implements Body {}

        /** All of it at hand; its length is announced. */
        record Bytes(byte[] bytes) implements Body {}

        /** An object to be sent as JSON. */
        record Json(Object value) implements Body {}

        /** A stream that is read to its end and closed. */
        record Source(InputStream stream) implements Body {}

        /** Code that writes the body while the caller already reads; a flush sends what there is. */
        record Writer(BodyWriter writer) implements Body {}
    }

    /** Writes a response's body; waits when the caller reads slowly. */
    @FunctionalInterface
    public interface BodyWriter {
        void writeTo(OutputStream out) throws IOException;
    }

    public Response {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is not allowed: 200 to 599");
        }
        headers = List.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }

    public static Response status(int status) {
        return new Response(status, List.of(), new Body.Empty());
    }

    public static Response ok() {
        return status(200);
    }

    /** 200 with a text, as {@code text/plain; charset=utf-8}. */
    public static Response text(String text) {
        return ok().header("Content-Type", "text/plain; charset=utf-8").body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** 200 with a value as JSON. */
    public static Response json(Object value) {
        return ok().header("Content-Type", "application/json").body(new Body.Json(value));
    }

    /** The same with one more header. */
    public Response header(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new Response(status, more, body);
    }

    public Response body(byte[] bytes) {
        return body(new Body.Bytes(bytes));
    }

    public Response body(InputStream stream) {
        return body(new Body.Source(stream));
    }

    public Response body(BodyWriter writer) {
        return body(new Body.Writer(writer));
    }

    public Response body(Body newBody) {
        return new Response(status, headers, newBody);
    }
}
