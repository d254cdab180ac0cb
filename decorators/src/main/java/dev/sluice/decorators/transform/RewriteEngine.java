package dev.sluice.decorators.transform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.decorators.evaluate.Engine;
import dev.sluice.decorators.evaluate.Program;
import dev.sluice.decorators.evaluate.RefusedException;
import dev.sluice.decorators.json.JsonBodies;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compiles JSONata and JSON Patch. An input is an {@link Original}, a result the new body. */
public final class RewriteEngine implements Engine {

    static final String NAME = "rewrite";

    private static final String JSONATA = "jsonata";
    private static final String MILLIS = "millis";
    private static final String PATCH = "patch";
    private static final String MOST = "most";

    @Override
    public String name() {
        return NAME;
    }

    /** {@code most} is how many bytes the new body may have. */
    static byte[] source(Change change, Duration maxTime, long most) {
        return JsonBodies.write(JsonBodies.of(
                switch (change) {
                    case Change.Jsonata(String expression) ->
                        Map.of(JSONATA, expression, MILLIS, maxTime.toMillis(), MOST, most);
                    case Change.Patch(var operations) -> Map.of(PATCH, operations, MOST, most);
                }));
    }

    @Override
    public Program compile(byte[] source) throws RefusedException {
        JsonNode change = JsonBodies.read(source).orElseThrow();
        long most = change.path(MOST).asLong();
        try {
            return program(
                    change.has(JSONATA)
                            ? Rewriting.jsonata(
                                    change.path(JSONATA).asText(),
                                    Duration.ofMillis(change.path(MILLIS).asLong()),
                                    most)
                            : Rewriting.patch(operations(change.path(PATCH)), most));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<?> operations(JsonNode patch) {
        return JsonBodies.tree(patch) instanceof List<?> operations ? operations : List.of();
    }

    private static Program program(Rewriting rewriting) {
        return (input, result) -> rewrite(rewriting, Original.read(input), result);
    }

    private static void rewrite(Rewriting rewriting, Original original, OutputStream result)
            throws RefusedException, IOException {
        JsonNode body = JsonBodies.read(original.body()).orElseThrow(() -> new RefusedException("it is not JSON"));
        try {
            JsonBodies.write(rewriting.rewrite(body, original.around()), result);
        } catch (NotRewrittenException e) {
            throw new RefusedException(e.why(), e);
        }
    }

    @Override
    public void rehearse() {
        Original original = new Original(
                Map.of("method", "POST", "headers", Map.of("a", "b")),
                "{\"a\":[1,2.5],\"b\":\"c\"}".getBytes(StandardCharsets.UTF_8));
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Jsonata("{\"a\": $sum(a), \"b\": b & $method & $headers.a, \"c\": a[$ > 1]}"));
        changes.add(new Change.Patch(List.of(Map.of("op", "add", "path", "/c", "value", 1))));
        try {
            for (Change change : changes) {
                compile(source(change, Duration.ofSeconds(1), 1_000))
                        .evaluate(original.bytes(), OutputStream.nullOutputStream());
            }
        } catch (RefusedException | IOException e) {
            throw new IllegalStateException("what is rehearsed cannot fail", e);
        }
    }
}
