package dev.sluice.decorators.cors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorsTest {

    private static final String SETTINGS =
            "{origins: ['https://app.example.org', 'https://*.example.com'], methods: [GET, PUT], expose: X-Total,"
                    + " credentials: true, maxAge: 5m}";

    private final Decorated decorated = new Decorated(new CorsKind());

    private HeardCall called(String settings, String method, String... headers) {
        HeardCall caller = HeardCall.of(decorated.with(settings), Invocations.of(method, Body.EMPTY, headers));
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    @Test
    void aPreflightIsAnsweredWithoutTheFunction() {
        HeardCall caller = called(
                SETTINGS,
                "OPTIONS",
                "origin",
                "https://app.example.org",
                "access-control-request-method",
                "PUT",
                "access-control-request-headers",
                "x-a, x-b");

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("cors", 204, "preflight"));
        assertThat(caller.headers())
                .isEqualTo(Headers.of(
                        "Access-Control-Allow-Origin", "https://app.example.org",
                        "Access-Control-Allow-Credentials", "true",
                        "Access-Control-Allow-Methods", "GET, PUT",
                        "Access-Control-Max-Age", "300",
                        "Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
                        "Access-Control-Allow-Headers", "x-a, x-b"));
        assertThat(decorated.function().calls()).isEmpty();
    }

    @Test
    void aCallWithoutAnAnswerTellsPagesToo() {
        decorated.function().playing(new PlayedFunction.Act.Ends(new Outcome.Threw(FunctionError.of("x"))));

        HeardCall caller = called(SETTINGS, "GET", "origin", "https://app.example.org");

        assertThat(caller.problemFields())
                .isEqualTo(Headers.of(
                        "Access-Control-Allow-Origin", "https://app.example.org",
                        "Access-Control-Allow-Credentials", "true",
                        "Access-Control-Expose-Headers", "X-Total",
                        "Vary", "Origin"));
        assertThat(called(SETTINGS, "GET", "origin", "https://evil.org").problemFields())
                .isEqualTo(Headers.of("Vary", "Origin"));
    }

    @Test
    void aPreflightOfAnotherOriginIsRefusedWithNothingABrowserWouldTake() {
        HeardCall caller =
                called(SETTINGS, "OPTIONS", "origin", "https://evil.org", "access-control-request-method", "PUT");

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("cors", 403, "origin_not_allowed"));
        assertThat(caller.headers().first("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void optionsThatAreNoPreflightGoToTheFunction() {
        assertThat(called(SETTINGS, "OPTIONS").outcome()).isEqualTo(new Outcome.Succeeded(200));
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.org, true",
        "HTTPS://APP.EXAMPLE.ORG, true",
        "https://a.example.com, true",
        "https://a.b.example.com, true",
        "https://example.com, false",
        "https://.example.com, false",
        "https://evil.org/.example.com, false",
        "https://evilexample.com, false",
        "http://app.example.org, false",
        "https://app.example.org:8443, false",
        "https://app.example.org.evil.org, false",
        "null, false",
    })
    void onlyPagesOfTheNamedOriginsMayReadTheAnswer(String origin, boolean allowed) {
        HeardCall caller = called(SETTINGS, "GET", "origin", origin);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.headers().all("Access-Control-Allow-Origin"))
                .isEqualTo(allowed ? List.of(origin) : List.of());
        assertThat(caller.headers().first("Vary")).contains("Origin");
    }

    @Test
    void anyOriginIsAStarAndTheAnswerDoesNotDependOnIt() {
        decorated
                .function()
                .playing(new PlayedFunction.Act.Answers(
                        Answer.of(200, Headers.of("access-control-allow-origin", "https://x.org"), new byte[0])));

        HeardCall caller = called("{origins: '*'}", "GET", "origin", "https://a.org");

        assertThat(caller.headers().all("access-control-allow-origin")).containsExactly("*");
        assertThat(caller.headers().first("vary")).isEmpty();
        assertThat(called("{origins: '*', expose: [X-Total]}", "GET").headers())
                .isEqualTo(Headers.of("Access-Control-Allow-Origin", "*", "Access-Control-Expose-Headers", "X-Total"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                | cors.origins | origins has 0 entries
            {origins: example.org}            | cors.origins | 'example.org' is no origin: write scheme, host and port and nothing else, as in https://app.example.org
            {origins: ['https://a.org/']}     | cors.origins[0] | 'https://a.org/' is no origin: write scheme, host and port and nothing else, as in https://app.example.org
            {origins: '*', credentials: true} | cors | credentials with origin * would let every page act as whoever looks at it: name the origins
            {origins: '*', methods: get}      | cors.methods | 'get' is not allowed
            {origins: '*', maxAge: 2d}        | cors.maxAge | '2d' is not a length of time
            {origins: '*', headers: ['a b']}  | cors.headers[0] | 'a b' is not allowed
            """)
    void wrongSettingsAreToldWithTheirPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0]." + path);
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
