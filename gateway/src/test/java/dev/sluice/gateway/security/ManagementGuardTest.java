package dev.sluice.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.function.Namespace;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementGuardTest {

    private final Vertx vertx = Vertx.vertx();
    private final AccessTokens ofNamespaces =
            new AccessTokens(new InMemoryCatalog(), new SecureRandom(), InstantSource.system());
    private final Tokens tokens = new Tokens("admin", "invoke", ofNamespaces);

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

    @Test
    void whoManagesANamespaceGetsNoFurther() throws Exception {
        String here = "Bearer " + token(Namespace.DEFAULT, true);
        String there = "Bearer " + token(new Namespace("team-a"), true);
        for (String root : List.of("/functions", "/functions/f", "/secrets", "/documents", "/two-factor/users/ann")) {
            assertThat(status(root, false, here)).as(root).isEqualTo(200);
            assertThat(status("/namespaces/team-a" + root, false, there))
                    .as(root)
                    .isEqualTo(200);
            assertThat(status(root, false, there)).as(root).isEqualTo(403);
            assertThat(status("/namespaces/team-a" + root, false, here))
                    .as(root)
                    .isEqualTo(403);
            assertThat(status("/namespaces/team-b/../team-a" + root, false, there))
                    .as(root)
                    .isEqualTo(200);
        }
        for (String path : List.of("/pool", "/metrics", "/tokens", "/tokens/ci", "/", "/functionsx")) {
            assertThat(status(path, false, here)).as(path).isEqualTo(403);
            assertThat(status("/namespaces/team-a" + path, false, there))
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(status("/schemas/Function", false, there)).isEqualTo(200);
        assertThat(status("/tokens", false, "Bearer admin")).isEqualTo(200);
    }

    @Test
    void aTokenForCallsManagesNothing() throws Exception {
        String token = "Bearer " + token(Namespace.DEFAULT, false);

        assertThat(status("/functions", false, token)).isEqualTo(403);
        assertThat(status("/schemas", false, token)).isEqualTo(403);
        assertThat(status("/functions", false, "Bearer invoke")).isEqualTo(401);
        assertThat(status("/functions", false, "Bearer sluice-token-made-up")).isEqualTo(401);
    }

    private String token(Namespace namespace, boolean manages) {
        return ofNamespaces
                .make(namespace, "ci-" + manages, manages)
                .orElseThrow()
                .token();
    }

    private int status(String path, boolean openMetrics) throws Exception {
        return status(path, openMetrics, "");
    }

    private int status(String path, boolean openMetrics, String authorization) throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(new ManagementGuard(tokens, "in a file", openMetrics));
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
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }
}
