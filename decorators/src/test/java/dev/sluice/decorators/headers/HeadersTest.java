package dev.sluice.decorators.headers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Headers;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersTest {

    private final Decorated decorated = new Decorated(new HeadersKind());

    @Test
    void fieldsOfTheRequestAreRemovedSetAndAdded() {
        HeardCall.of(
                        decorated.with(
                                "{request: {remove: [Cookie], set: {X-Tenant: acme}, add: {Accept: text/plain}}}"),
                        Invocations.get("cookie", "a=b", "x-tenant", "evil", "Accept", "text/html", "x-tenant", "two"))
                .outcome();

        assertThat(decorated.function().calls().getFirst().head().headers())
                .isEqualTo(Headers.of("Accept", "text/html", "X-Tenant", "acme", "Accept", "text/plain"));
    }

    @Test
    void fieldsOfTheAnswerAreRemovedSetAndAdded() {
        decorated
                .function()
                .playing(new PlayedFunction.Act.Answers(
                        Answer.of(201, Headers.of("Server", "mine", "Vary", "Origin"), new byte[0])));

        HeardCall caller = HeardCall.of(
                decorated.with("{response: {remove: server, set: {Cache-Control: no-store}, add: {Vary: Accept}}}"),
                Invocations.get());

        assertThat(caller.status()).isEqualTo(201);
        assertThat(caller.headers())
                .isEqualTo(Headers.of("Vary", "Origin", "Cache-Control", "no-store", "Vary", "Accept"));
    }

    @Test
    void withoutSettingsTheCallPassesUntouched() {
        var invocation = Invocations.get("a", "b");

        HeardCall.of(decorated.with("{}"), invocation).outcome();

        assertThat(decorated.function().calls().getFirst().invocation()).isSameAs(invocation);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {request: {set: {'a b': x}}}            | decorators[0].headers.request  | 'a b' cannot be the name of a header field
            {response: {add: {X-A: "a\\nb"}}}       | decorators[0].headers.response | the value of 'X-A' has a character that no header field may have
            {request: {set: {Content-Length: 3}}}   | decorators[0].headers.request  | the header field 'Content-Length' belongs to the platform
            {request: {set: {Sluice-Subject: ann}}} | decorators[0].headers.request  | the header field 'Sluice-Subject' belongs to the platform
            {requets: {}}                           | decorators[0].headers.requets  | unknown key 'requets': did you mean 'request'?
            {request: {set: 3}}                     | decorators[0].headers.request.set | set is a number
            sure                                    | decorators[0].headers          | headers is a text
            """)
    void aMistakeIsToldWithItsPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
