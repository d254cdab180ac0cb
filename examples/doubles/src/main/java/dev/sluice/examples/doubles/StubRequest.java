package dev.sluice.examples.doubles;

import dev.sluice.function.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request made by hand. It binds no JSON.
 *
 * @param query as sent, without the question mark
 * @param headers names in any case
 */
public record StubRequest(String method, String path, String query, Map<String, List<String>> headers, InputStream body)
        implements Request {

    public static StubRequest get(String pathAndQuery) {
        return of("GET", pathAndQuery, InputStream.nullInputStream());
    }

    public static StubRequest post(String pathAndQuery, InputStream body) {
        return of("POST", pathAndQuery, body);
    }

    public static StubRequest post(String pathAndQuery, byte[] body) {
        return post(pathAndQuery, new ByteArrayInputStream(body));
    }

    private static StubRequest of(String method, String pathAndQuery, InputStream body) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String query = mark < 0 ? "" : pathAndQuery.substring(mark + 1);
        return new StubRequest(method, path, query, Map.of(), body);
    }

    @Override
    public Optional<String> queryParameter(String name) {
        for (String pair : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .findFirst();
    }

    @Override
    public byte[] bytes() throws IOException {
        return body.readAllBytes();
    }

    @Override
    public String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Override
    public <T> T json(Class<T> type) {
        throw new UnsupportedOperationException("this request made by hand binds no JSON");
    }

    @Override
    public Map<String, List<String>> trailers() {
        return Map.of();
    }
}
