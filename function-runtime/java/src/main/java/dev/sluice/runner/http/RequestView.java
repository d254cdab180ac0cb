package dev.sluice.runner.http;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.function.Request;
import dev.sluice.runner.binding.BadInputException;
import dev.sluice.runner.binding.JsonBinder;
import dev.sluice.runner.binding.QueryObject;
import dev.sluice.runner.binding.UnbindableTypeException;
import dev.sluice.runner.link.IncomingBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One invocation's request, made of its head and its body. */
public final class RequestView implements Request {

    private final RequestHead head;
    private final IncomingBody body;
    private final JsonBinder json;
    private volatile @Nullable QueryObject parameters;

    public RequestView(RequestHead head, IncomingBody body, JsonBinder json) {
        this.head = head;
        this.body = body;
        this.json = json;
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String path() {
        return head.path();
    }

    @Override
    public String query() {
        return head.query();
    }

    @Override
    public Optional<String> queryParameter(String name) {
        QueryObject known = parameters;
        if (known == null) {
            try {
                known = QueryObject.parse(head.query());
            } catch (BadInputException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            parameters = known;
        }
        return known.first(name);
    }

    @Override
    public Optional<String> header(String name) {
        return head.headers().first(name);
    }

    /** The header fields as they came. */
    public Headers fields() {
        return head.headers();
    }

    @Override
    public Map<String, List<String>> headers() {
        return byName(head.headers());
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public <T> T json(Class<T> type) throws IOException {
        return json(type, json, new InputStreamReader(body, charset()));
    }

    /**
     * A value of {@code type} from JSON.
     *
     * @throws BadInputException if it does not fit
     * @throws IllegalArgumentException if no JSON could ever become this type
     */
    public static <T> T json(Class<T> type, JsonBinder json, Reader text) throws IOException {
        try {
            Object value = json.type(type).read(text);
            if (value == null) {
                throw new BadInputException(
                        "the body is null where " + json.type(type).expected() + " is expected");
            }
            @SuppressWarnings("unchecked") // The binder has made it from exactly this type, which may be primitive.
            T bound = (T) value;
            return bound;
        } catch (UnbindableTypeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public Map<String, List<String>> trailers() {
        return byName(body.trailers());
    }

    /**
     * The charset that the content type names, UTF-8 if it names none.
     *
     * @throws BadInputException if the JDK does not know it
     */
    public Charset charset() throws BadInputException {
        return charset(header("content-type"));
    }

    /**
     * The charset that a content type names, UTF-8 if it names none.
     *
     * @throws BadInputException if the JDK does not know it
     */
    public static Charset charset(Optional<String> contentType) throws BadInputException {
        String name = contentType.map(RequestView::charsetName).orElse("");
        try {
            return name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("the charset '" + name + "' of the content type is not known");
        }
    }

    private static String charsetName(String contentType) {
        for (String parameter : contentType.split(";")) {
            String trimmed = parameter.strip();
            if (trimmed.regionMatches(true, 0, "charset=", 0, 8)) {
                return trimmed.substring(8).replace("\"", "").strip();
            }
        }
        return "";
    }

    private static Map<String, List<String>> byName(Headers headers) {
        Map<String, List<String>> map = new LinkedHashMap<>();
        headers.forEach((name, value) -> map.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>(1))
                .add(value));
        map.replaceAll((_, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(map);
    }
}
