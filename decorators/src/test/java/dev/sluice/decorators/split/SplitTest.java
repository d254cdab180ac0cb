package dev.sluice.decorators.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {

    private final Decorated decorated = new Decorated(new SplitKind());

    @AfterEach
    void everybodyKeptTheRules() {
        assertThat(decorated.function().faults()).isEmpty();
        assertThat(decorated.sites().functions().faults()).isEmpty();
    }

    private static HeardCall call(Invoker invoker, Invocation invocation) {
        HeardCall caller = HeardCall.of(invoker, invocation);
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    private int own() {
        return decorated.function().calls().size();
    }

    private int others() {
        return decorated.sites().functions().calls().size();
    }

    @Test
    void callsAreSharedOutByWeight() {
        Invoker invoker = decorated.with("{targets: {hello: 1, next: 3}}");

        for (int i = 0; i < 1_000; i++) {
            call(invoker, Invocations.get());
        }

        assertThat(others()).isBetween(700, 800);
        assertThat(own() + others()).isEqualTo(1_000);
        assertThat(decorated.sites().functions().calls())
                .allSatisfy(
                        call -> assertThat(call.invocation().function().value()).isEqualTo("next"));
        assertThat(decorated.sites().events().stream().map(event -> event.what()))
                .containsOnly(new What.Routed("hello"), new What.Routed("next"));
    }

    @Test
    void bothBodiesStreamThroughToTheOtherFunction() {
        byte[] body = new byte[700_000];
        body[699_999] = 9;

        HeardCall caller =
                HeardCall.streaming(decorated.with("{targets: {hello: 0, next: 1}}"), Invocations.streamed(), body);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.body()).isEqualTo(body);
        assertThat(caller.faults()).isEmpty();
        assertThat(own()).isZero();
    }

    @Test
    void aCallerThatLeavesCancelsTheOtherFunctionToo() {
        decorated.sites().functions().playing(new Act.Waits());
        HeardCall caller = HeardCall.of(decorated.with("{targets: {hello: 0, next: 1}}"), Invocations.get());

        caller.cancel();

        assertThat(caller.outcome()).isEqualTo(new Outcome.Cancelled());
        await().until(() -> decorated.sites().functions().calls().getFirst().cancelled());
    }

    @Test
    void aTargetThatIsNotDeployedIsNotTheCallersFault() {
        decorated.sites().functions().playing(new Act.Ends(new Outcome.NoSuchFunction()));

        HeardCall caller = call(decorated.with("{targets: {hello: 0, next: 1}}"), Invocations.get());

        assertThat(caller.outcome())
                .isEqualTo(new Outcome.PlatformFault(
                        Component.DECORATOR,
                        "no_such_target",
                        "The decorator 'split' (number 1 of 'hello') sends calls to 'next', which is not deployed: deploy"
                                + " it, or take it out of the targets"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {header: X-User} | X-User
            subject          | Sluice-Subject
            address          | X-Forwarded-For
            """)
    void theSameCallerComesToTheSameFunction(String sticky, String header) {
        Invoker invoker = decorated.with("{targets: {hello: 1, next: 1}, sticky: " + sticky + "}");
        for (int user = 0; user < 20; user++) {
            int before = own();
            for (int i = 0; i < 5; i++) {
                call(invoker, Invocations.get(header, "user-" + user));
            }
            assertThat(own() - before).isIn(0, 5);
        }
        assertThat(own()).isBetween(10, 90);
    }

    @Test
    void callersThatCannotBeToldApartAreSharedOutAnew() {
        Invoker invoker = decorated.with("{targets: {hello: 1, next: 1}, sticky: subject}");

        for (int i = 0; i < 100; i++) {
            call(invoker, Invocations.get());
        }

        assertThat(own()).isBetween(30, 70);
    }

    @Test
    void theCookieOfTheFirstAnswerBringsBackToTheSameFunction() {
        Invoker invoker = decorated.with("{targets: {hello: 1, next: 1}, sticky: {cookie: {name: v, days: 2}}}");
        HeardCall first = call(invoker, Invocations.get("X-Forwarded-Proto", "https"));
        String cookie = first.headers().first("Set-Cookie").orElseThrow();
        boolean wasOwn = own() == 1;

        for (int i = 0; i < 20; i++) {
            HeardCall again = call(invoker, Invocations.get("Cookie", "a=b; " + cookie.split(";", -1)[0]));
            assertThat(again.headers().first("Set-Cookie")).isEmpty();
        }

        assertThat(cookie)
                .isEqualTo("v=" + (wasOwn ? "hello" : "next")
                        + "; Path=/function/hello; Max-Age=172800; HttpOnly; SameSite=Lax; Secure");
        assertThat(List.of(own(), others())).isEqualTo(wasOwn ? List.of(21, 0) : List.of(0, 21));
    }

    @ParameterizedTest
    @CsvSource({"split=gone", "split=none", "split=", "other=hello", "split"})
    void aCookieThatLeadsNowhereIsReplaced(String cookie) {
        Invoker invoker = decorated.with("{targets: {hello: 1, none: 0}, sticky: cookie}");

        HeardCall caller = call(invoker, Invocations.get("Cookie", cookie));

        assertThat(caller.headers().first("Set-Cookie").orElse("")).startsWith("split=hello; Path=/function/hello;");
        assertThat(own()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                             | .targets | targets has 0 entries
            {targets: {a: 1}}                              | .targets | targets has 1 entries
            {targets: {a: 0, b: 0}}                        |          | all weights are 0: no function would get any call
            {targets: {a: -1, b: 1}}                       |          | the weight of 'a' is -1: allowed is 0 to 1000000
            {targets: {a: 0.5, b: 1}}                      | .targets.a | '0.5' is not a whole number
            {targets: {A: 1, b: 1}}                        | .targets.A | function name 'A' is not allowed
            {targets: {a: 1, b: 1}, sticky: cokie}         | .sticky  | 'cokie' is not known: did you mean 'cookie'?
            {targets: {a: 1, b: 1}, sticky: {cookie: a b}} | .sticky.cookie | 'a b' cannot be the name of a cookie
            {targets: {a: 1, b: 1}, sticky: {header: ''}}  | .sticky.header | '' cannot be the name of a header field
            {targets: {a: 1, b: 1}, sticky: {cookie: {days: 0}}} | .sticky.cookie.days | 0 is out of bounds
            """)
    void aMistakeIsToldWithItsPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].split" + (path == null ? "" : path));
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
