package dev.sluice.decorators.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.Decorated;
import dev.sluice.decorators.evaluate.InProcessEvaluators;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidateTest {

    private static final String PERSON = """
        {body: {type: object, required: [name, age], additionalProperties: false, properties: {
          name: {type: string, minLength: 2, pattern: '^[a-z]+$'}, age: {type: integer, minimum: 0},
          mail: {type: string, format: email}, tags: {type: array, items: {$ref: '#/$defs/tag'}}}, $defs: {tag: {type: string}}}}
        """;

    private final Decorated decorated = new Decorated(new ValidateKind(new InProcessEvaluators()));

    private HeardCall called(String settings, Invocation invocation) {
        HeardCall caller = HeardCall.of(decorated.with(settings), invocation);
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    private static Invocation query(String query, String... headers) {
        Invocation get = Invocations.get();
        RequestHead head = new RequestHead("GET", "/", query, Headers.of(headers));
        return new Invocation(get.id(), get.function(), head, Body.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"ann\",\"age\":3}",
                "{\"name\":\"ann\",\"age\":3.0,\"tags\":[],\"mail\":\"a@b.ch\"}",
            })
    void aGoodBodyPassesAsItIs(String body) {
        assertThat(called(PERSON, Invocations.post(body)).outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(decorated.function().calls().getFirst().text()).isEqualTo(body);
    }

    @Test
    void everythingThatIsWrongIsTold() {
        HeardCall caller = called(
                PERSON, Invocations.post("{\"name\":\"A\",\"age\":-1,\"mail\":\"x\",\"tags\":[\"a\",1],\"b~/c\":1}"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("validate", 400, "request_invalid"));
        assertThat(caller.headers().first("content-type")).contains("application/problem+json");
        assertThat(caller.text())
                .contains("6 things are wrong")
                .contains("{\"path\":\"body#/name\",\"message\":\"must be at least 2 characters long\"")
                .contains("{\"path\":\"body#/name\",\"message\":\"does not match the regex pattern ^[a-z]+$\"")
                .contains("{\"path\":\"body#/age\",\"message\":\"must have a minimum value of 0\"")
                .contains("{\"path\":\"body#/mail\"")
                .contains("{\"path\":\"body#/tags/1\",\"message\":\"integer found, string expected\"")
                .contains("{\"path\":\"body#\",\"message\":\"property 'b~/c' is not defined");
        assertThat(decorated.function().calls()).isEmpty();
    }

    @Test
    void aListOfWrongsHasAnEnd() {
        String body = "{\"name\":\"ann\",\"age\":1,\"tags\":[" + "1,".repeat(2_000) + "1]}";

        String answer = called(PERSON, Invocations.post(body)).text();

        assertThat(answer).contains("2001 things are wrong; the first 500 are listed");
        assertThat(answer.split("\"path\"")).hasSize(501);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"name":           | not JSON at line 1, column 9
        {"name":"a","name":"b"} | Duplicate field 'name'
        ~~                 | there is no body
        {} x               | not JSON at line 1, column 4
        """)
    void whatIsNoJsonIsToldWithItsPlace(String body, String message) {
        HeardCall caller = called(PERSON, Invocations.post(body));

        assertThat(caller.status()).isEqualTo(400);
        assertThat(caller.text()).contains("\"path\":\"body#\"").contains(message);
    }

    @Test
    void anotherMediaTypeIsRefused() {
        Body body = new Body.Complete(ByteBuffer.wrap("<a/>".getBytes(StandardCharsets.UTF_8)));

        HeardCall caller = called(PERSON, Invocations.of("POST", body, "content-type", "text/xml"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("validate", 415, "body_not_json"));
    }

    @Test
    void aGetNeedsNoBody() {
        assertThat(called(PERSON, Invocations.get()).outcome()).isEqualTo(new Outcome.Succeeded(200));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        limit=10&x-y=1  | 200 | ~~
        limit=200       | 400 | "path":"query#/limit","message":"must have a maximum value of 100"
        limit=ten       | 400 | "path":"query#/limit","message":"string found, integer expected"
        page=1          | 400 | "path":"query#","message":"required property 'limit' not found"
        limit=1&limit=2 | 400 | "path":"query#/limit","message":"array found, integer expected"
        """)
    void theQueryIsHeldToItsSchema(String query, int status, String text) {
        HeardCall caller = called(
                "{query: {required: [limit], properties: {limit: {type: integer, maximum: 100}}}}", query(query));

        assertThat(caller.status()).isEqualTo(status);
        assertThat(caller.text()).contains(text);
    }

    @Test
    void headersAreHeldToTheirSchemaByLowerCaseNames() {
        String settings = "{headers: {required: [x-tenant], properties: {x-tenant: {enum: [a, b]}}}}";

        assertThat(called(settings, query("", "X-Tenant", "a")).status()).isEqualTo(200);
        assertThat(called(settings, query("", "X-Tenant", "c")).text()).contains("\"path\":\"headers#/x-tenant\"");
        assertThat(called(settings, query("")).text()).contains("required property 'x-tenant' not found");
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void aPatternTakesNoLongerThanItsTextIsLong() {
        String body = "{\"a\":\"" + "a".repeat(50_000) + "!\"}";

        HeardCall caller = called("{body: {properties: {a: {pattern: '^(a+)+$'}}}}", Invocations.post(body));

        assertThat(caller.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {}                       | there is no schema: give one for body, query or headers
        {body: {type: strin}}    | the schema of body is wrong at /type: does not have a value in the enumeration ["array", "boolean", "integer", "null", "number", "object", "string"]
        {body: {properties: {a: {minimum: x}}}} | the schema of body is wrong at /properties/a/minimum: string found, number expected
        {query: [1]}             | the schema of query is wrong at : array found, [object, boolean] expected
        {body: {$schema: 'http://json-schema.org/draft-07/schema#'}} | the schema of body is wrong at /$schema: 'http://json-schema.org/draft-07/schema#' is not the draft 2020-12, which is https://json-schema.org/draft/2020-12/schema
        {body: {$ref: 'https://evil.example.org/x.json'}} | the schema of body cannot be used: Schema from 'https://evil.example.org/x.json' is not allowed to be loaded; schemas stand alone, and nothing is fetched
        {body: {$ref: 'file:///etc/passwd'}} | the schema of body cannot be used: Schema from 'file:///etc/passwd' is not allowed to be loaded; schemas stand alone, and nothing is fetched
        {body: {$ref: '#/$defs/a'}} | the schema of body cannot be used: Reference /$defs/a cannot be resolved; schemas stand alone, and nothing is fetched
        {body: {pattern: '(?=a)b'}} | the schema of body cannot be used: the pattern '(?=a)b' cannot be used, it is not one of RE2: invalid or unsupported Perl syntax; schemas stand alone, and nothing is fetched
        """)
    void aWrongSchemaIsRefusedWithItsPlace(String settings, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].validate");
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
