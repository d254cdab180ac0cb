package dev.sluice.events.callback;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.problem.JsonText;
import dev.sluice.events.attempt.CallAttempts;
import dev.sluice.events.attempt.CallbackSender;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.Standing;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.PayloadLostException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Calls back over HTTP: a POST with the answer as it is, or with what became of the call in JSON, {@code X-Call-Id}, {@code
 * X-Call-State} and {@code X-Function-Status} (as in OpenFaaS). Takes a status of 2xx within 20 s as taken. Each is sent on a virtual thread.
 */
public final class HttpCallbacks implements CallbackSender {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CallbackClient client;
    private final KeptPayloads payloads;
    private final Executor executor;

    /**
     * @param payloads has the answers that are too long for records
     * @param executor runs each task on a thread that may block
     */
    public HttpCallbacks(CallbackClient client, KeptPayloads payloads, Executor executor) {
        this.client = client;
        this.payloads = payloads;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Optional<String>> send(URI to, InvocationState state) {
        return CompletableFuture.supplyAsync(() -> post(to, state), executor);
    }

    private Optional<String> post(URI to, InvocationState state) {
        try {
            return switch (client.post(message(to, state))) {
                case CallbackClient.Sent.Answered(int status, Headers _) when status / 100 == 2 -> Optional.empty();
                case CallbackClient.Sent.Answered(int status, Headers _) ->
                    Optional.of(to.getHost() + " answered " + status);
                case CallbackClient.Sent.Failed(String why) -> Optional.of(why);
            };
        } catch (PayloadLostException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // An answer that cannot be read for the moment.
            return Optional.of("the callback could not be made: " + e.getMessage());
        }
    }

    private CallbackClient.Message message(URI to, InvocationState state) throws PayloadLostException {
        InvocationState.Accepted call = state.call();
        ByteBuffer body;
        String type;
        String status;
        if (state.standing() instanceof Standing.Succeeded done && done.whole()) {
            body = payloads.readNow(done.answer());
            type = done.headers().first("content-type").orElse("application/octet-stream");
            status = Integer.toString(done.status());
        } else {
            body = ByteBuffer.wrap(json(state).getBytes(StandardCharsets.UTF_8));
            type = "application/json";
            status = state.standing() instanceof Standing.Succeeded done ? Integer.toString(done.status()) : "502";
        }
        Headers fields = Headers.of(
                "Content-Type",
                type,
                CallAttempts.CALL_ID,
                call.id().value(),
                "X-Call-State",
                state.standing().word(),
                "X-Function-Name",
                call.function().value(),
                "X-Function-Status",
                status);
        return new CallbackClient.Message(
                to, call.function().namespace(), call.id().value(), fields, body, PATIENCE);
    }

    private static String json(InvocationState state) {
        JsonText json = new JsonText()
                .open('{')
                .member("id", state.call().id().value())
                .member("function", state.call().function().value())
                .member("state", state.standing().word());
        if (state.standing() instanceof Standing.Dead(String reason, String error)) {
            json.member("reason", reason).member("error", error);
        }
        return json.close('}').toString();
    }
}
