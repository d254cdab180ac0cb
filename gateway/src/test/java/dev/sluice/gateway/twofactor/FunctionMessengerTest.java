package dev.sluice.gateway.twofactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.twofactor.account.User;
import dev.sluice.decorators.twofactor.login.Asking;
import dev.sluice.decorators.twofactor.login.Notice;
import dev.sluice.decorators.twofactor.login.Notice.Content;
import dev.sluice.decorators.twofactor.login.Terms;
import dev.sluice.testkit.decorator.PlayedFunction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FunctionMessengerTest {

    private final PlayedFunction functions = new PlayedFunction();
    private final FunctionMessenger messenger = new FunctionMessenger(functions, InstantSource.fixed(Instant.EPOCH));
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void aNotifierGetsTheCode() {
        functions.answering(204, "");

        messenger.send(notice(new Content.Code("482913")), told::add);

        await().until(() -> told.size() == 1);
        assertThat(told).containsExactly("");
        assertThat(functions.calls()).singleElement().satisfies(call -> {
            assertThat(call.invocation().function()).isEqualTo(new FunctionName("notify"));
            assertThat(call.invocation().terms())
                    .isEqualTo(dev.sluice.core.invocation.Terms.of(EntryPoint.EVENT, Priority.INTERACTIVE));
            Headers headers = Headers.of(
                    "ce-specversion",
                    "1.0",
                    "ce-id",
                    call.invocation().id().value(),
                    "ce-source",
                    "/two-factor",
                    "ce-type",
                    "dev.sluice.two-factor.code",
                    "ce-time",
                    "1970-01-01T00:00:00Z",
                    "Content-Type",
                    "application/json",
                    "Content-Length",
                    "121");
            assertThat(call.invocation().head()).isEqualTo(new RequestHead("POST", "/", "", headers));
            assertThat(new String(call.body(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"user\":\"ann\",\"address\":\"+49 30 1\",\"function\":\"pay\",\"challenge\":\"a.b\","
                            + "\"expiresAt\":\"1970-01-01T00:05:00Z\",\"code\":\"482913\"}");
        });
    }

    @Test
    void aNotifierThatMakesTheCodeGetsLeaveToRegisterIt() {
        functions.answering(204, "");

        messenger.send(notice(new Content.Registration("the-token", 6)), told::add);

        await().until(() -> told.size() == 1);
        assertThat(new String(functions.calls().getFirst().body(), StandardCharsets.UTF_8))
                .endsWith("\"digits\":6,\"register\":\"/two-factor/challenges/a.b/code\",\"token\":\"the-token\"}");
    }

    @Test
    void whateverElseItAnswersIsAFailure() {
        functions.answering(500, "no paper");
        messenger.send(notice(new Content.Code("482913")), told::add);
        await().until(() -> told.size() == 1);
        functions.playing(new PlayedFunction.Act.Ends(new Outcome.NoSuchFunction()));
        messenger.send(notice(new Content.Code("482913")), told::add);
        await().until(() -> told.size() == 2);

        assertThat(told)
                .containsExactly(
                        "the function 'notify' answered 500", "the call of 'notify' ended with no_such_function");
    }

    private static Notice notice(Content content) {
        FunctionName notifier = new FunctionName("notify");
        Terms terms = new Terms(
                new FunctionName("pay"),
                new Terms.Delivery.By(notifier, 6, Terms.Maker.PLATFORM),
                Duration.ofMinutes(5));
        Asking asking = new Asking(new User("ann"), terms, "POST /", "192.0.2.1", false);
        return new Notice(notifier, asking, "+49 30 1", "a.b", Instant.ofEpochSecond(300), content);
    }
}
