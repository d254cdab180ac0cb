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
import java.util.List;
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
        {"name":           | "not JSON at line 1, column 9: it ends too early"
        {"name":"a","name":"b"} | : two members are called 'name'"
        [1,]               | "not JSON at line 1, column 4: a mistake"
        nul                | "not JSON at line 1, column 1: a mistake"
        ~~                 | there is no body
        {} x               | "not JSON at line 1, column 4: a mistake"
        """)
    void whatIsNoJsonIsToldWithItsPlace(String body, String message) {
        HeardCall caller = called(PERSON, Invocations.post(body));

        assertThat(caller.status()).isEqualTo(400);
        assertThat(caller.text()).contains("\"path\":\"body#\"").contains(message);
    }

    @Test
    void aNumberThatIsTooLongIsToldWithoutTheWordsOfTheParser() {
        HeardCall caller = called(PERSON, Invocations.post("{\"age\":" + "1".repeat(2_000) + "}"));

        assertThat(caller.status()).isEqualTo(400);
        assertThat(caller.text())
                .contains("not JSON: a text, a name or a number is too long, or it is nested too deeply");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {uniqueItems: true}              | [1,1.0]             | 400
            {uniqueItems: true}              | [1,2,1e0]           | 400
            {uniqueItems: true}              | [100,1E+2]          | 400
            {uniqueItems: true}              | [{"a":[1]},{"a":[1.00]}] | 400
            {uniqueItems: true}              | [0.1,0.10]          | 400
            {uniqueItems: true}              | [0,-0.0]            | 400
            {uniqueItems: true}              | [1,"1",true,[1],{"a":1}] | 200
            {uniqueItems: true}              | [9007199254740993,9007199254740992] | 200
            {const: 1}                       | 1.0                 | 200
            {const: 1.0}                     | 1                   | 200
            {const: {a: [2]}}                | {"a":[2.0]}         | 200
            {enum: [1, 2.50]}                | 2.5                 | 200
            {enum: [1, 2]}                   | 1.5                 | 400
            {type: integer}                  | 1.0                 | 200
            {type: integer}                  | 1e3                 | 200
            {type: integer}                  | 1.5                 | 400
            {type: integer}                  | 12345678901234567890123 | 200
            {multipleOf: 0.01}               | 1.10                | 200
            {maximum: 3}                     | 3.0                 | 200
            {minimum: 0}                     | 1e2000              | 400
            {type: object, properties: {a: {type: number}}} | {"a":[0,1e-2000]} | 400
            """)
    void numbersCountByTheirValue(String schema, String body, int status) {
        assertThat(called("{body: " + schema + "}", Invocations.post(body)).status())
                .isEqualTo(status);
    }

    @Test
    void aNumberThatNobodyWritesOutIsToldWithItsPlace() {
        assertThat(called("{body: {type: object}}", Invocations.post("{\"a/b\":[0,1e2000]}"))
                        .text())
                .contains("{\"path\":\"body#/a~1b/1\",\"message\":\"the number is out of range\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            date-time | 2026-11-28T10:00:00Z
            date      | 2026-11-28
            time      | 10:00:00Z
            duration  | P1D
            email     | a@b.ch
            hostname  | example.org
            ipv4      | 192.0.2.1
            ipv6      | 2001:db8::1
            uri       | https://example.org/a
            uri-reference | /a
            uuid      | 2eb8aa08-aa98-11ea-b4aa-73b441d16380
            json-pointer  | /a/b
            regex     | a+
            """)
    void aFormatHasNoControlCharacters(String format, String text) {
        String settings = "{body: {format: " + format + "}}";

        assertThat(called(settings, Invocations.post("\"" + text + "\"")).status())
                .isEqualTo(200);
        for (String more : List.of("\\n", "\\r", "\\u0000", "\\u0085")) {
            assertThat(called(settings, Invocations.post("\"" + text + more + "\""))
                            .status())
                    .as(more)
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ^\\p{Letter}+$        | "Zoë"        | 200
            ^\\p{Letter}+$        | "Zo7"        | 400
            ^\\P{Letter}+$        | "1-2"        | 200
            ^\\p{Lu}\\p{Lowercase_Letter}*$ | "Zoë" | 200
            ^\\p{gc=Nd}+$         | "٣4"         | 200
            ^\\p{General_Category=Decimal_Number}+$ | "34" | 200
            ^\\p{Script=Greek}+$  | "αβγ"        | 200
            ^\\p{sc=Greek}+$      | "abc"        | 400
            ^[\\p{Letter}\\p{Number}_]+$ | "aß9_" | 200
            ^[^\\p{Letter}]+$     | "9"          | 200
            ^\\u00e9$             | "é"          | 200
            ^[\\u0041-\\u0043]$   | "B"          | 200
            ^\\ud83d\\ude00$      | "😀"         | 200
            ^\\u{1F600}.$         | "😀x"        | 200
            ^a\\sb$               | "a\u00a0b"   | 200
            ^[\\s,]+$             | ",\ufeff "   | 200
            ^\\S+$                | "a\u2003b"   | 400
            ^[\\S]+$              | "ab"         | 200
            ^\\cJ$                | "\\n"        | 200
            ^\\d+$                | "٣"          | 400
            ^a$                   | "a\\n"       | 400
            ^\\\\p$               | "\\\\p"      | 200
            ^\\[s\\]$             | "[s]"        | 200
            """)
    void patternsAreThoseOfEcmaScript(String pattern, String body, int status) {
        assertThat(called("{body: {pattern: '" + pattern + "'}}", Invocations.post(body))
                        .status())
                .isEqualTo(status);
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
            {body: {pattern: '\\p{Emoji}'}} | the schema of body cannot be used: the pattern '\\p{Emoji}' cannot be used, it is not one of RE2: invalid character class range; schemas stand alone, and nothing is fetched
            {body: {pattern: '(?=a)b'}} | the schema of body cannot be used: the pattern '(?=a)b' cannot be used, it is not one of RE2: invalid or unsupported Perl syntax; schemas stand alone, and nothing is fetched
            """)
    void aWrongSchemaIsRefusedWithItsPlace(String settings, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].validate");
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
