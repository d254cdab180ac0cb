package dev.sluice.gateway;

import dev.sluice.gateway.invoke.HttpDoor;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** Sets Quarkus' HTTP server as the door wants it. */
@Singleton
public class HttpServerSettings implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        HttpDoor.prepare(options);
    }
}
