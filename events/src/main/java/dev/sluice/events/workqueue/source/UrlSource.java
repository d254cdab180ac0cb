package dev.sluice.events.workqueue.source;

import dev.sluice.events.callback.PublicAddresses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that is not a function, and answers {@code GET /items} and {@code GET /items/NAME} below an address. */
public final class UrlSource implements ItemSource, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration CONNECTING = Duration.ofSeconds(10);

    private final URI base;
    private final PublicAddresses allowed;
    private final Executor executor;
    private final Duration patience;
    private final HttpClient client;

    /** {@code executor}: runs each task on a thread that may block. */
    public UrlSource(URI base, PublicAddresses allowed, Executor executor) {
        this(base, allowed, executor, PATIENCE);
    }

    /** {@code patience}: how long an answer may take, to its last byte. */
    UrlSource(URI base, PublicAddresses allowed, Executor executor, Duration patience) {
        this.patience = patience;
        this.base = base;
        this.allowed = allowed;
        this.executor = executor;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECTING)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @FunctionalInterface
    private interface Asking<T> {
        T ask() throws SourceFault, IOException, InterruptedException;
    }

    @Override
    public CompletionStage<Listing> list(Optional<String> next) {
        String query = next.map(after -> "?after=" + Percent.encoded(after)).orElse("");
        return soon(() -> ListingReader.read(
                asked("/items" + query, ListingReader.LONGEST).bytes()));
    }

    @Override
    public CompletionStage<Content> content(String name) {
        return soon(() -> asked("/items/" + Percent.encoded(name), Content.LONGEST));
    }

    private <T> CompletionStage<T> soon(Asking<T> asking) {
        CompletableFuture<T> told = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                told.complete(asking.ask());
            } catch (SourceFault e) {
                told.completeExceptionally(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                told.completeExceptionally(unreached("the gateway ends"));
            } catch (IOException | RuntimeException e) {
                told.completeExceptionally(unreached(e.toString()));
            }
        });
        return told;
    }

    private SourceFault unreached(String why) {
        return new SourceFault(
                SourceFault.Why.PASSING, "The source " + base.getHost() + " was not reached: " + why + ".");
    }

    private Content asked(String rest, int most) throws SourceFault, IOException, InterruptedException {
        // The name may lead elsewhere by now.
        Optional<String> refusal = allowed.refusal(base, "source");
        if (refusal.isPresent()) {
            throw new SourceFault(SourceFault.Why.PASSING, refusal.get());
        }
        String path = base.toString();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create((path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + rest))
                .build();
        Gathered body = new Gathered(most);
        HttpResponse<Void> answer = answer(request, body);
        SourceAnswers.check("The source " + base.getHost(), answer.statusCode());
        return new Content(
                ByteBuffer.wrap(body.bytes.toByteArray()),
                EntityTags.plain(answer.headers().firstValue("etag")),
                answer.headers().firstValue("content-type"));
    }

    /** Returns when all of it is there. */
    private HttpResponse<Void> answer(HttpRequest request, Gathered body)
            throws SourceFault, IOException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> asked = client.sendAsync(
                request,
                head -> head.statusCode() / 100 == 2
                        ? HttpResponse.BodySubscribers.ofByteArrayConsumer(body::take)
                        : HttpResponse.BodySubscribers.discarding());
        try {
            return asked.applyToEither(body.tooLong, answer -> answer).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unreached("it has not answered within " + patience.toMillis() + " ms");
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
    private final class Gathered {
        private final int most;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<HttpResponse<Void>> tooLong = new CompletableFuture<>();

        Gathered(int most) {
            this.most = most;
        }

        void take(Optional<byte[]> piece) {
            int length = piece.map(some -> some.length).orElse(0);
            if (length > most - bytes.size()) {
                tooLong.completeExceptionally(SourceAnswers.tooLong("The source " + base.getHost()));
            } else if (length > 0) {
                bytes.writeBytes(piece.get());
            }
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
