package dev.sluice.events.workqueue.source;

import dev.sluice.events.callback.PublicAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Something that is not a function, and answers {@code GET /items} and {@code GET /items/NAME} below an address. */
public final class UrlSource implements ItemSource, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration CONNECTING = Duration.ofSeconds(10);

    private final URI base;
    private final PublicAddresses allowed;
    private final Executor executor;
    private final HttpClient client;

    /** {@code executor}: runs each task on a thread that may block. */
    public UrlSource(URI base, PublicAddresses allowed, Executor executor) {
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
                .timeout(PATIENCE)
                .build();
        HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            SourceAnswers.check("The source " + base.getHost(), answer.statusCode());
            byte[] bytes = body.readNBytes(most + 1);
            if (bytes.length > most) {
                throw SourceAnswers.tooLong("The source " + base.getHost());
            }
            return new Content(
                    ByteBuffer.wrap(bytes),
                    EntityTags.plain(answer.headers().firstValue("etag")),
                    answer.headers().firstValue("content-type"));
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
