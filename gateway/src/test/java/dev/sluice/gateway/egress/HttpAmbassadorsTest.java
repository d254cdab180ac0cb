package dev.sluice.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RequestKey;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.gateway.observe.metrics.EgressMetrics;
import dev.sluice.gateway.upstream.UpstreamSettings;
import dev.sluice.gateway.upstream.Upstreams;
import dev.sluice.runners.pool.UnpreparedException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ambassadors to HTTP servers on loopback. */
@Timeout(60)
class HttpAmbassadorsTest {

    private static final RunnerId INSTANCE = new RunnerId("r1-1");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String VARIABLE = "SLUICE_EGRESS_SHOP_API";

    @TempDir
    private Path folders;

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private static final CallChains CHAINS = new CallChains(new SecureRandom());
    private static final Upstreams UPSTREAMS =
            new Upstreams(VERTX.nettyEventLoopGroup(), UpstreamSettings.DEFAULT, CHAINS);
    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private static final HttpClient CLIENT = VERTX.createHttpClient(new HttpClientOptions().setMaxPoolSize(64));
    private final List<LogLine> lines = new CopyOnWriteArrayList<>();
    private Environments environments = Environments.DEFAULT;
    private Ambassadors ambassadors;

    private record Answer(int status, String body) {}

    @BeforeEach
    void open() throws IOException {
        Files.createDirectory(folders.resolve(INSTANCE.value()));
        ambassadors = ambassadors();
    }

    private Ambassadors ambassadors() {
        return new Ambassadors(
                new Ambassadors.Parts(VERTX, UPSTREAMS, environments, folders, new EgressMetrics(), lines::add));
    }

    @AfterEach
    void close() {
        ambassadors.close();
    }

    @AfterAll
    static void closeAll() {
        UPSTREAMS.close();
        done(VERTX.close());
    }

    @Test
    void aBrokerHasTheAddressOfItsEnvironment() throws IOException {
        Map<String, String> told = open(
                new Ambassador.Broker(Map.of("development", url(server("here")), "production", url(closedPort()))));

        assertThat(told)
                .containsExactly(Map.entry(
                        VARIABLE, folders.resolve("r1-1/shop-api.egress").toString()));
        assertThat(get(told, "/orders/1?deep=1")).isEqualTo(new Answer(200, "here /v1/orders/1?deep=1"));
        assertThat(seen.getFirst().getHeader("sluice-chain"))
                .as("who calls is known behind it")
                .startsWith("shop");
    }

    @Test
    void theChainThatAFunctionPassesOnGoesOnAndNobodyMakesOneUp() {
        Map<String, String> told = open(new Ambassador.Broker(Map.of("development", url(server("here")))));
        for (String chain : List.of(CHAINS.write(List.of("cart", "shop")), "cart, shop; mac=AAAA")) {
            done(CLIENT.request(options(told, HttpMethod.GET, "/").putHeader("Sluice-Chain", chain))
                    .compose(request -> request.send().compose(HttpAmbassadorsTest::answer)));
        }

        assertThat(seen)
                .extracting(request -> CHAINS.read(String.valueOf(request.getHeader("Sluice-Chain"))))
                .containsExactly(List.of("cart", "shop"), List.of("shop"));
    }

    @Test
    void aNamespaceMayHaveAnotherEnvironment() throws IOException {
        environments = Environments.read(List.of("staging", "default=production"));
        ambassadors = ambassadors();

        Map<String, String> told =
                open(new Ambassador.Broker(Map.of("production", url(server("there")), "staging", url(closedPort()))));

        assertThat(get(told, "/").body()).isEqualTo("there /v1");
    }

    @Test
    void anEnvironmentWithoutAnAddressIsSaidWithThoseThatHaveOne() {
        Answer answer = get(open(new Ambassador.Broker(Map.of("a", url(1), "b", url(2)))), "/");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body())
                .contains(
                        "egress_unknown_environment",
                        "The ambassador 'shop-api': this gateway runs in the environment 'development'"
                                + " (sluice.egress.environment), and there are addresses for a, b only.");
    }

    @Test
    void largeBodiesGoThroughBothWays() {
        int port = server(request -> {
            request.response().setChunked(true);
            request.handler(piece -> {
                request.response().write(piece);
                if (request.response().writeQueueFull()) {
                    request.pause();
                    request.response().drainHandler(nothing -> request.resume());
                }
            });
            request.endHandler(nothing -> request.response().end());
        });
        Map<String, String> told = open(new Ambassador.Broker(Map.of("development", url(port))));

        Buffer echoed = done(CLIENT.request(options(told, HttpMethod.POST, "/"))
                .compose(request ->
                        request.send(Buffer.buffer(new byte[5_000_000])).compose(response -> response.body())));

        assertThat(echoed.length()).isEqualTo(5_000_000);
    }

    @Test
    void callsAreSharedOutByWeightAndAKeyComesToTheSameTarget() throws IOException {
        Map<String, String> told = open(new Ambassador.Split(
                Map.of(
                        "stable", new Ambassador.Weighted(url(server("stable")), 3),
                        "next", new Ambassador.Weighted(url(server("next")), 1),
                        "never", new Ambassador.Weighted(url(closedPort()), 0)),
                Optional.of(new RequestKey.Query("user")),
                false));
        Map<String, Integer> byKey = new TreeMap<>();
        Map<String, Integer> byChance = new TreeMap<>();

        for (int i = 0; i < 400; i++) {
            byKey.merge(target(get(told, "/?user=u" + i)), 1, Integer::sum);
            byChance.merge(target(get(told, "/")), 1, Integer::sum);
        }

        assertThat(byKey.get("stable")).isBetween(260, 340);
        assertThat(byChance.get("stable")).isBetween(250, 350);
        assertThat(byKey.keySet()).containsExactly("next", "stable");
        String first = target(get(told, "/?user=ann"));
        for (int i = 0; i < 20; i++) {
            assertThat(target(get(told, "/?user=ann"))).isEqualTo(first);
        }
    }

    @Test
    void bothAnswersAreComparedAndTheSecondIsSeenByNobody() {
        List<String> bodies = new CopyOnWriteArrayList<>();
        int stable = server(request -> request.response().end("same"));
        int next = server(request -> request.body().onSuccess(body -> {
            bodies.add(request.method() + " " + request.uri() + " " + body);
            boolean broken = request.uri().contains("/broken");
            request.response().setStatusCode(broken ? 500 : 200).end(broken ? "oh" : "same");
        }));
        Map<String, String> told = open(new Ambassador.Split(
                Map.of(
                        "stable",
                        new Ambassador.Weighted(url(stable), 1),
                        "next",
                        new Ambassador.Weighted(url(next), 0)),
                Optional.empty(),
                true));

        assertThat(get(told, "/good")).isEqualTo(new Answer(200, "same"));
        assertThat(get(told, "/broken?secret=1")).isEqualTo(new Answer(200, "same"));
        Answer posted = done(CLIENT.request(options(told, HttpMethod.POST, "/good"))
                .compose(request -> request.send(Buffer.buffer("order")).compose(HttpAmbassadorsTest::answer)));

        assertThat(posted).isEqualTo(new Answer(200, "same"));
        await().atMost(Duration.ofSeconds(10)).until(() -> bodies.size() == 3 && !lines.isEmpty());
        assertThat(bodies)
                .containsExactlyInAnyOrder("GET /v1/good ", "GET /v1/broken?secret=1 ", "POST /v1/good order");
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.line())
                    .isEqualTo(
                            "[shop-api] GET /broken: stable answered 200 with 4 bytes, next answered 500 with 2 bytes");
            assertThat(line.function()).isEqualTo("shop");
            assertThat(line.instance()).isEqualTo(INSTANCE);
        });
    }

    @Test
    void aSecondTargetThatIsAwayOrLateHoldsUpNobody() throws IOException {
        int stable = server(request -> request.response().end("same"));
        int silent = server(request -> {});
        Map<String, String> told = open(new Ambassador.Split(
                Map.of(
                        "stable", new Ambassador.Weighted(url(stable), 1),
                        "away", new Ambassador.Weighted(url(closedPort()), 0),
                        "silent", new Ambassador.Weighted(url(silent), 0)),
                Optional.empty(),
                true));

        for (int i = 0; i < 200; i++) {
            assertThat(get(told, "/")).isEqualTo(new Answer(200, "same"));
        }

        await().atMost(Duration.ofSeconds(10))
                .until(() -> lines.stream()
                        .anyMatch(
                                line -> line.line().contains("stable answered 200 with 4 bytes, away did not answer")));
    }

    @Test
    void eachServerHasTheCallsOfItsKeysAndOneThatDiesIsNamedForItsKeysAlone() {
        HttpServer dying = listening(request -> request.response().end("dying"));
        List<UpstreamUrl> servers = List.of(url(server("a")), url(server("b")), url(dying.actualPort()));
        Map<String, String> told = open(new Ambassador.HttpShards(new RequestKey.Path(2), servers));
        Map<String, String> before = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            before.put("u" + i, target(get(told, "/users/u" + i + "/photo")));
        }
        assertThat(Set.copyOf(before.values())).containsExactlyInAnyOrder("a", "b", "dying");

        int port = dying.actualPort();
        done(dying.close());

        before.forEach((user, server) -> {
            Answer answer = get(told, "/users/" + user);
            if (server.equals("dying")) {
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.body())
                        .contains("\"component\":\"egress\"", "upstream_unreachable")
                        .contains("The ambassador 'shop-api': 127.0.0.1:" + port);
            } else {
                assertThat(target(answer)).isEqualTo(server);
            }
        });
    }

    @Test
    void aCallWithoutAKeyIsRefused() {
        Map<String, String> told =
                open(new Ambassador.HttpShards(new RequestKey.Header("X-User"), List.of(url(server("a")))));

        Answer answer = get(told, "/");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains("egress_no_key", "the request has no header X-User, by which its server would be found");
    }

    @Test
    void aTargetThatDoesNotAnswerIsGivenUpInTime() {
        int port = server(request -> {});
        Map<String, String> told = ambassadors.open(
                EgressVersions.of(new Ambassador(
                        "shop-api",
                        Ambassador.Address.SOCKET,
                        Duration.ofMillis(150),
                        new Ambassador.Broker(Map.of("development", url(port))))),
                INSTANCE);

        Answer answer = get(told, "/");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body())
                .contains("The ambassador 'shop-api': development: 127.0.0.1:" + port
                        + " did not answer in full within the timeout of 150ms");
    }

    @Test
    void aPortTakesCallsWithTheTokenOfItsInstanceFromAnyClient() throws Exception {
        Map<String, String> told = ambassadors.open(
                EgressVersions.of(new Ambassador(
                        "shop-api",
                        Ambassador.Address.PORT,
                        TIMEOUT,
                        new Ambassador.Broker(Map.of("development", url(server("here")))))),
                INSTANCE);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + told.get(VARIABLE) + "/x"));

        try (java.net.http.HttpClient any = java.net.http.HttpClient.newHttpClient()) {
            HttpResponse<String> without = any.send(request.build(), HttpResponse.BodyHandlers.ofString());
            request.header("Sluice-Egress-Token", String.valueOf(told.get("SLUICE_EGRESS_TOKEN")));
            HttpResponse<String> with = any.send(request.build(), HttpResponse.BodyHandlers.ofString());

            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(without.body()).contains("SLUICE_EGRESS_TOKEN");
            assertThat(with.body()).isEqualTo("here /v1/x");
            assertThat(seen.getLast().headers().contains("Sluice-Egress-Token")).isFalse();
        }
    }

    @Test
    void whenItsInstanceEndsNothingListensAnyMore() {
        Map<String, String> told = open(new Ambassador.Broker(Map.of("development", url(server("here")))));
        get(told, "/");

        ambassadors.ended(INSTANCE);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> asked(told, "/")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .handle((answer, failure) -> failure != null)
                        .get(10, TimeUnit.SECONDS));
    }

    @Test
    void aSocketThatCannotBeMadeIsNamed() {
        FunctionVersion version = EgressVersions.of(new Ambassador(
                "shop-api", Ambassador.Address.SOCKET, TIMEOUT, new Ambassador.Broker(Map.of("a", url(1)))));
        RunnerId withoutFolder = new RunnerId("r9-9");

        assertThatThrownBy(() -> ambassadors.open(version, withoutFolder))
                .isInstanceOf(UnpreparedException.class)
                .hasMessageContaining(
                        "The ambassador 'shop-api' of the function cannot be opened: it cannot listen at");
    }

    private Map<String, String> open(Ambassador.Task task) {
        Ambassador ambassador = new Ambassador("shop-api", Ambassador.Address.SOCKET, TIMEOUT, task);
        return ambassadors.open(EgressVersions.of(ambassador), INSTANCE);
    }

    /** The port of a server that tells its name and what it was asked for. */
    private int server(String name) {
        return server(request -> {
            seen.add(request);
            request.response().end(name + " " + request.uri());
        });
    }

    private int server(Handler<HttpServerRequest> api) {
        return listening(api).actualPort();
    }

    private HttpServer listening(Handler<HttpServerRequest> api) {
        return done(VERTX.createHttpServer().requestHandler(api).listen(0, "127.0.0.1"));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static UpstreamUrl url(int port) {
        return UpstreamUrl.parse("http://127.0.0.1:" + port + "/v1");
    }

    private static String target(Answer answer) {
        return answer.body().split(" ", 2)[0];
    }

    private Answer get(Map<String, String> told, String path) {
        return done(asked(told, path));
    }

    /** What is wanted of an answer is said where it comes, before it can be over. */
    private Future<Answer> asked(Map<String, String> told, String path) {
        return CLIENT.request(options(told, HttpMethod.GET, path))
                .compose(request -> request.send().compose(HttpAmbassadorsTest::answer));
    }

    private static Future<Answer> answer(HttpClientResponse response) {
        return response.body().map(body -> new Answer(response.statusCode(), body.toString()));
    }

    private static RequestOptions options(Map<String, String> told, HttpMethod method, String path) {
        return new RequestOptions()
                .setServer(SocketAddress.domainSocketAddress(String.valueOf(told.get(VARIABLE))))
                .setHost("anything")
                .setPort(80)
                .setMethod(method)
                .setURI(path);
    }

    private static <T> T done(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
