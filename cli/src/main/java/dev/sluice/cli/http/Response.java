package dev.sluice.cli.http;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** An answer whose body is still to be read. Closing it closes the connection. */
public final class Response implements Closeable {

    /** The most that is read into memory at once. */
    public static final int MOST_IN_MEMORY = 256 * 1024 * 1024;

    private final int status;
    private final List<Header> headers;
    private final InputStream body;
    private final Closeable connection;

    Response(int status, List<Header> headers, InputStream body, Closeable connection) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.connection = connection;
    }

    public int status() {
        return status;
    }

    public boolean isSuccess() {
        return status >= 200 && status < 400;
    }

    public List<Header> headers() {
        return headers;
    }

    /** The first header of this name. */
    public Optional<String> header(String name) {
        return headers.stream().filter(h -> h.is(name)).map(Header::value).findFirst();
    }

    /** Whether the body is of {@code mediaType}, such as {@code application/json}. */
    public boolean isOf(String mediaType) {
        return header("Content-Type")
                .orElse("")
                .toLowerCase(java.util.Locale.ROOT)
                .startsWith(mediaType);
    }

    public InputStream body() {
        return body;
    }

    /** The whole body; fails past {@link #MOST_IN_MEMORY}. */
    public byte[] bytes() throws IOException {
        byte[] bytes = body.readNBytes(MOST_IN_MEMORY);
        if (bytes.length == MOST_IN_MEMORY) {
            throw new IOException("the answer is larger than 256 MiB");
        }
        return bytes;
    }

    public String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The same answer with its body read and its connection closed. */
    public Response complete() throws IOException {
        try (this) {
            return new Response(status, headers, new ByteArrayInputStream(bytes()), () -> {});
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
