package dev.sluice.events.callback;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.problem.JsonText;
import dev.sluice.events.attempt.CallAttempts;
import dev.sluice.events.attempt.CallbackSender;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.Standing;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.PayloadLostException;
import dev.sluice.events.webhook.WebhookSignature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Calls back over HTTP: a POST with the answer as it is, or with what became of the call in JSON, {@code X-Call-Id}, {@code
 * X-Call-State} and {@code X-Function-Status} (as in OpenFaaS), signed by Standard Webhooks if there is a secret. Follows no
 * redirection, and takes a status of 2xx within 20 s as taken. Each is sent on a virtual thread.
 */
public final class HttpCallbacks implements CallbackSender, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PIECE = 64 * 1024;

    private final PublicAddresses allowed;
    private final Function<Namespace, Optional<String>> secrets;
    private final InstantSource clock;
    private final KeptPayloads payloads;
    private final Executor executor;

    /** Made with the first callback, for it takes as long as much of a start. Guarded by this. */
    private @Nullable HttpClient client;

    private boolean closed;

    /**
     * @param secrets with which callbacks of a namespace are signed; may block
     * @param payloads has the answers that are too long for records
     * @param executor runs each task on a thread that may block
     */
    public HttpCallbacks(
            PublicAddresses allowed,
            Function<Namespace, Optional<String>> secrets,
            InstantSource clock,
            KeptPayloads payloads,
            Executor executor) {
        this.allowed = allowed;
        this.secrets = secrets;
        this.clock = clock;
        this.payloads = payloads;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Optional<String>> send(URI to, InvocationState state) {
        return CompletableFuture.supplyAsync(() -> post(to, state), executor);
    }

    private Optional<String> post(URI to, InvocationState state) {
        // The name may lead elsewhere by now.
        Optional<String> refusal = allowed.refusal(to);
        if (refusal.isPresent()) {
            return refusal;
        }
        try {
            HttpResponse<Void> answer = client().send(request(to, state), HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() / 100 == 2
                    ? Optional.empty()
                    : Optional.of(to.getHost() + " answered " + answer.statusCode());
        } catch (IOException e) {
            return Optional.of(to.getHost() + " was not reached: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the gateway is shutting down");
        } catch (PayloadLostException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A secret store that cannot be read, or a head that cannot be sent.
            return Optional.of("the callback could not be made: " + e.getMessage());
        }
    }

    private synchronized HttpClient client() {
        if (closed) {
            throw new IllegalStateException("the gateway is shutting down");
        }
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(10))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            client = made;
        }
        return made;
    }

    private HttpRequest request(URI to, InvocationState state) throws PayloadLostException {
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
        long timestamp = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(to)
                .timeout(PATIENCE)
                .header("Content-Type", type)
                .header(CallAttempts.CALL_ID, call.id().value())
                .header("X-Call-State", state.standing().word())
                .header("X-Function-Name", call.function().value())
                .header("X-Function-Status", status)
                .header("webhook-id", call.id().value())
                .header("webhook-timestamp", Long.toString(timestamp));
        secrets.apply(call.function().namespace())
                .ifPresent(secret -> request.header(
                        "webhook-signature",
                        WebhookSignature.of(secret, call.id().value(), timestamp, body)));
        return request.POST(pieces(body)).build();
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

    /** Piece by piece, so that a long one is never in memory as a whole. */
    private static HttpRequest.BodyPublisher pieces(ByteBuffer body) {
        if (!body.hasRemaining()) {
            return HttpRequest.BodyPublishers.noBody();
        }
        int count = Math.ceilDiv(body.remaining(), PIECE);
        Iterable<byte[]> pieces = () ->
                IntStream.range(0, count).mapToObj(i -> piece(body, i * PIECE)).iterator();
        return HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofByteArrays(pieces), body.remaining());
    }

    private static byte[] piece(ByteBuffer body, int from) {
        byte[] piece = new byte[Math.min(PIECE, body.remaining() - from)];
        body.get(body.position() + from, piece);
        return piece;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.shutdownNow();
        }
    }
}
