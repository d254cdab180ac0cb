package dev.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.AllowedUpstreams;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.testkit.decorator.HeardCall;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of upstreams, which here are HTTP servers on loopback. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class UpstreamTest {

    private static final int MANY = 20_000_000;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final CallChains chains = new CallChains(new SecureRandom());
    private final Upstreams upstreams = new Upstreams(vertx.nettyEventLoopGroup(), UpstreamSettings.DEFAULT, chains);
    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Handler<HttpServerRequest> api =
            request -> request.response().end();
    private HttpServer server = vertx.createHttpServer();

    @BeforeAll
    void listen() {
        server = vertx.createHttpServer()
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(request -> {
                    seen.add(request);
                    api.handle(request);
                });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void forget() {
        seen.clear();
    }

    @AfterAll
    void close() {
        upstreams.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Invoker upstream() {
        return upstream("http://127.0.0.1:" + server.actualPort() + "/v1", Duration.ofSeconds(30));
    }

    private Invoker upstream(String url, Duration timeout) {
        return upstream(upstreams, url, timeout);
    }

    static Invoker upstream(Upstreams upstreams, String text, Duration timeout) {
        return upstream(upstreams, new Backend.Upstream(UpstreamUrl.parse(text), true), timeout);
    }

    static Invoker withoutReuse(Upstreams upstreams, String text, Duration timeout) {
        return upstream(upstreams, new Backend.Upstream(UpstreamUrl.parse(text), false), timeout);
    }

    private static Invoker upstream(Upstreams upstreams, Backend.Upstream upstream, Duration timeout) {
        FunctionSpec spec = new FunctionSpec(
                upstream,
                FunctionSpec.DEFAULT_MEMORY,
                timeout,
                Scaling.DEFAULT,
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC,
                List.of(),
                Optional.empty());
        FunctionVersion version =
                new FunctionVersion(new FunctionName("api"), 1, Optional.empty(), spec, Instant.EPOCH);
        return upstreams.of(version, upstream);
    }

    static Invocation call(String method, Body body, String path, String query, String... headers) {
        return new Invocation(
                InvocationId.next(0),
                new FunctionName("api"),
                new RequestHead(method, path, query, Headers.of(headers)),
                body);
    }

    static Invocation get(String... headers) {
        return call("GET", Body.EMPTY, "/", "", headers);
    }

    private static Body.Complete text(String text) {
        return new Body.Complete(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void failed(HeardCall caller, String reason, String detail) {
        assertThat(caller.outcome()).isEqualTo(new Outcome.PlatformFault(Component.UPSTREAM, reason, detail));
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void aCallGoesThereAndItsAnswerComesBack() {
        api = request -> request.bodyHandler(body -> request.response()
                .setStatusCode(201)
                .putHeader("X-Api", "yes")
                .putHeader("Connection", "X-Hop")
                .putHeader("X-Hop", "1")
                .end("got " + body));

        HeardCall caller = HeardCall.of(
                upstream(),
                call("POST", text("hello"), "/a%20b", "q=1", "Host", "gateway", "Content-Length", "5", "Via", "1.1 x"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(201));
        assertThat(caller.text()).isEqualTo("got hello");
        assertThat(caller.headers().first("x-api")).contains("yes");
        assertThat(caller.headers().first("connection")).isEmpty();
        assertThat(caller.headers().first("x-hop")).isEmpty();
        assertThat(caller.starts()).hasSize(1);
        assertThat(caller.faults()).isEmpty();
        HttpServerRequest got = seen.getFirst();
        assertThat(got.uri()).isEqualTo("/v1/a%20b?q=1");
        assertThat(got.getHeader("host")).isEqualTo("127.0.0.1:" + server.actualPort());
        assertThat(got.getHeader("via")).isEqualTo("1.1 x, 1.1 sluice");
        assertThat(got.getHeader("content-length")).isEqualTo("5");
        assertThat(got.getHeader("sluice-chain")).startsWith("api; mac=");
    }

    @Test
    void theRootOfTheFunctionIsTheAddressItself() {
        api = request -> request.response().end();

        HeardCall.of(upstream(), get()).outcome();

        assertThat(seen.getFirst().uri()).isEqualTo("/v1");
        assertThat(seen.getFirst().getHeader("content-length")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/../admin, /v1/admin",
        "/a/../../../admin/., /v1/admin/",
        "/a/%2e%2E/b, /v1/b",
        "/a/.%2e, /v1",
        "/a/b/.., /v1/a/",
        "/./a//b/, /v1/a//b/",
        "/a../.b/..c, /v1/a../.b/..c"
    })
    void noPathLeadsOutOfTheAddress(String path, String sent) {
        api = request -> request.response().end();

        HeardCall.of(upstream(), call("GET", Body.EMPTY, path, "")).outcome();

        assertThat(seen.getFirst().uri()).isEqualTo(sent);
    }

    @Test
    void aRedirectIsPassedThrough() {
        api = request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", "/elsewhere")
                .end();

        HeardCall caller = HeardCall.of(upstream(), get());

        assertThat(caller.status()).isEqualTo(302);
        assertThat(caller.headers().first("location")).contains("/elsewhere");
        assertThat(seen).hasSize(1);
    }

    @Test
    void aHeadCallHasTheLengthAndNoBody() {
        api = request -> request.response().putHeader("Content-Length", "1000").end();

        HeardCall caller = HeardCall.of(upstream(), call("HEAD", Body.EMPTY, "/", ""));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.headers().first("content-length")).contains("1000");
        assertThat(caller.body()).isEmpty();
    }

    @Test
    void bodiesStreamBothWaysWithoutALoss() {
        api = request -> {
            request.response().setChunked(true);
            request.pipeTo(request.response());
        };
        byte[] body = new byte[MANY];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31 + i / 251);
        }

        HeardCall caller = HeardCall.streaming(upstream(), call("POST", new Body.Streamed(), "/", ""), body);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.body()).isEqualTo(body);
        assertThat(caller.faults()).isEmpty();
        assertThat(seen.getFirst().getHeader("transfer-encoding")).isEqualTo("chunked");
    }

    @Test
    void aCallerThatDoesNotReadHoldsTheUpstreamBack() {
        AtomicLong sent = new AtomicLong();
        api = request -> {
            request.response().setChunked(true);
            pour(request, sent);
        };

        HeardCall caller = HeardCall.slowly(upstream(), get());
        caller.status();
        long first = settled(sent);
        assertThat(first).isLessThan(MANY);
        assertThat(caller.body()).hasSize(Body.MAX_COMPLETE);

        caller.grant(MANY);
        await().atMost(Duration.ofSeconds(30)).until(() -> sent.get() > first);
        caller.cancel();
        assertThat(caller.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(caller.faults()).isEmpty();
    }

    /** Writes for as long as somebody takes it. */
    private static void pour(HttpServerRequest request, AtomicLong sent) {
        while (sent.get() < 10L * MANY
                && !request.response().writeQueueFull()
                && !request.response().closed()) {
            sent.addAndGet(50_000);
            request.response().write(Buffer.buffer(new byte[50_000]));
        }
        request.response().drainHandler(nothing -> pour(request, sent));
    }

    private static long settled(AtomicLong sent) {
        AtomicLong last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(30))
                .until(() -> last.getAndSet(sent.get()) == sent.get());
        return sent.get();
    }

    @Test
    void aCallerThatLeavesCutsTheCall() {
        AtomicInteger cut = new AtomicInteger();
        api = request -> request.response().exceptionHandler(gone -> cut.incrementAndGet());
        HeardCall caller = HeardCall.of(upstream(), get());
        await().until(() -> !seen.isEmpty());

        caller.cancel();

        assertThat(caller.outcome()).isEqualTo(new Outcome.Cancelled());
        await().until(() -> cut.get() == 1);
    }

    @Test
    void callsOneAfterTheOtherUseOneConnection() {
        api = request -> request.response().end("x");
        HeardCall.of(upstream(), get()).outcome();
        int before = connections.get();

        for (int i = 0; i < 20; i++) {
            assertThat(HeardCall.of(upstream(), get()).outcome()).isEqualTo(new Outcome.Succeeded(200));
        }

        assertThat(connections.get()).isEqualTo(before);
    }

    @Test
    void oneThatIsTooSlowIsCut() {
        api = request -> {};
        Invoker slow = upstream("http://127.0.0.1:" + server.actualPort(), Duration.ofMillis(200));

        failed(
                HeardCall.of(slow, get()),
                "upstream_timeout",
                "127.0.0.1:" + server.actualPort() + " did not answer in full within the timeout of 200ms");
    }

    @Test
    void oneThatNobodyListensAtIsTold() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        failed(
                HeardCall.of(upstream("http://127.0.0.1:" + port, Duration.ofSeconds(30)), get()),
                "upstream_unreachable",
                "Nothing can be reached at 127.0.0.1:" + port);
    }

    @Test
    void aHostThatDoesNotExistIsTold() {
        failed(
                HeardCall.of(upstream("http://nowhere.invalid", Duration.ofSeconds(60)), get()),
                "upstream_unknown_host",
                "There is no host 'nowhere.invalid' as far as this gateway can find out");
    }

    @Test
    void oneThatIsNotAllowedIsNotCalled() {
        Upstreams strict = new Upstreams(
                vertx.nettyEventLoopGroup(),
                new UpstreamSettings(new AllowedUpstreams(List.of("api.example.org")), 1, 1, Duration.ofSeconds(1)),
                chains);
        String url = "http://127.0.0.1:" + server.actualPort();

        failed(
                HeardCall.of(upstream(strict, url, Duration.ofSeconds(30)), get()),
                "upstream_not_allowed",
                "The operator does not allow calls to 127.0.0.1:" + server.actualPort());
        assertThat(seen).isEmpty();
        strict.close();
    }

    @Test
    void moreCallsThanMayWaitAreRefused() throws IOException {
        Upstreams narrow = new Upstreams(
                vertx.nettyEventLoopGroup(),
                new UpstreamSettings(AllowedUpstreams.ALL, 1, 1, Duration.ofSeconds(1)),
                chains);
        try (RawServer silent = new RawServer(RawServer.Connection::untilClosed)) {
            Invoker one = upstream(narrow, silent.url(), Duration.ofSeconds(30));
            List<HeardCall> callers = List.of(
                    HeardCall.of(one, get()),
                    HeardCall.of(one, get()),
                    HeardCall.of(one, get()),
                    HeardCall.of(one, get()));

            await().until(() -> callers.stream().filter(HeardCall::isOver).count() >= 2);

            failed(
                    callers.stream().filter(HeardCall::isOver).findFirst().orElseThrow(),
                    "upstream_busy",
                    "All connections to " + silent.authority() + " are in use, and too many calls wait for one");
            callers.forEach(HeardCall::cancel);
        } finally {
            narrow.close();
        }
    }

    private NetServer raw(Handler<NetSocket> handler) {
        NetServer raw = vertx.createNetServer().connectHandler(handler);
        raw.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        return raw;
    }

    @Test
    void anAnswerThatIsCutIsNotDressedUpAsWhole() {
        NetServer raw =
                raw(socket -> socket.handler(bytes -> socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
                        .onComplete(written -> socket.close())));

        HeardCall caller =
                HeardCall.of(upstream("http://127.0.0.1:" + raw.actualPort(), Duration.ofSeconds(30)), get());

        failed(
                caller,
                "upstream_reset",
                "127.0.0.1:" + raw.actualPort() + " ended the connection before its answer was complete");
        assertThat(caller.text()).isEqualTo("half");
    }

    @Test
    void whatIsNoHttpIsTold() {
        NetServer raw = raw(socket -> socket.handler(bytes -> socket.write("SSH-2.0-OpenSSH_9\r\n\r\n")));

        failed(
                HeardCall.of(upstream("http://127.0.0.1:" + raw.actualPort(), Duration.ofSeconds(30)), get()),
                "upstream_bad_answer",
                "What 127.0.0.1:" + raw.actualPort() + " answered is not HTTP");
    }

    @Test
    void aCallIsSentAgainWhenItsKeptConnectionTurnsOutToBeClosed() {
        AtomicInteger calls = new AtomicInteger();
        NetServer raw = raw(socket -> socket.handler(bytes -> {
            if (calls.incrementAndGet() == 2) {
                socket.close();
            } else {
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        }));
        Invoker invoker = upstream("http://127.0.0.1:" + raw.actualPort(), Duration.ofSeconds(30));
        HeardCall.of(invoker, get()).outcome();

        HeardCall again = HeardCall.of(invoker, get());

        assertThat(again.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(again.starts()).hasSize(1);
        assertThat(calls).hasValue(3);
    }

    @Test
    void aPostIsNeverSentAgain() {
        AtomicInteger calls = new AtomicInteger();
        NetServer raw = raw(socket -> socket.handler(bytes -> {
            calls.incrementAndGet();
            socket.close();
        }));

        HeardCall caller = HeardCall.of(
                upstream("http://127.0.0.1:" + raw.actualPort(), Duration.ofSeconds(30)),
                call("POST", text("x"), "/", ""));

        assertThat(caller.outcome()).isInstanceOf(Outcome.PlatformFault.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefused(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("self-signed.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        HttpServer tls = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new JksOptions().setPath(store.toString()).setPassword("changeit")))
                .requestHandler(request -> request.response().end());
        tls.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();

        HeardCall caller =
                HeardCall.of(upstream("https://127.0.0.1:" + tls.actualPort(), Duration.ofSeconds(30)), get());

        assertThat(caller.outcome()).isInstanceOfSatisfying(Outcome.PlatformFault.class, fault -> {
            assertThat(fault.reason()).isEqualTo("upstream_tls");
            assertThat(fault.detail())
                    .startsWith("The certificate or the TLS of 127.0.0.1:" + tls.actualPort() + " cannot be trusted");
        });
    }
}
