package dev.sluice.gateway;

import dev.sluice.gateway.http.HttpEntryPoint;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** Sets Quarkus' HTTP server as the entry point wants it. */
@Singleton
public class HttpServerSettings implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        HttpEntryPoint.prepare(options);
    }
}
