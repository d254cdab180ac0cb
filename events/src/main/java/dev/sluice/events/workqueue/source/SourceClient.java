package dev.sluice.events.workqueue.source;

import dev.sluice.events.callback.PublicAddresses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks servers of HTTP for what sources give: no longer than that may take, and for no more of it than may be. Blocks. Thread-safe. */
final class SourceClient implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration CONNECTING = Duration.ofSeconds(10);

    /** So much is kept of what is answered in the place of what was asked for. */
    private static final int MOST_OF_REFUSAL = 16 << 10;

    private final PublicAddresses allowed;
    private final Duration patience;
    private final HttpClient client;

    /** {@code patience}: how long an answer may take, to its last byte. */
    SourceClient(PublicAddresses allowed, Duration patience) {
        this.allowed = allowed;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECTING)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** What was answered, of what is no success only the beginning. */
    record Answered(int status, HttpHeaders fields, ByteBuffer body) {

        boolean isSuccess() {
            return status / 100 == 2;
        }

        /** As what an item holds. */
        Content content() {
            return new Content(body, EntityTags.plain(fields.firstValue("etag")), fields.firstValue("content-type"));
        }
    }

    /** Gets what is at an address; fails if that is longer than {@code most} bytes. */
    Answered get(URI from, Map<String, String> fields, int most) throws SourceFault, InterruptedException {
        // The name may lead elsewhere by now.
        Optional<String> refusal = allowed.refusal(from, "source");
        if (refusal.isPresent()) {
            throw new SourceFault(SourceFault.Why.PASSING, refusal.get());
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(from);
        fields.forEach(request::header);
        Gathered body = new Gathered(from.getHost(), most);
        try {
            HttpResponse<Void> answer = answer(request.build(), body);
            return new Answered(answer.statusCode(), answer.headers(), ByteBuffer.wrap(body.bytes.toByteArray()));
        } catch (IOException | RuntimeException e) {
            throw unreached(from, e.toString());
        }
    }

    private static SourceFault unreached(URI from, String why) {
        return new SourceFault(
                SourceFault.Why.PASSING, "The source " + from.getHost() + " was not reached: " + why + ".");
    }

    /** Returns when all of it is there. */
    private HttpResponse<Void> answer(HttpRequest request, Gathered body)
            throws SourceFault, IOException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> asked = client.sendAsync(request, head -> {
            boolean success = head.statusCode() / 100 == 2;
            return HttpResponse.BodySubscribers.ofByteArrayConsumer(success ? body::take : body::takeBeginning);
        });
        try {
            return asked.applyToEither(body.tooLong, answer -> answer).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unreached(request.uri(), "it has not answered within " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case SourceFault fault -> throw fault;
                case IOException fault -> throw fault;
                case null, default -> throw new IOException(e.getCause());
            }
        } finally {
            // Of what is too long, or comes too slowly, nothing more is read.
            asked.cancel(true);
        }
    }

    /** The bytes of an answer, as many as may be. */
    private static final class Gathered {
        private final String host;
        private final int most;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<HttpResponse<Void>> tooLong = new CompletableFuture<>();

        Gathered(String host, int most) {
            this.host = host;
            this.most = most;
        }

        void take(Optional<byte[]> piece) {
            int length = piece.map(some -> some.length).orElse(0);
            if (length > most - bytes.size()) {
                tooLong.completeExceptionally(SourceAnswers.tooLong("The source " + host));
            } else if (length > 0) {
                bytes.writeBytes(piece.get());
            }
        }

        void takeBeginning(Optional<byte[]> piece) {
            piece.ifPresent(some -> bytes.write(some, 0, Math.min(some.length, MOST_OF_REFUSAL - bytes.size())));
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
