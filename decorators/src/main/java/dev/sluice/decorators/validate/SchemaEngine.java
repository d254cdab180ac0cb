package dev.sluice.decorators.validate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.Schema;
import dev.sluice.core.problem.Problem;
import dev.sluice.decorators.evaluate.Engine;
import dev.sluice.decorators.evaluate.Program;
import dev.sluice.decorators.evaluate.RefusedException;
import dev.sluice.decorators.json.JsonBodies;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles JSON Schemas. An input is {@link RequestParts}, a result {@link Violations}. */
public final class SchemaEngine implements Engine {

    /** How the parser begins its sentence of a name that is there twice; the name follows in quotes. */
    private static final String TWICE = "Duplicate field ";

    static final String NAME = "schema";

    private static final String BODY = "body";
    private static final String QUERY = "query";
    private static final String HEADERS = "headers";

    @Override
    public String name() {
        return NAME;
    }

    static byte[] source(ValidateSettings settings) {
        Map<String, Object> schemas = new LinkedHashMap<>();
        settings.body().ifPresent(schema -> schemas.put(BODY, schema));
        settings.query().ifPresent(schema -> schemas.put(QUERY, schema));
        settings.headers().ifPresent(schema -> schemas.put(HEADERS, schema));
        return JsonBodies.write(JsonBodies.of(schemas));
    }

    @Override
    public Program compile(byte[] source) throws RefusedException {
        JsonNode schemas = JsonBodies.read(source).orElseThrow();
        try {
            Optional<Schema> body = given(schemas, BODY).map(schema -> Schemas.ofBody(BODY, schema));
            Optional<Schema> query = given(schemas, QUERY).map(schema -> Schemas.ofTexts(QUERY, schema));
            Optional<Schema> headers = given(schemas, HEADERS).map(schema -> Schemas.ofTexts(HEADERS, schema));
            return (input, result) -> {
                RequestParts parts = RequestParts.read(input);
                List<Problem.Fault> faults = new ArrayList<>();
                query.ifPresent(schema -> faults.addAll(ofTexts(QUERY, schema, parts.query())));
                headers.ifPresent(schema -> faults.addAll(ofTexts(HEADERS, schema, parts.headers())));
                if (body.isPresent() && parts.body().isPresent()) {
                    faults.addAll(ofBody(body.get(), parts.body().get()));
                }
                Violations.of(faults).write(result);
            };
        } catch (IllegalArgumentException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<JsonNode> given(JsonNode schemas, String name) {
        return Optional.ofNullable(schemas.get(name));
    }

    private static List<Problem.Fault> ofTexts(String part, Schema schema, Optional<byte[]> texts) {
        return texts.flatMap(JsonBodies::read)
                .map(node -> check(part, schema, node))
                .orElse(List.of());
    }

    private static List<Problem.Fault> ofBody(Schema schema, byte[] bytes) {
        try {
            JsonNode node = JsonBodies.readStrictly(bytes);
            return node instanceof MissingNode
                    ? List.of(new Problem.Fault("body#", "there is no body", "JSON"))
                    : check(BODY, schema, node);
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            return List.of(new Problem.Fault("body#", "not JSON" + where + ": " + fault(e), "JSON"));
        }
    }

    /** What is wrong, without the words of the parser, which are for those who program with it. */
    private static String fault(JacksonException e) {
        String message = e.getOriginalMessage();
        if (e instanceof StreamConstraintsException) {
            return "a text, a name or a number is too long, or it is nested too deeply";
        }
        if (e instanceof JsonEOFException) {
            return "it ends too early";
        }
        return message.startsWith(TWICE) ? "two members are called " + message.substring(TWICE.length()) : "a mistake";
    }

    private static List<Problem.Fault> check(String part, Schema schema, JsonNode node) {
        try {
            return schema.validate(Numbers.unified(node)).stream()
                    .map(error -> new Problem.Fault(part + "#" + error.getInstanceLocation(), error.getMessage(), ""))
                    .toList();
        } catch (Numbers.OutOfRangeException e) {
            return List.of(new Problem.Fault(part + "#" + e.pointer(), "the number is out of range", ""));
        }
    }

    @Override
    public void rehearse() {
        String schema = """
            {"body": {"type": "object", "required": ["a"], "properties": {
              "a": {"type": "string", "pattern": "^b", "minLength": 1}, "c": {"type": "integer", "minimum": 0}}},
             "query": {"properties": {"d": {"type": "integer"}}}}\
            """;
        byte[] body = "{\"a\":\"c\",\"c\":1.5}".getBytes(StandardCharsets.UTF_8);
        byte[] query = "{\"d\":\"1\"}".getBytes(StandardCharsets.UTF_8);
        try {
            compile(schema.getBytes(StandardCharsets.UTF_8))
                    .evaluate(
                            new RequestParts(Optional.of(body), Optional.of(query), Optional.empty()).bytes(),
                            OutputStream.nullOutputStream());
        } catch (RefusedException | IOException e) {
            throw new IllegalStateException("what is rehearsed cannot fail", e);
        }
    }
}
