package dev.sluice.events.callback;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Headers;
import dev.sluice.events.webhook.WebhookSignature;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Posts to addresses that others have named: to those alone that may be called back, looked up again before each request; signed by Standard
 * Webhooks if the namespace has a secret for that. Follows no redirection, keeps nothing of the body of an answer, and waits for its end. Thread-safe.
 */
public final class CallbackClient implements AutoCloseable {

    private static final int PIECE = 64 * 1024;
    private static final String ENDS = "the gateway is shutting down";

    private final PublicAddresses allowed;
    private final Function<Namespace, Optional<String>> secrets;
    private final InstantSource clock;
    private final Executor executor;

    /** Made with the first request, for it takes as long as much of a start. Guarded by this. */
    private @Nullable HttpClient client;

    private boolean closed;

    /** What came of a request. */
    public sealed interface Sent {

        record Answered(int status, Headers headers) implements Sent {}

        /** {@code why} in a sentence. Whether anybody has got it is not known. */
        record Failed(String why) implements Sent {}
    }

    /**
     * A request.
     *
     * @param namespace whose secret signs it
     * @param id the same whenever the same is sent again; printable ASCII
     * @param fields header fields, but for those of the signature
     * @param body stays as it is until the answer is there
     * @param patience how long the answer may take
     */
    public record Message(URI to, Namespace namespace, String id, Headers fields, ByteBuffer body, Duration patience) {}

    /**
     * @param secrets with which messages of a namespace are signed; may block
     * @param executor runs each task on a thread that may block
     */
    public CallbackClient(
            PublicAddresses allowed,
            Function<Namespace, Optional<String>> secrets,
            InstantSource clock,
            Executor executor) {
        this.allowed = allowed;
        this.secrets = secrets;
        this.clock = clock;
        this.executor = executor;
    }

    /** Why an address may not be called back, as a sentence. Looks the name up, which may block. */
    public Optional<String> refusal(URI to) {
        return allowed.refusal(to);
    }

    /** The same as {@link #post}, without blocking. */
    public CompletionStage<Sent> send(Message message) {
        return CompletableFuture.supplyAsync(() -> post(message), executor);
    }

    /** Sends a message once, and waits for the answer, for its patience at most. */
    public Sent post(Message message) {
        // The name may lead elsewhere by now.
        Optional<String> refusal = allowed.refusal(message.to());
        if (refusal.isPresent()) {
            return new Sent.Failed(refusal.get());
        }
        String host = message.to().getHost();
        try {
            CompletableFuture<HttpResponse<Void>> asked =
                    client().sendAsync(request(message), HttpResponse.BodyHandlers.discarding());
            try {
                HttpResponse<Void> answer = asked.get(message.patience().toMillis(), TimeUnit.MILLISECONDS);
                return new Sent.Answered(answer.statusCode(), headers(answer));
            } finally {
                asked.cancel(true);
            }
        } catch (ExecutionException e) {
            return new Sent.Failed(host + " was not reached: " + e.getCause());
        } catch (TimeoutException _) {
            return new Sent.Failed(
                    host + " has not answered within " + message.patience().toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Sent.Failed(ENDS);
        } catch (RuntimeException e) {
            // A secret store that cannot be read, or a head that cannot be sent.
            return new Sent.Failed("the callback could not be made: " + e.getMessage());
        }
    }

    private static Headers headers(HttpResponse<?> answer) {
        List<String> fields = new ArrayList<>();
        answer.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> {
                    if (!name.startsWith(":")) {
                        fields.add(name);
                        fields.add(value);
                    }
                }));
        return Headers.of(fields.toArray(String[]::new));
    }

    private synchronized HttpClient client() {
        if (closed) {
            throw new IllegalStateException(ENDS);
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

    private HttpRequest request(Message message) {
        long timestamp = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(message.to());
        Headers fields = message.fields();
        for (int i = 0; i < fields.size(); i++) {
            request.header(fields.name(i), fields.value(i));
        }
        request.header("webhook-id", message.id()).header("webhook-timestamp", Long.toString(timestamp));
        secrets.apply(message.namespace())
                .ifPresent(secret -> request.header(
                        "webhook-signature", WebhookSignature.of(secret, message.id(), timestamp, message.body())));
        return request.POST(pieces(message.body())).build();
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
