package dev.sluice.function;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An HTTP request as the function sees it. */
public interface Request {

    /** In capitals, as sent. */
    String method();

    /** What follows {@code /function/{name}}, still percent-encoded; begins with {@code /}. */
    String path();

    /** What follows the question mark, still percent-encoded; empty when there is none. */
    String query();

    /** The first value of a query parameter, decoded. */
    Optional<String> queryParameter(String name);

    /** The first value of a header; names compare without case. */
    Optional<String> header(String name);

    /** All headers, names in lower case, in the order of arrival. */
    Map<String, List<String>> headers();

    /** The body as it arrives; reading waits for the caller. Not thread-safe. */
    InputStream body();

    /** The rest of the body at once. */
    default byte[] bytes() throws IOException {
        return body().readAllBytes();
    }

    /** The rest of the body as UTF-8. */
    default String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The rest of the body bound from JSON. */
    <T> T json(Class<T> type) throws IOException;

    /** Trailer fields, names in lower case; empty until the body was read to its end. */
    Map<String, List<String>> trailers();
}
