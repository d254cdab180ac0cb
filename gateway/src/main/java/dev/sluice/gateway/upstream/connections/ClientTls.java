package dev.sluice.gateway.upstream.connections;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS with the JDK's authorities, and the name of the host checked. Read from disk when it is first needed, off the event loops. */
final class ClientTls {

    private @Nullable CompletableFuture<SslContext> context;

    synchronized CompletableFuture<SslContext> context() {
        CompletableFuture<SslContext> known = context;
        if (known == null || known.isCompletedExceptionally()) {
            known = new CompletableFuture<>();
            context = known;
            CompletableFuture<SslContext> made = known;
            Thread.ofVirtual().name("sluice-tls").start(() -> make(made));
        }
        return known;
    }

    private static void make(CompletableFuture<SslContext> made) {
        try {
            made.complete(SslContextBuilder.forClient()
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build());
        } catch (SSLException | RuntimeException e) {
            made.completeExceptionally(e);
        }
    }
}
