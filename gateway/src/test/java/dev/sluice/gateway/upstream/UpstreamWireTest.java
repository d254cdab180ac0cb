package dev.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.testkit.decorator.HeardCall;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upstream may do to a call on the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class UpstreamWireTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(400);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final Upstreams upstreams =
            new Upstreams(vertx.nettyEventLoopGroup(), UpstreamSettings.DEFAULT, new CallChains(new SecureRandom()));
    private RawServer server = server(connection -> {});

    private static RawServer server(RawServer.Play play) {
        try {
            return new RawServer(play);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @AfterAll
    void closeAll() {
        upstreams.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Invoker upstream(Duration timeout) {
        return UpstreamTest.upstream(upstreams, server.url(), timeout);
    }

    private HeardCall called(Invocation invocation) {
        return HeardCall.of(upstream(LONG), invocation);
    }

    /** Plays one call for each connection, after its head. */
    private void plays(RawServer.Play play) throws IOException {
        server.close();
        server = server(connection -> {
            connection.head();
            play.on(connection);
        });
    }

    private static void failed(HeardCall caller, String reason, String detail) {
        assertThat(caller.outcome()).isEqualTo(new Outcome.PlatformFault(Component.UPSTREAM, reason, detail));
        assertThat(caller.faults()).isEmpty();
    }

    private static void succeeded(HeardCall caller, int status, String text) {
        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(status));
        assertThat(caller.text()).isEqualTo(text);
        assertThat(caller.faults()).isEmpty();
    }

    private void reset(HeardCall caller) {
        failed(caller, "upstream_reset", server.authority() + " ended the connection before its answer was complete");
    }

    private void late(HeardCall caller) {
        failed(caller, "upstream_timeout", server.authority() + " did not answer in full within the timeout of 400ms");
    }

    @Test
    void aResetBeforeTheAnswerIsTold() throws IOException {
        plays(RawServer.Connection::reset);

        reset(called(UpstreamTest.call("POST", Body.EMPTY, "/", "")));
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aResetInTheMiddleOfABodyIsTold() throws IOException {
        CountDownLatch read = new CountDownLatch(1);
        plays(connection -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
            hold(read);
            connection.reset();
        });

        HeardCall caller = called(UpstreamTest.get());
        await().until(() -> caller.text().equals("half"));
        read.countDown();

        reset(caller);
    }

    private static void hold(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aKeptConnectionThatIsResetIsNoFault() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        server.close();
        server = server(connection -> {
            while (!connection.head().isEmpty()) {
                if (calls.incrementAndGet() == 2) {
                    connection.reset();
                    return;
                }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });

        succeeded(called(UpstreamTest.get()), 200, "ok");
        succeeded(called(UpstreamTest.get()), 200, "ok");
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void aNewConnectionThatIsResetIsNotTriedAgain() throws IOException {
        plays(RawServer.Connection::reset);

        reset(called(UpstreamTest.get()));
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aBodyMayEndWithItsConnection() throws IOException {
        plays(connection -> connection.send("HTTP/1.0 200 OK\r\n\r\nold but whole"));

        succeeded(called(UpstreamTest.get()), 200, "old but whole");
    }

    @Test
    void aLongBodyReachesASlowReaderThoughItsConnectionIsClosed() throws IOException {
        String body = "x".repeat(3_000_000);
        CountDownLatch sent = new CountDownLatch(1);
        plays(connection -> {
            connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3000000\r\n\r\n" + body);
            connection.socket().close();
            sent.countDown();
        });
        HeardCall caller = HeardCall.slowly(upstream(LONG), UpstreamTest.get());
        await().until(() -> caller.body().length == Body.MAX_COMPLETE);

        for (int granted = 0; granted < 3_000_000; granted += 100_000) {
            caller.grant(100_000);
        }

        succeeded(caller, 200, body);
    }

    @Test
    void interimAnswersAreNotTheAnswer() throws IOException {
        plays(connection -> {
            connection.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n");
            connection.send("HTTP/1.1 199 What\r\nX-What: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });

        HeardCall caller = called(UpstreamTest.get());

        succeeded(caller, 200, "ok");
        assertThat(caller.hints()).isEmpty();
    }

    @Test
    void earlyHintsAreTold() throws IOException {
        plays(connection -> {
            connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nConnection: X-Hop\r\nX-Hop: 1\r\n\r\n");
            connection.send("HTTP/1.1 103 Early Hints\r\nLink: </b>\r\n\r\n");
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });

        HeardCall caller = called(UpstreamTest.get());

        succeeded(caller, 200, "ok");
        assertThat(caller.hints()).containsExactly(Headers.of("Link", "</a>"), Headers.of("Link", "</b>"));
    }

    @Test
    void oneThatNeverStopsHintingIsCutAtTheTimeoutAndHardlyHeard() throws IOException {
        plays(connection -> {
            while (true) {
                connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            }
        });

        HeardCall caller = HeardCall.of(upstream(SHORT), UpstreamTest.get());

        late(caller);
        assertThat(caller.hints()).hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void bytesAfterTheAnswerBelongToNobody() throws IOException {
        AtomicInteger closed = new AtomicInteger();
        plays(connection -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen");
            connection.untilClosed();
            closed.incrementAndGet();
        });

        for (int i = 1; i <= 5; i++) {
            int calls = i;
            succeeded(called(UpstreamTest.get()), 200, "ok");
            await().until(() -> closed.get() == calls);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified\r\nContent-Length: 5"})
    void answersWithoutABodyEndWithTheirHead(String head) throws IOException {
        plays(connection -> {
            connection.send("HTTP/1.1 " + head + "\r\n\r\n");
            connection.untilClosed();
        });

        succeeded(called(UpstreamTest.get()), Integer.parseInt(head.substring(0, 3)), "");
    }

    @Test
    void aCallerThatLeavesAnEndlessBodyClosesTheConnection() throws IOException {
        CountDownLatch closed = new CountDownLatch(1);
        plays(connection -> {
            try {
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                while (true) {
                    connection.send("4\r\nmore\r\n");
                }
            } catch (IOException e) {
                closed.countDown();
            }
        });
        HeardCall caller = called(UpstreamTest.get());
        await().until(() -> caller.body().length > 1_000_000);

        caller.cancel();

        assertThat(caller.outcome()).isEqualTo(new Outcome.Cancelled());
        await().until(() -> closed.getCount() == 0);
    }

    @Test
    void anEndlessBodyIsCutAtTheTimeout() throws IOException {
        plays(connection -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmore\r\n");
            connection.untilClosed();
        });

        late(HeardCall.of(upstream(SHORT), UpstreamTest.get()));
    }

    @Test
    void aHeadThatNeverEndsIsCutAtTheTimeout() throws IOException {
        plays(connection -> {
            connection.send("HTTP/1.1 200 OK\r\nX-Slow: ");
            connection.untilClosed();
        });

        late(HeardCall.of(upstream(SHORT), UpstreamTest.get()));
    }

    @Test
    void aHandshakeThatNeverEndsIsCutAtTheTimeout() throws IOException {
        server.close();
        server = server(RawServer.Connection::untilClosed);

        late(HeardCall.of(
                UpstreamTest.upstream(upstreams, "https://" + server.authority(), SHORT), UpstreamTest.get()));
    }

    @Test
    void whatSpeaksNoTlsIsTold() throws IOException {
        server.close();
        server = server(connection -> {
            connection.send("HTTP/1.1 400 Bad Request\r\n\r\n");
            connection.untilClosed();
        });

        HeardCall caller = HeardCall.of(
                UpstreamTest.upstream(upstreams, "https://" + server.authority(), LONG), UpstreamTest.get());

        assertThat(caller.outcome().reasonWord()).isEqualTo("upstream_tls");
    }

    @Test
    void aHeadThatIsTooLargeIsTold() throws IOException {
        plays(connection -> {
            connection.send("HTTP/1.1 200 OK\r\nX-Large: " + "x".repeat(70_000) + "\r\n\r\n");
            connection.untilClosed();
        });

        failed(
                called(UpstreamTest.get()),
                "upstream_bad_answer",
                "The head of what " + server.authority() + " answered is larger than 65536 bytes");
    }

    @Test
    void chunksThatAreNoneAreTold() throws IOException {
        plays(connection -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n");
            connection.untilClosed();
        });

        failed(
                called(UpstreamTest.get()),
                "upstream_bad_answer",
                "What " + server.authority() + " answered is not HTTP");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 600, 999})
    void aStatusThatIsNoneIsTold(int status) throws IOException {
        plays(connection -> {
            connection.send("HTTP/1.1 " + status + " What\r\nContent-Length: 0\r\n\r\n");
            connection.untilClosed();
        });

        HeardCall caller = HeardCall.of(upstream(Duration.ofSeconds(5)), UpstreamTest.get());

        failed(
                caller,
                "upstream_bad_answer",
                "What " + server.authority() + " answered cannot be passed on: its status is " + status
                        + ", allowed is 200 to 599");
    }

    @Test
    void aHeaderThatHttpForbidsIsTold() throws IOException {
        plays(connection -> {
            connection.send("HTTP/1.1 200 OK\r\nX-Bell: \u0007\r\nContent-Length: 0\r\n\r\n");
            connection.untilClosed();
        });

        HeardCall caller = HeardCall.of(upstream(Duration.ofSeconds(5)), UpstreamTest.get());

        assertThat(caller.outcome().reasonWord()).isEqualTo("upstream_bad_answer");
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void anAnswerBeforeTheBodyIsReadIsPassedOn() throws IOException {
        plays(connection -> {
            connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nmuch");
            connection.untilClosed();
        });

        HeardCall caller = HeardCall.withholding(
                upstream(LONG), UpstreamTest.call("POST", new Body.Streamed(), "/", "", "Content-Length", "100000"));

        succeeded(caller, 413, "much");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Content-Length: 2^Content-Length: 4                 | it has more than one Content-Length
                    Content-Length: +2                                  | its Content-Length '+2' is no length
                    Content-Length: 2, 2                                | its Content-Length '2, 2' is no length
                    Content-Length: 20000000000000000000                | its Content-Length '20000000000000000000' is no length
                    Transfer-Encoding: chunked^Content-Length: 2        | where it ends could be read in two ways
                    Transfer-Encoding: gzip, chunked                    | its Transfer-Encoding is not 'chunked' alone
                    Transfer-Encoding: chunked^Transfer-Encoding: chunked | its Transfer-Encoding is not 'chunked' alone
                    """)
    void whatCouldEndInTwoPlacesIsNoAnswer(String fields, String why) throws IOException {
        plays(connection -> {
            connection.send("HTTP/1.1 200 OK\r\n" + fields.replace("^", "\r\n") + "\r\n\r\n2\r\nok\r\n0\r\n\r\n");
            connection.untilClosed();
        });

        failed(
                called(UpstreamTest.get()),
                "upstream_bad_answer",
                "What " + server.authority() + " answered cannot be passed on: " + why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 +20 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\n X-Fold: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-Nothing\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000002\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nok\r\n0\r\n\r\n"
            })
    void whatIsNotWrittenAsHttpHasItIsNoAnswer(String bytes) throws IOException {
        plays(connection -> {
            connection.send(bytes);
            connection.untilClosed();
        });

        failed(
                called(UpstreamTest.get()),
                "upstream_bad_answer",
                "What " + server.authority() + " answered is not HTTP");
    }

    @Test
    void whatIsOldOrOddAndClearIsTaken() throws IOException {
        plays(connection -> {
            connection.send(
                    "HTTP/1.1 200\r\nX-Folded: a\r\n  b\r\nX-Blank \t: c \r\nTransfer-Encoding: Chunked\r\n\r\n");
            connection.send("2 ;a=b;c=\"d\"\r\nok\r\n000\r\nX-Sum: 1\r\n\r\n");
        });

        HeardCall caller = called(UpstreamTest.get());

        succeeded(caller, 200, "ok");
        assertThat(caller.headers()).isEqualTo(Headers.of("X-Folded", "a b", "X-Blank", "c"));
        assertThat(caller.trailers()).isEqualTo(Headers.of("X-Sum", "1"));
    }

    @Test
    void aResetWhileTheBodyIsOnItsWayIsTold() throws IOException {
        plays(RawServer.Connection::reset);

        reset(HeardCall.streaming(
                upstream(LONG), UpstreamTest.call("POST", new Body.Streamed(), "/", ""), new byte[5_000_000]));
    }

    @Test
    void anAnswerIsHeardThoughItsUpstreamReadsNoMore() throws IOException {
        plays(connection -> connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nmuch"));

        HeardCall caller = HeardCall.streaming(
                upstream(LONG), UpstreamTest.call("POST", new Body.Streamed(), "/", ""), new byte[5_000_000]);

        succeeded(caller, 413, "much");
    }

    @ParameterizedTest
    @CsvSource({"/a b, path", "'/a\r\nX: 1', path", "/\u20ac, path"})
    void whatCannotBeWrittenIsNotSent(String path, String what) throws IOException {
        plays(RawServer.Connection::untilClosed);

        failed(
                called(UpstreamTest.call("GET", Body.EMPTY, path, "")),
                "upstream_not_sent",
                "The call cannot be sent to " + server.authority() + ": its " + what
                        + " has a character that HTTP forbids");
    }

    @Test
    void aHeaderThatCannotBeWrittenIsNotSent() throws IOException {
        plays(RawServer.Connection::untilClosed);

        failed(
                called(UpstreamTest.get("X-A", "1\r\nX-B: 2")),
                "upstream_not_sent",
                "The call cannot be sent to " + server.authority()
                        + ": its header 'X-A' has a character that HTTP forbids");
    }

    @Test
    void aBodyIsNeverLongerThanItsLength() throws IOException {
        plays(RawServer.Connection::untilClosed);

        failed(
                HeardCall.streaming(
                        upstream(LONG),
                        UpstreamTest.call("POST", new Body.Streamed(), "/", "", "Content-Length", "3"),
                        new byte[4]),
                "upstream_not_sent",
                "The call cannot be sent to " + server.authority()
                        + ": it sends more bytes than the 3 of its Content-Length");
    }
}
