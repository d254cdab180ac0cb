package dev.sluice.function.doubles;

import dev.sluice.function.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request made by hand. Its body can be read once.
 *
 * @param query as sent, without the question mark
 * @param headers names in any case
 * @param value what its body is bound to; null for a request that binds no JSON
 */
public record StubRequest(
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        InputStream body,
        @Nullable Object value)
        implements Request {

    public StubRequest(String method, String path, String query, Map<String, List<String>> headers, InputStream body) {
        this(method, path, query, headers, body, null);
    }

    public static StubRequest get(String pathAndQuery) {
        return of("GET", pathAndQuery, InputStream.nullInputStream(), null);
    }

    public static StubRequest post(String pathAndQuery, InputStream body) {
        return of("POST", pathAndQuery, body, null);
    }

    public static StubRequest post(String pathAndQuery, byte[] body) {
        return post(pathAndQuery, new ByteArrayInputStream(body));
    }

    public static StubRequest post(String pathAndQuery, String body) {
        return post(pathAndQuery, body.getBytes(StandardCharsets.UTF_8));
    }

    /** One with JSON that is bound to {@code value}; its text is that of the value, and no JSON. */
    public static StubRequest json(String pathAndQuery, Object value) {
        byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
        return of("POST", pathAndQuery, new ByteArrayInputStream(text), value).with("Content-Type", "application/json");
    }

    private static StubRequest of(String method, String pathAndQuery, InputStream body, @Nullable Object value) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String query = mark < 0 ? "" : pathAndQuery.substring(mark + 1);
        return new StubRequest(method, path, query, Map.of(), body, value);
    }

    /** The same with a header, in the place of one of the same name. */
    public StubRequest with(String name, String headerValue) {
        Map<String, List<String>> more = new HashMap<>(headers);
        more.keySet().removeIf(name::equalsIgnoreCase);
        more.put(name, List.of(headerValue));
        return new StubRequest(method, path, query, Map.copyOf(more), body, value);
    }

    @Override
    public Optional<String> queryParameter(String name) {
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (decoded(key).equals(name)) {
                return Optional.of(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .findFirst();
    }

    @Override
    public <T> T json(Class<T> type) throws IOException {
        if (value == null) {
            throw new UnsupportedOperationException(
                    "this request made by hand binds no JSON: make it by StubRequest.json(path, value)");
        }
        if (!type.isInstance(value)) {
            throw new IOException(value + " is no " + type.getSimpleName());
        }
        return type.cast(value);
    }

    @Override
    public Map<String, List<String>> trailers() {
        return Map.of();
    }
}
