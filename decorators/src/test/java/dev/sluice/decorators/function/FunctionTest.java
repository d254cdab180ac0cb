package dev.sluice.decorators.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedCall;
import dev.sluice.testkit.decorator.PlayedFunction;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionTest {

    private static final String BOTH = "{name: f, phases: [request, response], timeout: 2s}";
    private static final String SKIPS = "{name: f, phases: [request, response], onFailure: skip}";
    private static final String WHO = "The decorator 'function' (number 1 of 'hello') calls the function 'f', ";

    private final Decorated decorated = new Decorated(new FunctionKind());
    private final PlayedFunction decorator = decorated.sites().functions();
    private final PlayedFunction function = decorated.function();

    private HeardCall call(String settings, Invocation invocation) {
        HeardCall caller = HeardCall.of(decorated.with(settings), invocation);
        caller.outcome();
        return caller;
    }

    @AfterEach
    void everybodyKeptTheRules() {
        assertThat(decorator.faults()).isEmpty();
        assertThat(function.faults()).isEmpty();
    }

    private static Act says(int status, String body, String... headers) {
        return new Act.Answers(Answer.of(status, Headers.of(headers), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Act unchanged() {
        return says(204, "", "Sluice-Next", "unchanged");
    }

    /** Lets the request pass, and does this with the answer. */
    private void withAnswers(Act act) {
        decorator.playing(call -> phase(call).equals("request") ? unchanged() : act);
    }

    private static String phase(PlayedCall call) {
        return call.head().headers().first("sluice-decorate").orElse("");
    }

    @Test
    void itIsShownTheRequestAsItIs() {
        decorator.playing(unchanged());

        HeardCall caller = call("f", Invocations.post("{\"a\":1}", "X-Color", "red", "Sluice-Chain", "hello"));

        PlayedCall shown = decorator.calls().getFirst();
        assertThat(shown.invocation().function().value()).isEqualTo("f");
        assertThat(shown.head().method()).isEqualTo("POST");
        assertThat(shown.text()).isEqualTo("{\"a\":1}");
        Headers headers = shown.head().headers();
        assertThat(headers.first("sluice-decorate")).contains("request");
        assertThat(headers.first("sluice-function")).contains("hello");
        assertThat(headers.first("x-color")).contains("red");
        assertThat(caller.text()).isEqualTo("{\"a\":1}");
        assertThat(function.calls().getFirst().head().headers().first("sluice-decorate"))
                .isEmpty();
        assertThat(decorated.sites().eventWords()).isEmpty();
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void itMayChangeEveryPartOfTheRequest() {
        decorator.playing(says(
                200,
                "{\"a\":1,\"b\":2}",
                "Sluice-Next",
                "request",
                "Sluice-Method",
                "PUT",
                "Sluice-Path",
                "/v2/x%20y",
                "Sluice-Query",
                "q=1",
                "Sluice-Remove",
                "X-Secret, x-other",
                "Sluice-Subject",
                "anna",
                "Sluice-Chain",
                "forged",
                "Content-Type",
                "application/json; v=2",
                "Date",
                "today",
                "X-New",
                "1"));

        HeardCall caller = call(
                "f", Invocations.post("{\"a\":1}", "X-Secret", "s", "X-Kept", "k", "Content-Encoding", "identity"));

        PlayedCall got = function.calls().getFirst();
        assertThat(got.head().method()).isEqualTo("PUT");
        assertThat(got.head().path()).isEqualTo("/v2/x%20y");
        assertThat(got.head().query()).isEqualTo("q=1");
        assertThat(got.text()).isEqualTo("{\"a\":1,\"b\":2}");
        Headers headers = got.head().headers();
        assertThat(headers.all("content-length")).containsExactly("13");
        assertThat(headers.all("content-type")).containsExactly("application/json; v=2");
        assertThat(headers.first("sluice-subject")).contains("anna");
        assertThat(headers.first("x-kept")).contains("k");
        assertThat(headers.first("x-new")).contains("1");
        assertThat(List.of("x-secret", "content-encoding", "date", "sluice-next", "sluice-chain"))
                .allSatisfy(name -> assertThat(headers.first(name)).isEmpty());
        assertThat(decorated.sites().eventWords()).containsExactly("changed_request");
        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
    }

    @Test
    void itSeesNoCodeAndTheSecondFactorBehindItDoes() {
        decorator.playing(says(204, "", "Sluice-Next", "request", "X-B", "c"));
        Invocation coded = Invocations.get(
                "sluice-challenge", "c", "sluice-code", "492039", "sluice-proof", "p", "cookie", "sluice-proof=p");

        call("f", coded);

        assertThat(decorator.calls().getFirst().head().headers().toString()).doesNotContain("492039", "proof");
        assertThat(function.calls().getFirst().head().headers())
                .isEqualTo(coded.head().headers().plus("X-B", "c"));
    }

    @Test
    void itSeesNoProofInAnAnswer() {
        function.playing(
                says(200, "x", "Sluice-Proof", "p", "Set-Cookie", "sluice-proof=p; HttpOnly", "Set-Cookie", "a=b"));
        withAnswers(unchanged());

        HeardCall caller = call(BOTH, Invocations.get());

        caller.outcome();
        assertThat(decorator.calls().getLast().head().headers().all("Set-Cookie"))
                .containsExactly("a=b");
        assertThat(caller.headers().all("Set-Cookie")).containsExactly("sluice-proof=p; HttpOnly", "a=b");
        assertThat(caller.headers().first("Sluice-Proof")).contains("p");
    }

    @Test
    void withStatus204TheBodyStaysAsItWas() {
        decorator.playing(says(204, "", "Sluice-Next", "request", "X-New", "1"));

        call("f", Invocations.post("{\"a\":1}", "Content-Encoding", "identity"));

        PlayedCall got = function.calls().getFirst();
        assertThat(got.text()).isEqualTo("{\"a\":1}");
        assertThat(got.head().headers().first("x-new")).contains("1");
        assertThat(got.head().headers().first("content-encoding")).contains("identity");
    }

    @Test
    void withoutTheMarkItAnswersByItself() {
        decorator.playing(says(403, "not you", "Content-Type", "text/plain"));

        HeardCall caller = call("f", Invocations.get());

        assertThat(caller.status()).isEqualTo(403);
        assertThat(caller.text()).isEqualTo("not you");
        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("function", 403, "answered_by_function"));
        assertThat(function.calls()).isEmpty();
        assertThat(decorated.sites().eventWords()).containsExactly("answered");
    }

    @Test
    void itsOwnAnswerMayBeOfAnyLength() {
        byte[] body = new byte[5_000_000];
        decorator.playing(new Act.Answers(Answer.of(200, Headers.EMPTY, body)));

        HeardCall caller = call("f", Invocations.get());

        assertThat(caller.body()).hasSize(body.length);
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void itIsShownTheAnswerWithThePhaseResponse() {
        function.playing(says(404, "nothing", "Content-Type", "text/plain", "ETag", "x"));
        withAnswers(unchanged());

        HeardCall caller =
                call(BOTH, Invocations.of("GET", Body.EMPTY, "Traceparent", "00-1-2-01", "Cookie", "secret"));

        PlayedCall shown = decorator.calls().get(1);
        assertThat(shown.head().method()).isEqualTo("POST");
        assertThat(shown.text()).isEqualTo("nothing");
        Headers headers = shown.head().headers();
        assertThat(headers.first("sluice-status")).contains("404");
        assertThat(headers.first("sluice-method")).contains("GET");
        assertThat(headers.first("content-type")).contains("text/plain");
        assertThat(headers.first("traceparent")).contains("00-1-2-01");
        assertThat(headers.first("cookie")).isEmpty();
        assertThat(caller.status()).isEqualTo(404);
        assertThat(caller.text()).isEqualTo("nothing");
        assertThat(caller.headers().first("etag")).contains("x");
    }

    @Test
    void itMayChangeEveryPartOfTheAnswer() {
        function.playing(says(200, "secret", "Content-Type", "text/plain", "ETag", "x", "X-Internal", "1"));
        withAnswers(
                says(200, "******", "Sluice-Next", "response", "Sluice-Status", "203", "Sluice-Remove", "x-internal"));

        HeardCall caller = call(BOTH, Invocations.get());

        assertThat(caller.status()).isEqualTo(203);
        assertThat(caller.text()).isEqualTo("******");
        assertThat(caller.headers().first("content-type")).contains("text/plain");
        assertThat(caller.headers().all("content-length")).containsExactly("6");
        assertThat(List.of("etag", "x-internal", "sluice-next", "sluice-status"))
                .allSatisfy(name -> assertThat(caller.headers().first(name)).isEmpty());
        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(203));
        assertThat(decorated.sites().eventWords()).containsExactly("changed_answer");
    }

    @Test
    void aPlainAnswerToAnAnswerTakesItsPlace() {
        function.playing(says(200, "secret"));
        withAnswers(says(410, "gone"));

        HeardCall caller = call(BOTH, Invocations.get());

        assertThat(caller.status()).isEqualTo(410);
        assertThat(caller.text()).isEqualTo("gone");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Sluice-Next=maybe                         | its Sluice-Next is 'maybe', where 'request' or 'unchanged' may stand
            Sluice-Next=response                      | its Sluice-Next is 'response', where 'request' or 'unchanged' may stand
            Sluice-Next=request,Sluice-Method=get it  | its Sluice-Method is 'get it', which no call may have
            Sluice-Next=request,Sluice-Method=CONNECT | its Sluice-Method is 'CONNECT', which no call may have
            Sluice-Next=request,Sluice-Path=v2        | its Sluice-Path is 'v2', which no call may have
            Sluice-Next=request,Sluice-Path=/a?b      | its Sluice-Path is '/a?b', which no call may have
            Sluice-Next=request,Sluice-Query=a b      | its Sluice-Query is 'a b', which no call may have
            """)
    void nonsenseEndsTheCall(String headers, String sentence) {
        decorator.playing(says(200, "x", headers.split("[=,]")));

        HeardCall caller = call("f", Invocations.get());

        assertThat(caller.status()).isEqualTo(502);
        assertThat(caller.text())
                .contains("\"reason\":\"bad_decorator_answer\"", "\"component\":\"decorator\"", WHO, sentence + ".");
        assertThat(function.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Sluice-Next=request                        | its Sluice-Next is 'request', where 'response' or 'unchanged' may stand
            Sluice-Next=response,Sluice-Status=99      | its Sluice-Status is '99', allowed is 200 to 599
            """)
    void nonsenseAboutAnAnswerEndsTheCall(String headers, String sentence) {
        withAnswers(says(200, "x", headers.split("[=,]")));

        HeardCall caller = call(BOTH, Invocations.get());

        assertThat(caller.status()).isEqualTo(502);
        assertThat(caller.text()).contains(sentence + ".");
    }

    @Test
    void oneThatWasDeletedIsNamed() {
        decorator.playing(new Act.Ends(new Outcome.NoSuchFunction()));

        HeardCall caller = call("f", Invocations.get());

        assertThat(caller.status()).isEqualTo(502);
        assertThat(caller.text())
                .contains(
                        "\"reason\":\"decorator_function_missing\"",
                        WHO + "which is not there any more. Deploy it again, or deploy 'hello' without it.");
        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("function", 502, "decorator_function_missing"));
        assertThat(function.calls()).isEmpty();
    }

    @Test
    void oneThatThrowsOrIsBusyEndsTheCall() {
        decorator.playing(new Act.Ends(new Outcome.Threw(FunctionError.of("secret of the decorator"))));
        assertThat(call("f", Invocations.get()).text())
                .contains("\"status\":502", WHO + "which ended with 'threw'. 'sluice logs f' shows what it printed.")
                .doesNotContain("secret of the decorator");

        decorator.playing(new Act.Ends(new Outcome.Rejected(RejectReason.QUEUE_FULL, "full", Duration.ofSeconds(3))));
        HeardCall caller = call("f", Invocations.get());
        assertThat(caller.status()).isEqualTo(503);
        assertThat(caller.headers().first("retry-after")).contains("3");
        assertThat(caller.text()).contains("\"reason\":\"decorator_function_busy\"");
    }

    @Test
    void oneThatIsSlowIsCancelledWhenItsTimeIsOver() {
        decorator.playing(new Act.Waits());
        HeardCall caller = HeardCall.of(decorated.with(BOTH), Invocations.get());
        await().until(() -> !decorator.calls().isEmpty());

        decorated.sites().time().pass(Duration.ofMillis(1_999));
        assertThat(caller.isOver()).isFalse();
        decorated.sites().time().pass(Duration.ofMillis(1));
        caller.outcome();

        assertThat(caller.status()).isEqualTo(504);
        assertThat(caller.text())
                .contains(
                        "\"reason\":\"decorator_function_slow\"",
                        WHO + "which did not answer within its time, 2s at most.");
        assertThat(decorator.calls().getFirst().cancelled()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "nonsense", "throws"})
    void withSkipTheCallGoesOnWithoutIt(String what) {
        decorator.playing(
                switch (what) {
                    case "missing" -> new Act.Ends(new Outcome.NoSuchFunction());
                    case "nonsense" -> says(200, "garbage", "Sluice-Next", "x");
                    default -> new Act.Ends(new Outcome.Threw(FunctionError.of("x")));
                });

        HeardCall caller = call(SKIPS, Invocations.post("{\"a\":1}"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.text()).isEqualTo("{\"a\":1}");
        assertThat(decorated.sites().eventWords()).containsExactly("fell_back", "fell_back");
    }

    @Test
    void aCircleEndsTheCallAlsoWithSkip() {
        Outcome loop = new Outcome.PlatformFault(Component.GATEWAY, "call_loop", "hello -> f -> hello");
        decorator.playing(new Act.Ends(loop));

        HeardCall caller = call(SKIPS, Invocations.get());

        assertThat(caller.outcome()).isEqualTo(loop);
        assertThat(function.calls()).isEmpty();
    }

    @Test
    void anAnswerThatIsTooLongToShowEndsTheCallOrPasses() {
        function.playing(new Act.Answers(Answer.of(200, Headers.EMPTY, new byte[2_000_000])));
        decorator.playing(unchanged());

        assertThat(call(BOTH, Invocations.get()).text())
                .contains(
                        "\"reason\":\"decorator_body_too_large\"",
                        WHO + "but the answer to show has more than 1Mi. Send less, or raise 'maxBody'.");
        assertThat(call(SKIPS, Invocations.get()).body()).hasSize(2_000_000);
    }

    @Test
    void aFunctionCannotStandAroundItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decorated.with("hello"))
                .withMessage("the function 'hello' cannot stand around itself: name another one");
    }

    @Test
    void phasesAreNamedOnceEach() {
        assertThat(decorated.problems("{name: f, phases: [request, request]}"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .isEqualTo("phases must name request, response, or each of them once"));
    }
}
