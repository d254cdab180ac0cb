package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of answers against the document tells what is not described. */
class ApiDocumentTest {

    private static final String DOCUMENT = """
            {"openapi": "3.1.0",
             "paths": {
               "/things/{name}": {
                 "get": {"responses": {
                   "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                   "204": {"description": "Nothing."},
                   "404": {"$ref": "#/components/responses/Other"}}}},
               "/things/{name}/log": {
                 "get": {"responses": {
                   "200": {"content": {"application/x-ndjson": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}}}},
             "components": {
               "responses": {"Other": {
                 "description": "`gone`.",
                 "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}},
               "schemas": {
                 "Thing": {
                   "type": "object",
                   "required": ["name"],
                   "properties": {
                     "name": {"type": "string"},
                     "parts": {"type": "array", "items": {"type": "object", "properties": {"size": {"type": "integer"}}}}}},
                 "Problem": {"type": "object", "properties": {"reason": {"type": "string"}}}}}}
            """;

    private static void check(String method, String path, int status, String type, String body) throws IOException {
        ApiDocument.of(DOCUMENT).check(method, path, status, type, body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET|/things/a|200|application/json;charset=UTF-8|{\"name\": \"a\", \"parts\": [{\"size\": 1}]}",
                "HEAD|/things/a|200|application/json|~~",
                "GET|/things/a|204|~~|~~",
                "GET|/things/a|404|application/problem+json|{\"reason\": \"gone\"}",
                "GET|/things/a/log|200|application/x-ndjson|{\"name\": \"a\"}",
                "GET|/nothing|404|application/problem+json|{\"reason\": \"gone\"}"
            })
    void whatIsDescribedPasses(String method, String path, int status, String type, String body) {
        assertThatCode(() -> check(method, path, status, type, body)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET|/nothing|200|application/json|{}|GET /nothing is answered 200, and there is no such call",
                "PUT|/things/a|200|application/json|{}|PUT /things/a is answered 200, and there is no such call",
                "GET|/things/a/b|200|application/json|{}|GET /things/a/b is answered 200, and there is no such call",
                "GET|/things/a|201|application/json|{\"name\": \"a\"}|201, and only these are described",
                "GET|/things/a|204|text/plain|x|204 with a body, and none is described",
                "GET|/things/a|200|text/plain|x|200 with the type 'text/plain', which is not described",
                "GET|/things/a|200|application/json|{\"name\": 1}|/name: ",
                "GET|/things/a|200|application/json|{}|name",
                "GET|/things/a|200|application/json|{\"name\": \"a\", \"more\": 1}|more",
                "GET|/things/a|200|application/json|{\"name\": \"a\", \"parts\": [{\"weight\": 1}]}|weight",
                "GET|/things/a/log|200|application/x-ndjson|{\"name\": 1}|/name: ",
                "GET|/things/a|404|application/problem+json|{\"reason\": \"lost\"}|with the reason 'lost', which '`gone`.'",
                "GET|/nothing|404|application/problem+json|{\"reason\": \"lost\"}|with the reason 'lost'"
            })
    void whatIsNotDescribedIsTold(String method, String path, int status, String type, String body, String told) {
        assertThatThrownBy(() -> check(method, path, status, type, body))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(told);
    }

    @Test
    void whatIsNotJsonIsTold() {
        assertThatThrownBy(() -> check("GET", "/things/a", 200, "application/json", "{"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("not JSON: {");
    }
}
