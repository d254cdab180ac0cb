package dev.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.AllowedUpstreams;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.testkit.decorator.HeardCall;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that serve one call after the other: what comes between two of them, and who gets it. Nobody. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class KeptConnectionTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String SECOND = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen";
    private static final String TIRED =
            "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 5\r\n\r\ntired";

    private final EventLoopGroup loops = new EpollEventLoopGroup(2);
    private final CallChains chains = new CallChains(new SecureRandom());
    private final Upstreams upstreams = new Upstreams(loops, UpstreamSettings.DEFAULT, chains);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        opened.clear();
    }

    @AfterAll
    void closeAll() {
        upstreams.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private RawServer server(RawServer.Play play) throws IOException {
        RawServer server = new RawServer(play);
        opened.add(server);
        return server;
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Answers with the path of the request, for as long as there are requests. */
    private static void echoPaths(RawServer.Connection connection) throws IOException {
        for (String head = connection.head(); !head.isEmpty(); head = connection.head()) {
            connection.send(ok(head.split(" ")[1]));
        }
    }

    private Invoker upstream(RawServer server) {
        return UpstreamTest.upstream(upstreams, server.url(), LONG);
    }

    private static Invocation get(String path) {
        return UpstreamTest.call("GET", Body.EMPTY, path, "");
    }

    private static Invocation post(String path) {
        Body body = new Body.Complete(ByteBuffer.wrap("x".getBytes(StandardCharsets.US_ASCII)));
        return UpstreamTest.call("POST", body, path, "");
    }

    private static void answered(HeardCall caller, int status, String text) {
        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(status));
        assertThat(caller.text()).isEqualTo(text);
        assertThat(caller.faults()).isEmpty();
    }

    /** The first call's answer, all in one piece with what comes behind it; others get their path. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET  | 200 | HTTP/1.1 200 OK^Content-Length: 2^^ok           | HTTP/1.1 200 OK^Content-Length: 6^^stolen
                    GET  | 200 | HTTP/1.1 200 OK^Content-Length: 2^^ok           | more than its length
                    GET  | 200 | HTTP/1.1 200 OK^Content-Length: 2^^ok           | ^
                    GET  | 200 | HTTP/1.1 200 OK^Transfer-Encoding: chunked^^2^ok^0^^ | HTTP/1.1 200 OK^^
                    HEAD | 200 | HTTP/1.1 200 OK^Content-Length: 6^^             | stolen
                    HEAD | 200 | HTTP/1.1 200 OK^Transfer-Encoding: chunked^^    | 2^ok^0^^
                    GET  | 204 | HTTP/1.1 204 No Content^Content-Length: 6^^     | stolen
                    GET  | 304 | HTTP/1.1 304 Not Modified^Content-Length: 6^^   | stolen
                    """)
    void whateverComesBehindAnAnswerClosesItsConnection(String method, int status, String answer, String more)
            throws IOException {
        CountDownLatch closed = new CountDownLatch(1);
        AtomicInteger connections = new AtomicInteger();
        RawServer server = server(connection -> {
            if (connections.incrementAndGet() == 1) {
                connection.head();
                connection.send((answer + more).replace("^", "\r\n"));
                connection.untilClosed();
                closed.countDown();
            } else {
                echoPaths(connection);
            }
        });

        HeardCall first = HeardCall.of(upstream(server), UpstreamTest.call(method, Body.EMPTY, "/first", ""));
        assertThat(first.outcome()).isEqualTo(new Outcome.Succeeded(status));
        await().until(() -> closed.getCount() == 0);

        answered(HeardCall.of(upstream(server), get("/mine")), 200, "/mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {SECOND, TIRED, "x", "HTTP/1.1 100 Continue\r\n\r\n"})
    void whatComesWhenNobodyAsksClosesTheConnection(String bytes) throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        AtomicInteger connections = new AtomicInteger();
        RawServer server = server(connection -> {
            if (connections.incrementAndGet() == 1) {
                connection.head();
                connection.send(ok("first"));
                hold(go);
                connection.send(bytes);
                connection.untilClosed();
                closed.countDown();
            } else {
                echoPaths(connection);
            }
        });
        answered(HeardCall.of(upstream(server), get("/first")), 200, "first");

        go.countDown();
        await().until(() -> closed.getCount() == 0);

        answered(HeardCall.of(upstream(server), post("/mine")), 200, "/mine");
    }

    private static void hold(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The event loop is busy from before the bytes come until the next call is on its way, and hears nothing of them. */
    @ParameterizedTest
    @ValueSource(strings = {SECOND, TIRED, ""})
    void aConnectionIsReadOnceMoreBeforeItIsUsedAgain(String bytes) throws IOException {
        CompletableFuture<RawServer.Connection> first = new CompletableFuture<>();
        RawServer server = server(connection -> {
            if (first.isDone()) {
                echoPaths(connection);
                return;
            }
            connection.head();
            connection.send(ok("first"));
            first.complete(connection);
            connection.untilClosed();
        });
        EventLoop loop = loops.next();
        Invoker upstream = upstream(server);
        answered(on(loop, () -> HeardCall.of(upstream, get("/first"))), 200, "first");
        int port = first.join().peerPort();

        HeardCall second = on(loop, () -> {
            if (bytes.isEmpty()) {
                first.join().socket().shutdownOutput();
                KernelSockets.awaitClosedByPeer(port, server.port());
            } else {
                first.join().send(bytes);
                KernelSockets.awaitUnread(port, server.port());
            }
            return HeardCall.of(upstream, post("/mine"));
        });

        answered(second, 200, "/mine");
        assertThat(server.connections()).isEqualTo(2);
    }

    private interface Step {
        HeardCall take() throws IOException;
    }

    private static HeardCall on(EventLoop loop, Step step) {
        return loop.submit(step::take).syncUninterruptibly().getNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", TIRED, "left over from the last answer\r\n"})
    void aGetThatFindsItsConnectionAtItsEndGoesAgain(String bytes) throws IOException {
        List<String> paths = new CopyOnWriteArrayList<>();
        RawServer server = server(connection -> {
            int calls = 0;
            for (String head = connection.head(); !head.isEmpty(); head = connection.head()) {
                String path = head.split(" ")[1];
                paths.add(path);
                if (++calls == 2) {
                    connection.send(bytes);
                    return;
                }
                connection.send(ok(path));
            }
        });
        answered(HeardCall.of(upstream(server), get("/a")), 200, "/a");

        answered(HeardCall.of(upstream(server), get("/b")), 200, "/b");

        assertThat(paths).containsExactly("/a", "/b", "/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", TIRED})
    void aPostThatFindsItsConnectionAtItsEndDoesNotGoAgain(String bytes) throws IOException {
        AtomicInteger calls = new AtomicInteger();
        RawServer server = server(connection -> {
            for (String head = connection.head(); !head.isEmpty(); head = connection.head()) {
                if (calls.incrementAndGet() == 2) {
                    connection.send(bytes);
                    return;
                }
                connection.send(ok("a"));
            }
        });
        answered(HeardCall.of(upstream(server), get("/a")), 200, "a");

        HeardCall post = HeardCall.of(upstream(server), post("/b"));

        assertThat(post.outcome().reasonWord()).isEqualTo("upstream_reset");
        assertThat(calls).hasValue(2);
    }

    @Test
    void a408ForABodyThatCameTooSlowlyIsAnAnswer() throws IOException {
        RawServer server = server(connection -> {
            connection.head();
            connection.send(ok("a"));
            connection.head();
            connection.send(TIRED);
        });
        answered(HeardCall.of(upstream(server), get("/a")), 200, "a");

        Invocation slow = UpstreamTest.call("POST", new Body.Streamed(), "/", "", "Content-Length", "100000");

        answered(HeardCall.withholding(upstream(server), slow), 408, "tired");
    }

    @Test
    void a408ThatDoesNotEndTheConnectionIsAnAnswer() throws IOException {
        RawServer server = server(connection -> {
            for (String head = connection.head(); !head.isEmpty(); head = connection.head()) {
                connection.send("HTTP/1.1 408 Slow\r\nContent-Length: 4\r\n\r\nslow");
            }
        });

        answered(HeardCall.of(upstream(server), get("/a")), 408, "slow");
        answered(HeardCall.of(upstream(server), get("/b")), 408, "slow");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aConnectionThatServesNobodyIsClosedBeforeItsUpstreamDoesSo() throws IOException {
        CountDownLatch closed = new CountDownLatch(1);
        RawServer server = server(connection -> {
            for (String head = connection.head(); !head.isEmpty(); head = connection.head()) {
                connection.send("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1, max=9\r\nContent-Length: 2\r\n\r\nok");
            }
            closed.countDown();
        });
        answered(HeardCall.of(upstream(server), get("/a")), 200, "ok");
        answered(HeardCall.of(upstream(server), get("/b")), 200, "ok");

        await().until(() -> closed.getCount() == 0);

        answered(HeardCall.of(upstream(server), get("/c")), 200, "ok");
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void withoutReuseEachCallHasItsOwnConnection() throws IOException {
        List<String> heads = new CopyOnWriteArrayList<>();
        RawServer server = server(connection -> {
            for (String head = connection.head(); !head.isEmpty(); head = connection.head()) {
                heads.add(head);
                connection.send(ok("ok"));
            }
        });
        answered(HeardCall.of(upstream(server), get("/kept")), 200, "ok");
        Invoker careful = UpstreamTest.withoutReuse(upstreams, server.url(), LONG);

        answered(HeardCall.of(careful, get("/a")), 200, "ok");
        answered(HeardCall.of(careful, get("/b")), 200, "ok");

        assertThat(server.connections()).isEqualTo(3);
        assertThat(heads.get(1)).contains("\r\nConnection: close\r\n");
        assertThat(heads.get(0)).doesNotContain("Connection");
    }

    @Test
    void callsOfAllEventLoopsShareTheConnectionsThereAre() throws IOException {
        Upstreams narrow =
                new Upstreams(loops, new UpstreamSettings(AllowedUpstreams.ALL, 2, 100, Duration.ofSeconds(5)), chains);
        opened.add(narrow);
        RawServer server = server(KeptConnectionTest::echoPaths);
        Invoker upstream = UpstreamTest.upstream(narrow, server.url(), LONG);

        List<HeardCall> callers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String path = "/" + i;
            callers.add(on(loops.next(), () -> HeardCall.of(upstream, get(path))));
        }

        for (int i = 0; i < 60; i++) {
            answered(callers.get(i), 200, "/" + i);
        }
        assertThat(server.connections()).isLessThanOrEqualTo(2);
    }

    @Test
    void aConnectionOfAnotherEventLoopCarriesBodiesBothWays() throws IOException {
        Upstreams narrow =
                new Upstreams(loops, new UpstreamSettings(AllowedUpstreams.ALL, 1, 1, Duration.ofSeconds(5)), chains);
        opened.add(narrow);
        byte[] body = "0123456789".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        RawServer server = server(connection -> {
            for (String head = connection.head(); !head.isEmpty(); head = connection.head()) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
                if (head.startsWith("POST")) {
                    connection
                            .socket()
                            .getOutputStream()
                            .write(connection.socket().getInputStream().readNBytes(body.length));
                } else {
                    connection.socket().getOutputStream().write(body);
                }
            }
        });
        Invoker upstream = UpstreamTest.upstream(narrow, server.url(), LONG);
        EventLoop one = loops.next();
        EventLoop other = loops.next();
        Invocation post = UpstreamTest.call(
                "POST", new Body.Streamed(), "/", "", "Content-Length", Integer.toString(body.length));

        HeardCall first = on(one, () -> HeardCall.of(upstream, get("/")));
        assertThat(first.outcome()).isEqualTo(new Outcome.Succeeded(200));
        HeardCall second = on(other, () -> HeardCall.streaming(upstream, post, body));

        assertThat(second.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(second.body()).isEqualTo(body);
        assertThat(second.faults()).isEmpty();
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aCallThatGivesUpWaitingLeavesItsPlaceToOthers() throws IOException {
        Upstreams narrow =
                new Upstreams(loops, new UpstreamSettings(AllowedUpstreams.ALL, 1, 1, Duration.ofSeconds(5)), chains);
        opened.add(narrow);
        CountDownLatch answer = new CountDownLatch(1);
        RawServer server = server(connection -> {
            connection.head();
            hold(answer);
            connection.send(ok("first"));
            echoPaths(connection);
        });
        Invoker upstream = UpstreamTest.upstream(narrow, server.url(), LONG);
        HeardCall first = HeardCall.of(upstream, get("/first"));
        await().until(() -> server.connections() == 1);
        HeardCall impatient = HeardCall.of(upstream, get("/impatient"));
        impatient.cancel();
        assertThat(impatient.outcome()).isEqualTo(new Outcome.Cancelled());

        HeardCall patient = HeardCall.of(upstream, get("/patient"));
        answer.countDown();

        answered(first, 200, "first");
        answered(patient, 200, "/patient");
    }
}
