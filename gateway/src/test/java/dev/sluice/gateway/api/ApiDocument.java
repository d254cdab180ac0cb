package dev.sluice.gateway.api;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The OpenAPI 3.1 document, which answers are held against: whether they are described, down to each member. Members that
 * the document does not name are refused. May be used by several threads.
 */
final class ApiDocument {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADDRESS = "https://sluice.dev/openapi";
    private static final String LINES = "application/x-ndjson";
    private static final String PROBLEM = "application/problem+json";
    private static final JsonPointer RESPONSES = JsonPointer.compile("/components/responses");

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<JsonPointer, Schema> schemas = new ConcurrentHashMap<>();

    private ApiDocument(JsonNode document) {
        this.document = document;
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        this.registry = SchemaRegistry.withDialect(
                Dialects.getDraft202012(),
                builder -> builder.schemaRegistryConfig(config).schemas(Map.of(ADDRESS, document.toString())));
    }

    /** Reads the document as it is served in JSON. */
    static ApiDocument of(String json) throws IOException {
        JsonNode document = JSON.readTree(json);
        close(document);
        return new ApiDocument(document);
    }

    /** An object has the members that are named, and no others unless it says so. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode schema
                && schema.path("properties").isObject()
                && !schema.has("additionalProperties")) {
            schema.put("unevaluatedProperties", false);
        }
        node.forEach(ApiDocument::close);
    }

    JsonNode json() {
        return document;
    }

    /**
     * Throws {@link AssertionError} with what is not as described.
     *
     * @param path as it was sent, without the query
     * @param type the content type of the answer; empty if it has none
     */
    void check(String method, String path, int status, String type, String body) {
        String what = method + " " + path + " is answered " + status;
        JsonPointer response = response(method, path, status, what);
        String content = type.replaceFirst("\\s*;.*", "");
        JsonNode contents = document.at(response).path("content");
        if (contents.isMissingNode() || method.equals("HEAD")) {
            expect(body.isEmpty(), what + " with a body, and none is described");
            return;
        }
        expect(contents.has(content), what + " with the type '" + content + "', which is not described");
        List<String> wrong = violations(pointer(response, "content", content), body);
        expect(wrong.isEmpty(), what + " not as it is described: " + wrong + " in " + body);
        if (content.equals(PROBLEM)) {
            String reason = read(body).path("reason").asText();
            String described = document.at(response).path("description").asText();
            expect(
                    described.contains("`" + reason + "`"),
                    what + " with the reason '" + reason + "', which '" + described + "' does not name");
        }
    }

    /** What is wrong with a body; {@code media} points to how it is described. */
    List<String> violations(JsonPointer media, String body) {
        JsonPointer place = pointer(media, "schema");
        JsonNode described = document.at(place);
        if (described.isEmpty() || described.path("type").asText().equals("string")) {
            return List.of();
        }
        Schema schema = schemas.computeIfAbsent(place, at -> registry.getSchema(SchemaLocation.of(ADDRESS + "#" + at)));
        List<String> texts =
                media.last().getMatchingProperty().equals(LINES) ? body.lines().toList() : List.of(body);
        return texts.stream()
                .flatMap(text -> schema.validate(read(text)).stream())
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    /** Where the answer is described; what is none of the calls can only be refused. */
    private JsonPointer response(String method, String path, int status, String what) {
        Optional<JsonPointer> operation = operation(method.equals("HEAD") ? "GET" : method, path);
        if (operation.isEmpty()) {
            expect(status >= 400, what + ", and there is no such call in the document");
            return pointer(RESPONSES, status == 401 ? "Unauthorized" : "Other");
        }
        JsonPointer responses = pointer(operation.get(), "responses");
        String number = document.at(responses).has(String.valueOf(status)) ? String.valueOf(status) : "default";
        JsonPointer response = pointer(responses, number);
        expect(document.at(response).isObject(), what + ", and only these are described: " + document.at(responses));
        JsonNode elsewhere = document.at(response).path("$ref");
        return elsewhere.isTextual() ? JsonPointer.compile(elsewhere.asText().substring(1)) : response;
    }

    private Optional<JsonPointer> operation(String method, String path) {
        String member = method.toLowerCase(Locale.ROOT);
        return document.path("paths").properties().stream()
                .filter(each ->
                        path.matches(each.getKey().replace("{path}", ".+").replaceAll("\\{\\w+}", "[^/]+")))
                .filter(each -> each.getValue().has(member))
                .map(each -> pointer(JsonPointer.compile("/paths"), each.getKey(), member))
                .findFirst();
    }

    static JsonPointer pointer(JsonPointer above, String... below) {
        JsonPointer pointer = above;
        for (String each : below) {
            pointer = pointer.appendProperty(each);
        }
        return pointer;
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    private static void expect(boolean right, String otherwise) {
        if (!right) {
            throw new AssertionError(otherwise);
        }
    }
}
