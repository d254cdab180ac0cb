package dev.sluice.runner.function;

import dev.sluice.function.CloudEvent;
import dev.sluice.function.Request;
import dev.sluice.runner.binding.BadInputException;
import dev.sluice.runner.binding.GenericTypes;
import dev.sluice.runner.binding.JsonBinder;
import dev.sluice.runner.binding.JsonType;
import dev.sluice.runner.binding.QueryObject;
import dev.sluice.runner.binding.UnbindableTypeException;
import dev.sluice.runner.http.RequestView;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a request becomes what a function takes. */
sealed interface InputForm {

    /** {@code Void}: the body is not looked at. */
    record Nothing() implements InputForm {}

    /** {@code String}: the body's text, in the charset of its content type. */
    record Text() implements InputForm {}

    /** {@code byte[]}: the whole body. */
    record Bytes() implements InputForm {}

    /** {@code InputStream}: the body as it arrives. */
    record Stream() implements InputForm {}

    /** {@code Reader}: the body's text as it arrives. */
    record Characters() implements InputForm {}

    /** {@code ByteBuffer}: the whole body. */
    record Buffer() implements InputForm {}

    /** {@link Request}. */
    record Whole() implements InputForm {}

    /** {@link CloudEvent}. */
    record Event(JsonBinder json) implements InputForm {}

    /** A list of {@link CloudEvent}. */
    record Events(JsonBinder json) implements InputForm {}

    /** Any other type: JSON; where it has members, of a request without a body the query, and of a form its fields. */
    record Bound(JsonType type) implements InputForm {}

    Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE", "OPTIONS");
    String FORM = "application/x-www-form-urlencoded";

    static InputForm of(Type type, JsonBinder json) throws UnbindableTypeException {
        Class<?> raw = GenericTypes.raw(type);
        if (raw == Void.class) {
            return new Nothing();
        }
        if (raw == String.class) {
            return new Text();
        }
        if (raw == byte[].class) {
            return new Bytes();
        }
        if (raw == InputStream.class) {
            return new Stream();
        }
        if (raw == Reader.class) {
            return new Characters();
        }
        if (raw == ByteBuffer.class) {
            return new Buffer();
        }
        if (raw == Request.class) {
            return new Whole();
        }
        if (raw == CloudEvent.class) {
            return new Event(json);
        }
        return GenericTypes.isListOf(type, CloudEvent.class) ? new Events(json) : new Bound(json.type(type));
    }

    /**
     * Makes the input.
     *
     * @throws BadInputException if the request does not fit
     */
    default @Nullable Object bind(RequestView request) throws IOException {
        return switch (this) {
            case Nothing() -> null;
            case Text() -> new String(request.bytes(), request.charset());
            case Bytes() -> request.bytes();
            case Stream() -> request.body();
            case Characters() -> new InputStreamReader(request.body(), request.charset());
            case Buffer() -> ByteBuffer.wrap(request.bytes());
            case Whole() -> request;
            case Event(JsonBinder json) -> dev.sluice.runner.event.Events.one(request.fields(), request.bytes(), json);
            case Events(JsonBinder json) -> dev.sluice.runner.event.Events.all(request.fields(), request.bytes(), json);
            case Bound(JsonType type) -> bound(type, request);
        };
    }

    private static @Nullable Object bound(JsonType type, RequestView request) throws IOException {
        InputStream body = request.body();
        int first = body.read();
        while (first == ' ' || first == '\n' || first == '\r' || first == '\t') {
            first = body.read();
        }
        if (first < 0) {
            return withoutBody(type, request);
        }
        boolean json = first == '{' || first == '[' || first == '"';
        InputStream whole = new Pushback(first, body);
        if (!json
                && type.takesMembers()
                && request.header("content-type").orElse("").startsWith(FORM)) {
            return type.read(QueryObject.parse(new String(whole.readAllBytes(), request.charset())));
        }
        Object value = type.read(new InputStreamReader(whole, request.charset()));
        if (value == null) {
            throw new BadInputException("the body is null where " + type.expected() + " is expected");
        }
        return value;
    }

    private static @Nullable Object withoutBody(JsonType type, RequestView request) throws IOException {
        if (type.takesMembers()
                && (WITHOUT_BODY.contains(request.method()) || !request.query().isEmpty())) {
            return type.read(QueryObject.parse(request.query()));
        }
        throw new BadInputException("the body is empty where " + type.expected() + " in JSON is expected");
    }

    /** A stream whose first byte was read already. */
    final class Pushback extends InputStream {

        private final InputStream rest;
        private int first;

        Pushback(int first, InputStream rest) {
            this.first = first;
            this.rest = rest;
        }

        @Override
        public int read() throws IOException {
            int taken = first;
            first = -1;
            return taken >= 0 ? taken : rest.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (first < 0 || length == 0) {
                return rest.read(target, offset, length);
            }
            target[offset] = (byte) first;
            first = -1;
            return 1;
        }
    }
}
