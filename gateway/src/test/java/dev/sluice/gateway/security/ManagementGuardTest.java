package dev.sluice.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementGuardTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void metricsNeedTheTokenUnlessTheOperatorOpensThem() throws Exception {
        assertThat(status("/metrics", false)).isEqualTo(401);
        assertThat(status("/metrics", true)).isEqualTo(200);
    }

    @Test
    void openMetricsOpenNothingElse() throws Exception {
        assertThat(status("/metrics/more", true)).isEqualTo(401);
        assertThat(status("/functions", true)).isEqualTo(401);
        assertThat(status("/pool", true)).isEqualTo(401);
    }

    private int status(String path, boolean openMetrics) throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(new ManagementGuard(new Tokens("admin", "invoke"), "in a file", openMetrics));
        router.route().handler(context -> context.response().end("through"));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
