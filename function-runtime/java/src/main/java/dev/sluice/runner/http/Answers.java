package dev.sluice.runner.http;

import dev.sluice.core.invocation.Headers;
import dev.sluice.function.Response;
import dev.sluice.runner.binding.JsonBinder;
import dev.sluice.runner.binding.NotSerialisableException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** Turns what a function returned into an answer, or says why that cannot be sent. Thread-safe. */
public final class Answers {

    private static final String BYTES = "application/octet-stream";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    private final JsonBinder json;

    public Answers(JsonBinder json) {
        this.json = json;
    }

    /**
     * The answer to a request of {@code method}.
     *
     * @throws BadAnswerException if it cannot be written as JSON, or HTTP forbids its head
     * @throws Throwable what a result that comes later fails with
     */
    public Answer of(@Nullable Object value, String method) throws Throwable {
        return switch (value) {
            case null -> bare(204);
            case Response response -> of(response, method);
            case String text -> whole(TEXT, text.getBytes(StandardCharsets.UTF_8), method);
            case byte[] bytes -> whole(BYTES, bytes, method);
            case InputStream stream ->
                of(Response.ok().header("Content-Type", BYTES).body(stream), method);
            case Optional<?> optional -> of(optional.orElse(null), method);
            case CompletionStage<?> stage -> of(Later.await(stage), method);
            case Future<?> future -> of(Later.await(future), method);
            case Path path -> file(path, method);
            case File file -> file(file.toPath(), method);
            case ByteBuffer buffer -> whole(BYTES, bytes(buffer), method);
            case Reader reader -> written(TEXT, new CharactersWriter(reader), method);
            case BaseStream<?, ?> stream -> written(JSON, ItemsWriter.of(stream, json), method);
            case Iterator<?> iterator -> written(JSON, ItemsWriter.of(iterator, json), method);
            case Flow.Publisher<?> publisher -> written(JSON, new PublishedWriter(publisher, json), method);
            default -> isUnit(value.getClass()) ? bare(204) : whole(JSON, json(value), method);
        };
    }

    /** Whether it is what Kotlin and Scala return for nothing. */
    public static boolean isUnit(Class<?> type) {
        return type.getName().equals("kotlin.Unit") || type.getName().equals("scala.runtime.BoxedUnit");
    }

    private static Answer bare(int status) {
        return new Answer(status, Headers.EMPTY, new Answer.Body.None(), -1);
    }

    private static Answer whole(String type, byte[] bytes, String method) {
        Headers headers = Headers.of("content-type", type, "content-length", Integer.toString(bytes.length));
        Answer.Body body = method.equals("HEAD") ? new Answer.Body.None() : new Answer.Body.Whole(bytes);
        return new Answer(200, headers, body, bytes.length);
    }

    private Answer written(String type, Response.BodyWriter writer, String method) throws BadAnswerException {
        return of(Response.ok().header("Content-Type", type).body(writer), method);
    }

    private Answer file(Path path, String method) throws BadAnswerException {
        try {
            long length = Files.size(path);
            return of(
                    Response.ok()
                            .header("Content-Type", BYTES)
                            .header("Content-Length", Long.toString(length))
                            .body(Files.newInputStream(path)),
                    method);
        } catch (IOException e) {
            throw new BadAnswerException("the file " + path + ", which is the answer, cannot be read: "
                    + e.getClass().getSimpleName());
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private Answer of(Response response, String method) throws BadAnswerException {
        List<String> headers = new ArrayList<>();
        @Nullable String contentType = null;
        long announced = -1;
        for (Map.Entry<String, String> header : response.headers()) {
            HeaderRules.check(header.getKey(), header.getValue());
            if (header.getKey().equalsIgnoreCase("content-length")) {
                announced = length(header.getValue(), announced);
            } else {
                headers.add(header.getKey());
                headers.add(header.getValue());
            }
            if (header.getKey().equalsIgnoreCase("content-type")) {
                contentType = header.getValue();
            }
        }
        Answer.Body body = body(response.body());
        if (contentType == null && response.body() instanceof Response.Body.Json) {
            headers.add("content-type");
            headers.add(JSON);
        }
        return finished(response.status(), headers, body, announced, method);
    }

    private static Answer finished(int status, List<String> headers, Answer.Body body, long announced, String method)
            throws BadAnswerException {
        boolean head = method.equals("HEAD");
        long length = announced;
        if (body instanceof Answer.Body.Whole(byte[] bytes)) {
            if (announced >= 0 && announced != bytes.length && !head) {
                throw new BadAnswerException("the header 'content-length' says " + announced + ", but the body has "
                        + bytes.length + " bytes: leave it out");
            }
            length = announced >= 0 ? announced : bytes.length;
        } else if (body instanceof Answer.Body.None && !head && status != 304) {
            length = 0;
        }
        boolean bodiless = head || status == 204 || status == 304;
        if (status != 204 && length >= 0) {
            headers.add("content-length");
            headers.add(Long.toString(length));
        }
        if (bodiless && body instanceof Answer.Body.Written(Discardable writer)) {
            writer.discard();
        }
        return new Answer(
                status, Headers.of(headers.toArray(String[]::new)), bodiless ? new Answer.Body.None() : body, length);
    }

    private Answer.Body body(Response.Body body) throws BadAnswerException {
        return switch (body) {
            case Response.Body.Empty() -> new Answer.Body.None();
            case Response.Body.Bytes(byte[] bytes) -> new Answer.Body.Whole(bytes);
            case Response.Body.Json(Object value) -> new Answer.Body.Whole(json(value));
            case Response.Body.Source(InputStream stream) -> new Answer.Body.Written(new ClosingWriter(stream));
            case Response.Body.Writer(Response.BodyWriter writer) -> new Answer.Body.Written(writer);
        };
    }

    private byte[] json(@Nullable Object value) throws BadAnswerException {
        if (value == null) {
            return "null".getBytes(StandardCharsets.US_ASCII);
        }
        try {
            return json.write(value);
        } catch (NotSerialisableException e) {
            throw new BadAnswerException(e.getMessage() == null ? "" : e.getMessage());
        }
    }

    private static long length(String value, long before) throws BadAnswerException {
        long length;
        try {
            length = Long.parseLong(value);
        } catch (NumberFormatException e) {
            length = -1;
        }
        if (length < 0 || before >= 0 && before != length) {
            throw new BadAnswerException("the header 'content-length' says '" + value + "', which is no length");
        }
        return length;
    }
}
