package dev.sluice.gateway.twofactor;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.OutcomeListener;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.problem.JsonText;
import dev.sluice.decorators.twofactor.login.Messenger;
import dev.sluice.decorators.twofactor.login.Notice;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Calls notifier functions with an event whose data is JSON, as docs/two-factor.md says. Whatever they answer but a status of 2xx
 * is a failure; more of their answer than the first window is not read.
 */
public final class FunctionMessenger implements Messenger {

    private static final String SOURCE = "/two-factor";
    private static final String CODE = "dev.sluice.two-factor.code";
    private static final String REGISTRATION = "dev.sluice.two-factor.registration";

    private final Invoker functions;
    private final InstantSource clock;

    public FunctionMessenger(Invoker functions, InstantSource clock) {
        this.functions = functions;
        this.clock = clock;
    }

    @Override
    public void send(Notice notice, Consumer<String> told) {
        byte[] body = json(notice).getBytes(StandardCharsets.UTF_8);
        InvocationId id = InvocationId.next(clock.millis());
        Invocation invocation = Invocation.of(
                id,
                notice.notifier(),
                event(id, notice, body),
                Headers.EMPTY,
                Terms.of(EntryPoint.EVENT, Priority.INTERACTIVE));
        // Whoever is told writes to a disk, and the end is heard on an event loop.
        OutcomeListener ended = (outcome, timings) ->
                Thread.ofVirtual().name("two-factor-notice").start(() -> told.accept(why(notice, outcome)));
        functions.invoke(invocation, ended);
    }

    private CloudEvent event(InvocationId id, Notice notice, byte[] body) {
        String type = switch (notice.content()) {
            case Notice.Content.Code _ -> CODE;
            case Notice.Content.Registration _ -> REGISTRATION;
        };
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("id", id.value());
        attributes.put("source", SOURCE);
        attributes.put("type", type);
        attributes.put("time", clock.instant().toString());
        return new CloudEvent(attributes, Optional.of("application/json"), Optional.of(body));
    }

    static String json(Notice notice) {
        JsonText json = new JsonText();
        json.open('{')
                .member("user", notice.user().name())
                .member("address", notice.to())
                .member("function", notice.asking().terms().function().value())
                .member("challenge", notice.challenge())
                .member("expiresAt", notice.expiresAt().toString());
        switch (notice.content()) {
            case Notice.Content.Code(String digits) -> json.member("code", digits);
            case Notice.Content.Registration(String token, int digits) ->
                json.member("digits", digits)
                        .member("register", "/two-factor/challenges/" + notice.challenge() + "/code")
                        .member("token", token);
        }
        return json.close('}').toString();
    }

    private static String why(Notice notice, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded(int status) when status / 100 == 2 -> "";
            case Outcome.Succeeded(int status) -> "the function '" + notice.notifier() + "' answered " + status;
            default -> "the call of '" + notice.notifier() + "' ended with " + outcome.word();
        };
    }
}
