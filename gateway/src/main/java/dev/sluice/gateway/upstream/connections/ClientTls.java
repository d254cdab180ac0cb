package dev.sluice.gateway.upstream.connections;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS with the name of the host checked. Authorities are read from disk when they are first needed, off the event loops. */
final class ClientTls {

    private final Supplier<SslContextBuilder> builder;

    private @Nullable CompletableFuture<SslContext> context;

    /** {@code builder} says who is trusted, and may block. */
    ClientTls(Supplier<SslContextBuilder> builder) {
        this.builder = builder;
    }

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

    private void make(CompletableFuture<SslContext> made) {
        try {
            made.complete(builder.get().endpointIdentificationAlgorithm("HTTPS").build());
        } catch (SSLException | RuntimeException e) {
            made.completeExceptionally(e);
        }
    }
}
