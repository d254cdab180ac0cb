package dev.sluice.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.PlatformUse;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.runner.RunnerId;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementGuardTest {

    private final Vertx vertx = Vertx.vertx();
    private final AccessTokens ofNamespaces =
            new AccessTokens(new InMemoryCatalog(), new SecureRandom(), InstantSource.system());
    private final InstanceTokens instances = new InstanceTokens(new SecureRandom());
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

    @Test
    void anInstanceOpensWhatItsSpecSaysThatItUses() throws Exception {
        String both = issued("both", Namespace.DEFAULT, PlatformUse.OWNERSHIP, PlatformUse.MEMBERS);
        String none = issued("none", Namespace.DEFAULT);
        String there = issued("there", new Namespace("team-a"), PlatformUse.OWNERSHIP);
        String members = "/pipelines/p/batches/b/members/s";

        assertThat(status("/ownership/locks/a", false, both)).isEqualTo(200);
        assertThat(status(members, false, both)).isEqualTo(200);
        assertThat(status("/ownership/locks/a", false, none)).isEqualTo(403);
        assertThat(status("/namespaces/team-a/ownership/keys", false, there)).isEqualTo(200);
        assertThat(status("/namespaces/team-a" + members, false, there)).isEqualTo(403);
        assertThat(status("/ownership/keys", false, there)).isEqualTo(403);
        assertThat(status("/namespaces/team-a/ownership/keys", false, both)).isEqualTo(403);
        for (String path : List.of(
                "/functions",
                "/ownershipx",
                "/ownership/../secrets",
                "/tokens",
                "/pipelines/p/batches/b",
                members + "/more",
                "/pool")) {
            assertThat(status(path, false, both)).as(path).isEqualTo(403);
        }
    }

    @Test
    void whatAnInstanceMayNotIsSaidInASentence() throws Exception {
        String token = issued("shop", Namespace.DEFAULT, PlatformUse.OWNERSHIP);

        assertThat(body("/secrets", token))
                .contains("The token is that of the instance shop/r-shop, and no such token opens GET /secrets.");
        assertThat(body("/namespaces/team-a/ownership/keys", token))
                .contains("and opens nothing of the namespace 'team-a'.");
        assertThat(body("/pipelines/p/batches/b/members/s", token))
                .contains(
                        "opens GET /pipelines/p/batches/b/members/s only if the spec of its function says 'uses: members'.");
        instances.revoke(new RunnerId("r-shop"));
        assertThat(body("/ownership/keys", token))
                .contains("it ends with its instance")
                .contains("wrong_token");
    }

    private String issued(String name, Namespace namespace, PlatformUse... uses) {
        FunctionSpec spec = new FunctionSpec(
                new Backend.Code(
                        new RuntimeName("java25"),
                        "a.B",
                        new Launch(Optional.empty(), List.of(), Optional.empty(), Set.of(uses), List.of())),
                FunctionSpec.DEFAULT_MEMORY,
                FunctionSpec.DEFAULT_TIMEOUT,
                Scaling.DEFAULT,
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC,
                List.of(),
                Optional.empty());
        return "Bearer "
                + instances.issue(
                        new RunnerId("r-" + name),
                        new FunctionVersion(
                                new FunctionName(namespace, name), 1, new Digest("a".repeat(64)), spec, Instant.EPOCH));
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
        return answer(path, openMetrics, authorization).statusCode();
    }

    private String body(String path, String authorization) throws Exception {
        return answer(path, false, authorization).body();
    }

    private HttpResponse<String> answer(String path, boolean openMetrics, String authorization) throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(new ManagementGuard(tokens, instances, "in a file", openMetrics));
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
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
