package dev.sluice.decorators.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.Decorated;
import dev.sluice.decorators.evaluate.InProcessEvaluators;
import dev.sluice.decorators.json.JsonBodies;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformTest {

    private final Decorated decorated = new Decorated(new TransformKind(new InProcessEvaluators()));

    private HeardCall called(String settings, Invocation invocation) {
        HeardCall caller = HeardCall.of(decorated.with(settings), invocation);
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    private String passed(String settings, String body) {
        assertThat(called(settings, Invocations.post(body, "X-Tenant", "acme")).outcome())
                .isEqualTo(new Outcome.Succeeded(200));
        return decorated.function().calls().getLast().text();
    }

    private HeardCall answered(String settings, int status, String body, String... headers) {
        Headers all = Headers.of(headers).plus("content-type", "application/json");
        decorated
                .function()
                .playing(new PlayedFunction.Act.Answers(Answer.of(status, all, body.getBytes(StandardCharsets.UTF_8))));
        return called(settings, Invocations.get("accept-encoding", "gzip", "if-none-match", "\"1\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {request: {jsonata: '{"name": first & " " & last}'}} | {"first":"Ann","last":"Lee"} | {"name":"Ann Lee"}
        {request: {jsonata: '$merge([$, {"tenant": $headers."x-tenant", "m": $method}])'}} | {"a":1} | {"a":1,"tenant":"acme","m":"POST"}
        {request: {jsonata: 'items[price > 10].name'}} | {"items":[{"name":"a","price":5},{"name":"b","price":20},{"name":"c","price":30}]} | ["b","c"]
        {request: {jsonata: $sum(n)}} | {"n":[1,2,3.5]} | 6.5
        {request: {jsonata: nothing}} | {"a":1} | null
        {request: {patch: [{op: add, path: /b, value: [1]}, {op: move, from: /a, path: /b/0}]}} | {"a":7} | {"b":[7,1]}
        {request: {patch: [{op: test, path: /a, value: 1}, {op: replace, path: /a, value: null}]}} | {"a":1} | {"a":null}
        """)
    void requestsAreRewritten(String settings, String body, String becomes) {
        assertThat(passed(settings, body)).isEqualTo(becomes);
        assertThat(decorated.sites().eventWords()).containsExactly("changed_request");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {request: {patch: [{op: remove, path: /b}]}} | {"a":1} | there is nothing at /b
        {request: {patch: [{op: test, path: /a, value: 2}]}} | {"a":1} | JSON Patch:
        {request: {jsonata: $number(a)}} | {"a":"x"} | JSONata:
        {request: {jsonata: a}} | {"a": | it is not JSON
        """)
    void aRequestThatCannotBeRewrittenDoesNotPass(String settings, String body, String why) {
        HeardCall caller = called(settings, Invocations.post(body));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("transform", 400, "request_not_rewritten"));
        assertThat(caller.text()).contains(why);
        assertThat(decorated.function().calls()).isEmpty();
    }

    @Test
    void aBodyThatIsNoJsonPassesAsItIs() {
        Invocation invocation = Invocations.streamed("content-type", "text/plain");

        HeardCall caller =
                HeardCall.streaming(decorated.with("{request: {jsonata: a}}"), invocation, new byte[300_000]);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(decorated.function().calls().getFirst().invocation()).isSameAs(invocation);
    }

    @Test
    void answersAreRewrittenAndTheFunctionIsNotAskedForBytesThatCannotBe() {
        HeardCall caller = answered(
                "{response: {jsonata: '{\"sum\": a + b, \"status\": $status, \"kind\": $headers.x}'}}",
                201,
                "{\"a\":1,\"b\":2}",
                "etag",
                "\"1\"",
                "x",
                "y");

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(201));
        assertThat(caller.text()).isEqualTo("{\"sum\":3,\"status\":201,\"kind\":\"y\"}");
        assertThat(caller.headers().first("etag")).isEmpty();
        assertThat(caller.headers().first("content-length")).contains("33");
        assertThat(decorated.function().calls().getFirst().head().headers()).isEqualTo(Headers.EMPTY);
        assertThat(decorated.sites().eventWords()).containsExactly("changed_answer");
    }

    @Test
    void anAnswerOfFailurePassesAsItIs() {
        assertThat(answered("{response: {patch: [{op: remove, path: /a}]}}", 404, "{\"b\":1}")
                        .text())
                .isEqualTo("{\"b\":1}");
    }

    @Test
    void anAnswerThatCannotBeRewrittenNeverPassesAsItWas() {
        String settings = "{response: {patch: [{op: remove, path: /secret}]}, maxBody: 1Mi}";
        Outcome broken = new Outcome.Intercepted("transform", 502, "answer_not_rewritten");

        assertThat(answered(settings, 200, "{\"other\":1}").outcome()).isEqualTo(broken);
        assertThat(answered(settings, 200, "{\"secret\":").outcome()).isEqualTo(broken);
        assertThat(answered(settings, 200, "{\"secret\":\"" + "x".repeat(1_100_000) + "\"}")
                        .text())
                .contains("it has more than 1048576 bytes. The function was run.")
                .doesNotContain("xxx");
        assertThat(answered(settings, 200, "{\"secret\":1}", "content-encoding", "gzip")
                        .text())
                .contains("it is encoded");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"f": function($x){$x}, "x": a}    | JSONata: the value at /f is a function, and no JSON
            [1, $sum]                          | JSONata: the value at /1 is a function, and no JSON
            function($x){$x}                   | JSONata: the value is a function, and no JSON
            {"a": {"b": [$map]}}               | JSONata: the value at /a/b/0 is a function, and no JSON
            $sum(?)                            | JSONata: the value is a function, and no JSON
            $uppercase ~> $trim                | JSONata: the value is a function, and no JSON
            /a/                                | JSONata: the value is a function, and no JSON
            """)
    void aResultThatIsNoJsonIsRefused(String expression, String why) {
        HeardCall caller = answered("{response: {jsonata: '" + expression + "'}}", 200, "{\"a\":1,\"password\":\"p\"}");

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("transform", 502, "answer_not_rewritten"));
        assertThat(caller.text()).contains(why).doesNotContain("password");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            -5 ?: 99                             | -5
            $substring(name, 1)                  | "bcd"
            $substring(name, 0, 1)               | "😀"
            $substring(name, -1)                 | "d"
            $substring(name, -3, 2)              | "bc"
            $substring(name, 1, 2)               | "bc"
            $substring(name, 4)                  | ""
            $substring(name, -9, 2)              | "😀b"
            $substring(name, 0, 0)               | ""
            name.$substring(1, 1)                | "b"
            $substring(nothing, 1)               | null
            $length(name)                        | 4
            $split(name, "")                     | ["😀","b","c","d"]
            $split(name, "", 2)                  | ["😀","b"]
            $split("a,b", ",")                   | ["a","b"]
            $split("a1b2c", /[0-9]/)             | ["a","b","c"]
            $sort([{"k":2,"n":1},{"k":1,"n":2},{"k":2,"n":3},{"k":1,"n":4}], function($a,$b){$a.k > $b.k}).n | [2,4,1,3]
            $sort([3,1,2], function($a,$b){$a < $b}) | [3,2,1]
            $sort([3,1,2])                       | [1,2,3]
            $sort([3, 1.5, half, one]) | [0.5,1,1.5,3]
            $sort(["b","a","😀"])                | ["a","b","😀"]
            {"eq": one = 1, "in": one in [1], "text": $string(one), "join": one & ""} | {"eq":true,"in":true,"text":"1","join":"1"}
            [one, half, long, digits]            | [1,0.5,9007199254740993,0.12345678901234567890123]
            $distinct([one, 1, half, 0.5])       | [1,0.5]
            $lowercase("TITLE I")                | "title i"
            $fromMillis(1388620800000, "[X]-W[W01]-[F1]") | "2014-W01-4"
            $fromMillis(1104537600000, "[X0001]-W[W01]-[F1]") | "2004-W53-6"
            $fromMillis(1230768000000, "[X]-W[W01]")      | "2009-W01"
            $fromMillis(1419984000000, "[X]-W[W01]")      | "2015-W01"
            $fromMillis(1420070400000, "Week: [w] of [xNn]") | "Week: 1 of January"
            $fromMillis(1359460719000, "Week: [w] of [xNn]") | "Week: 5 of January"
            $fromMillis(1359676800000, "Week: [w] of [xNn]") | "Week: 5 of January"
            $fromMillis(1104537600000, "[[X]] [X] [Y]")   | "[X] 2004 2005"
            $fromMillis(1104623999000, "[X]-W[W01]-[F1]", "+0100") | "2004-W53-7"
            $fromMillis(1521801216617)                    | "2018-03-23T10:33:36.617Z"
            {"a": [1.0, 2.50, 1e400], "b": null} | {"a":[1,2.5,1E+400],"b":null}
            """)
    void builtInFunctionsAreThoseOfTheLanguage(String expression, String value) {
        String passed = passed(
                "{request: {jsonata: '" + expression.replace("1e400", "big") + "'}}",
                "{\"name\":\"😀bcd\",\"big\":1E+400,\"one\":1.0,\"half\":0.50,\"long\":9007199254740993,"
                        + "\"digits\":0.12345678901234567890123}");

        assertThat(JsonBodies.read(passed.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(JsonBodies.read(value.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aResultIsNotLongerThanABodyMayBe() {
        String doubled = "{request: {jsonata: '[" + "a,".repeat(20) + "a]'}}";

        HeardCall caller = called(doubled, Invocations.post("{\"a\":\"" + "x".repeat(60_000) + "\"}"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("transform", 400, "request_not_rewritten"));
        assertThat(caller.text()).contains("the result has more than 1048576 bytes");
    }

    @Test
    void aPatchThatCopiesWhatItCopiedIsNotLongerEither() {
        String copies = IntStream.range(0, 16)
                .mapToObj(i -> "{op: copy, from: '', path: /a" + i + "}")
                .collect(Collectors.joining(","));

        assertThat(called(
                                "{request: {patch: [" + copies + "]}}",
                                Invocations.post("{\"a\":[\"" + "x".repeat(100) + "\"]}"))
                        .text())
                .contains("the patch copies too much of this body");
    }

    @Test
    void anExpressionThatDoesNotEndIsStopped() {
        String endless = "{request: {jsonata: '($f := function($n) { $f($n + 1) + 1 }; $f(1))'}}";
        String slow = "{request: {jsonata: '$sum($map([1..1000000], function($n) { $n * 2 }))'}, maxTime: 50ms}";

        String again = "{request: {jsonata: '($f := function() { $f() }; $f())'}, maxTime: 50ms}";

        assertThat(called(endless, Invocations.post("{}")).status()).isEqualTo(400);
        assertThat(called(endless, Invocations.post("{}")).text())
                .contains("JSONata: it calls itself more than 300 deep.");
        assertThat(called(slow, Invocations.post("{}")).status()).isEqualTo(400);
        assertThat(called(again, Invocations.post("{}")).text()).contains("JSONata: it takes longer than 50ms.");
    }

    @Test
    void oneExpressionServesManyCallsAtTheSameTime() {
        Invoker invoker = decorated.with("{request: {jsonata: '{\"n\": n * 2, \"t\": $headers.t}'}}");

        List<HeardCall> callers = IntStream.range(0, 300)
                .mapToObj(i -> HeardCall.of(invoker, Invocations.post("{\"n\":" + i + "}", "t", "t" + i)))
                .toList();

        for (int i = 0; i < callers.size(); i++) {
            callers.get(i).outcome();
            assertThat(callers.get(i).text()).isEqualTo("{\"n\":" + 2 * i + ",\"t\":\"t" + i + "\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {}                                  | transform | there is nothing to rewrite: say how for request or response
        {request: {jsonata: 'a + '}}        | transform | its request cannot be used: this is no JSONata at character 4:
        {request: {jsonnata: a}}            | transform.request.jsonnata | 'jsonnata' is not known: did you mean 'jsonata'?
        {request: {patch: []}}              | transform.request.patch | patch has 0 entries
        {request: {patch: [x]}}             | transform.request.patch | operation 1 of the patch is no map with op and path
        {request: {patch: [{op: remove, path: /a}, {op: drop, path: /a}]}} | transform.request.patch | operation 2 of the patch has op 'drop': write add, remove, replace, move, copy or test
        {request: {patch: [{op: add, path: a, value: 1}]}} | transform.request.patch | operation 1 of the patch needs a JSON pointer as path, as in /address/city
        {request: {patch: [{op: copy, path: /a}]}} | transform.request.patch | operation 1 of the patch needs a JSON pointer as from, as in /address/city
        {request: {patch: [{op: add, path: /a}]}} | transform.request.patch | operation 1 of the patch has no value, which add needs
        {request: {jsonata: a}, maxTime: 1m} | transform.maxTime | 1m is out of bounds
        """)
    void wrongSettingsAreToldWithTheirPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0]." + path);
            assertThat(problem.message()).startsWith(message);
        });
    }
}
