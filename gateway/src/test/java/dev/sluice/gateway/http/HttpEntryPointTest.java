package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.protocol.Frame;
import dev.sluice.testkit.protocol.EchoFunction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes through the entry point, both ways, seen on the wire. */
class HttpEntryPointTest {

    @TempDir
    Path folder;

    private EntryPointFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new EntryPointFixture(folder).function(new EchoFunction());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void methodPathQueryHeadersAndBodyPassAsTheyAre() throws IOException {
        RawHttp.Reply reply = gateway.exchange("PATCH /function/hello/a%2Fb/../c?x=%20y&z HTTP/1.1\r\nHost: h:1\r\n"
                + "X-One: 1\r\nx-two: a, b\r\nX-One: 2\r\nContent-Length: 5\r\n\r\nworld");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("world");
        assertThat(reply.header("echo-method")).contains("PATCH");
        assertThat(reply.header("echo-path")).contains("/a%2Fb/../c");
        assertThat(reply.header("echo-query")).contains("x=%20y&z");
        assertThat(reply.all("echo-x-one")).containsExactly("1", "2");
        assertThat(reply.header("echo-x-two")).contains("a, b");
        assertThat(reply.header("echo-host")).contains("h:1");
        assertThat(reply.header("echo-content-length")).contains("5");
    }

    @Test
    void aRequestOfTheLowestUrgencyIsABackgroundCallAndItsFieldPasses() throws IOException {
        gateway.get("/function/hello");
        RawHttp.Reply reply =
                gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\nPriority: i\r\npriority: u=7\r\n\r\n");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.all("echo-priority")).containsExactly("i", "u=7");
        assertThat(gateway.pools.priorities()).containsExactly(Priority.INTERACTIVE, Priority.BACKGROUND);
    }

    @Test
    void bytesOfAttributesReachTheFunctionAsTheyWereSent() throws IOException {
        String utf8 = new String("caf\u00e9 \u20ac".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        RawHttp.Reply reply = gateway.exchange("POST /function/hello HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n"
                + "ce-latin: caf\u00e9\r\nce-utf8: " + utf8 + "\r\nce-encoded: caf%C3%A9\r\n\r\n");

        assertThat(reply.header("echo-ce-latin")).contains("caf\u00e9");
        assertThat(reply.header("echo-ce-utf8")).contains(utf8);
        assertThat(reply.header("echo-ce-encoded")).contains("caf%C3%A9");
    }

    @Test
    void aCallOfAnInstancePassesWithItsBodyAndWithoutItsToken() throws IOException {
        for (int length : new int[] {5, 60_000, 300_000}) {
            String body = "x".repeat(length);

            RawHttp.Reply reply =
                    gateway.exchange("POST /function/guarded HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer "
                            + EntryPointFixture.INSTANCE_TOKEN + "\r\nContent-Length: " + length + "\r\n\r\n" + body);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo(body);
            assertThat(reply.header("echo-authorization")).isEmpty();
            assertThat(gateway.chains.read(Headers.of(
                            PlatformHeaders.CHAIN,
                            reply.header("echo-sluice-chain").orElseThrow())))
                    .containsExactly("caller", "guarded");
        }
    }

    @Test
    void callsOfAnInstanceFollowEachOtherOnOneConnection() throws IOException {
        String head = " /function/hello HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer "
                + EntryPointFixture.INSTANCE_TOKEN + "\r\n";
        try (RawHttp connection = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                connection.send("GET" + head + "\r\n");
                assertThat(connection.reply().status()).isEqualTo(200);
                connection.send("POST" + head + "Content-Length: 3\r\n\r\nabc");
                assertThat(connection.reply().body()).isEqualTo("abc");
            }
        }
    }

    @Test
    void aCallThatAnInstanceHasNotDeclaredIsRefused() throws IOException {
        RawHttp.Reply reply = gateway.exchange("POST /function/hasty HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer "
                + EntryPointFixture.INSTANCE_TOKEN + "\r\nContent-Length: 3\r\n\r\nabc");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body())
                .contains("\"reason\":\"call_not_declared\"")
                .contains(
                        "The function caller may not call hasty, because 'calls' in its spec names others. Add hasty there.");
    }

    @Test
    void aFunctionWithoutMoreOfAPathSeesTheRoot() throws IOException {
        assertThat(gateway.get("/function/hello").header("echo-path")).contains("/");
        assertThat(gateway.get("/function/hello/").header("echo-path")).contains("/");
        assertThat(gateway.get("/function/hello?a").header("echo-query")).contains("a");
    }

    @Test
    void aCallIsNoTunnel() throws IOException {
        RawHttp.Reply reply = gateway.exchange("CONNECT /function/hello HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body())
                .contains("\"reason\":\"bad_request\"")
                .contains("CONNECT asks for a tunnel, and there is none here. Use another method.");
        assertThat(reply.header("connection")).contains("close");
    }

    @Test
    void otherPathsAreLeftToOthers() throws IOException {
        assertThat(gateway.get("/functions/hello").body()).isEqualTo("elsewhere");
        assertThat(gateway.get("/x/../function/hello").body()).isEqualTo("elsewhere");
    }

    @Test
    void theAnswerSaysWhichCallItWasAndWhereTheTimeWent() throws IOException {
        RawHttp.Reply reply = gateway.get("/function/hello");

        assertThat(reply.header("sluice-invocation"))
                .hasValueSatisfying(id -> assertThat(InvocationId.isValid(id)).isTrue());
        assertThat(reply.header("sluice-version")).contains("1");
        assertThat(reply.header("sluice-cold")).contains("false");
        assertThat(reply.header("server-timing").orElseThrow())
                .matches("queue;dur=0, cold;dur=0, run;dur=\\d+(\\.\\d{3})?");
        assertThat(reply.header("date").orElseThrow()).matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        await().until(() -> gateway.records().size() == 1);
        InvocationRecord record = gateway.records().getFirst();
        assertThat(record.invocation().id().value())
                .isEqualTo(reply.header("sluice-invocation").orElseThrow());
        assertThat(record.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(record.entryPoint()).isEqualTo("http");
        assertThat(record.version()).isEqualTo(1);
        assertThat(record.instance()).isEqualTo("r1");
        assertThat(record.traceparent())
                .isEqualTo(reply.header("echo-traceparent").orElseThrow());
    }

    @Test
    void hopByHopFieldsEndHere() throws IOException {
        RawHttp.Reply reply =
                gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, X-Mine\r\n"
                        + "X-Mine: 1\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\nUpgrade: x\r\nProxy-Authorization: a\r\n"
                        + "Proxy-Connection: b\r\nX-Yours: 2\r\n\r\n");

        assertThat(reply.status()).isEqualTo(200);
        for (String name : List.of(
                "connection", "x-mine", "keep-alive", "te", "upgrade", "proxy-authorization", "proxy-connection")) {
            assertThat(reply.header("echo-" + name)).as(name).isEmpty();
        }
        assertThat(reply.header("echo-x-yours")).contains("2");
    }

    @Test
    void hopByHopFieldsOfTheAnswerEndHereToo() throws IOException {
        gateway.answering(stream -> List.of(new Frame.Result(
                stream,
                200,
                Headers.of(
                        "Connection",
                        "X-Secret",
                        "X-Secret",
                        "1",
                        "Keep-Alive",
                        "x",
                        "Transfer-Encoding",
                        "gzip",
                        "Sluice-Version",
                        "99",
                        "Set-Cookie",
                        "a=1",
                        "Set-Cookie",
                        "b=2"),
                true)));

        RawHttp.Reply reply = gateway.get("/function/hello");

        assertThat(reply.header("x-secret")).isEmpty();
        assertThat(reply.header("keep-alive")).isEmpty();
        assertThat(reply.header("transfer-encoding")).isEmpty();
        assertThat(reply.all("sluice-version")).containsExactly("1");
        assertThat(reply.all("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(reply.header("content-length")).contains("0");
    }

    @Test
    void whereARequestCameFromIsSaidByUsAlone() throws IOException {
        RawHttp.Reply reply = gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 1.2.3.4\r\n"
                + "Forwarded: for=1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 1\r\nX-Real-IP: 1.2.3.4\r\n"
                + "Sluice-Invocation: forged\r\nSluice-Subject: forged\r\nsluice-anything: forged\r\n\r\n");

        assertThat(reply.all("echo-x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(reply.all("echo-x-forwarded-proto")).containsExactly("http");
        assertThat(reply.all("echo-x-forwarded-host")).containsExactly("h");
        assertThat(reply.header("echo-forwarded")).isEmpty();
        assertThat(reply.header("echo-x-forwarded-port")).isEmpty();
        assertThat(reply.header("echo-x-real-ip")).isEmpty();
        assertThat(reply.header("echo-sluice-invocation")).isEmpty();
        assertThat(reply.header("echo-sluice-subject")).isEmpty();
        assertThat(reply.header("echo-sluice-anything")).isEmpty();
    }

    @Test
    void whatUsersSendForASecondFactorComesThrough() throws IOException {
        RawHttp.Reply reply = gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\nSluice-Challenge: a.b\r\n"
                + "Sluice-Code: 123456\r\nSluice-Proof: 1.2.3\r\nsluice-send-code: yes\r\n\r\n");

        assertThat(reply.all("echo-sluice-challenge")).containsExactly("a.b");
        assertThat(reply.all("echo-sluice-code")).containsExactly("123456");
        assertThat(reply.all("echo-sluice-proof")).containsExactly("1.2.3");
        assertThat(reply.all("echo-sluice-send-code")).containsExactly("yes");
    }

    @Test
    void aTraceGoesOnWithASpanOfOurs() throws IOException {
        RawHttp.Reply reply = gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\ntracestate: a=b\r\n"
                + "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n");

        assertThat(reply.header("echo-traceparent").orElseThrow())
                .matches("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01")
                .doesNotContain("00f067aa0ba902b7");
        assertThat(reply.header("echo-tracestate")).contains("a=b");
        await().until(() -> gateway.records().size() == 1);
        assertThat(gateway.records().getFirst().parentSpan()).isEqualTo("00f067aa0ba902b7");
    }

    @Test
    void aTraceThatIsNoneBeginsAnew() throws IOException {
        RawHttp.Reply reply = gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\ntracestate: a=b\r\n"
                + "traceparent: 00-00000000000000000000000000000000-00f067aa0ba902b7-01\r\n\r\n");

        assertThat(reply.all("echo-traceparent"))
                .singleElement()
                .satisfies(value -> assertThat(value)
                        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                        .doesNotContain("0000000000"));
        assertThat(reply.header("echo-tracestate")).isEmpty();
    }

    @Test
    void aHeadRequestIsAnsweredWithoutABody() throws IOException {
        gateway.answering(stream -> List.of(
                new Frame.Result(stream, 200, Headers.of("Content-Length", "1234", "Content-Type", "a/b"), true)));

        try (RawHttp http = gateway.connect()) {
            RawHttp.Reply first = http.send("HEAD /function/hello HTTP/1.1\r\nHost: h\r\n\r\n")
                    .replyToHead();
            RawHttp.Reply second = http.send("HEAD /function/hello HTTP/1.1\r\nHost: h\r\n\r\n")
                    .replyToHead();

            assertThat(first.header("content-length")).contains("1234");
            assertThat(first.header("content-type")).contains("a/b");
            assertThat(second.status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatMayNotBeIsLeftOut() throws IOException {
        for (int status : new int[] {204, 304}) {
            gateway.answering(stream -> List.of(
                    new Frame.Result(stream, status, Headers.of("ETag", "\"1\""), false),
                    new Frame.Data(stream, bytes("not allowed"), true)));

            try (RawHttp http = gateway.connect()) {
                RawHttp.Reply first = http.send("GET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n")
                        .reply();
                RawHttp.Reply second = http.send("GET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n")
                        .reply();

                assertThat(first.status()).isEqualTo(status);
                assertThat(first.header("etag")).contains("\"1\"");
                assertThat(first.header("transfer-encoding")).isEmpty();
                assertThat(second.status()).isEqualTo(status);
            }
        }
    }

    @Test
    void a204HasNoLength() throws IOException {
        gateway.answering(stream -> List.of(new Frame.Result(stream, 204, Headers.EMPTY, true)));

        assertThat(gateway.get("/function/hello").header("content-length")).isEmpty();
    }

    @Test
    void chunkedBodiesPassBothWays() throws IOException {
        try (RawHttp http = gateway.connect()) {
            http.send("POST /function/hello HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            assertThat(http.line()).isEqualTo("HTTP/1.1 200 OK");
            for (String line = http.line(); !line.isEmpty(); line = http.line()) {
                assertThat(line.toLowerCase(java.util.Locale.ROOT)).doesNotStartWith("content-length");
            }
            assertThat(http.line()).isEqualTo("5");
            assertThat(http.line()).isEqualTo("hello");
            http.send("6\r\n world\r\n0\r\n\r\n");
            assertThat(http.line()).isEqualTo("6");
            assertThat(http.line()).isEqualTo(" world");
            assertThat(http.line()).isEqualTo("0");
        }
    }

    @Test
    void aShortChunkedBodyThatIsAllThereIsOnePiece() throws IOException {
        RawHttp.Reply reply =
                gateway.exchange("POST /function/hello HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                        + "\r\n5\r\nhello\r\n0\r\n\r\n");

        assertThat(reply.body()).isEqualTo("hello");
        assertThat(reply.header("echo-transfer-encoding")).isEmpty();
    }

    @Test
    void trailersOfAnAnswerArrive() throws IOException {
        gateway.answering(stream -> List.of(
                new Frame.Result(stream, 200, Headers.of("Trailer", "X-Sum"), false),
                new Frame.Data(stream, bytes("abc"), false),
                new Frame.Trailers(stream, Headers.of("X-Sum", "6"))));

        RawHttp.Reply reply = gateway.get("/function/hello");

        assertThat(reply.body()).isEqualTo("abc");
        assertThat(reply.trailerLines()).containsExactly("X-Sum: 6");
    }

    @Test
    void aLengthThatTheFunctionGivesIsKeptWhenItStreams() throws Exception {
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Invoke invoke) {
                self.send(new Frame.Result(invoke.stream(), 200, Headers.of("Content-Length", "6"), false));
                self.send(new Frame.Data(invoke.stream(), bytes("abc"), false));
            }
        });
        try (RawHttp http = gateway.connect()) {
            http.send("GET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(http.line()).isEqualTo("HTTP/1.1 200 OK");
            String head = "";
            for (String line = http.line(); !line.isEmpty(); line = http.line()) {
                head += line.toLowerCase(java.util.Locale.ROOT) + "\n";
            }
            assertThat(head).contains("content-length: 6").doesNotContain("transfer-encoding");
            InputStream body = http.socket.getInputStream();
            assertThat(body.readNBytes(3)).isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));

            gateway.runner.send(new Frame.Data(1, bytes("def"), true));

            assertThat(body.readNBytes(3)).isEqualTo("def".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (RawHttp http = gateway.connect()) {
            http.send("GET /function/hello/1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /function/hello/2 HTTP/1.1\r\nHost: h\r\n"
                    + "Content-Length: 2\r\n\r\nabGET /function/hello/3 HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(http.reply().header("echo-path")).contains("/1");
            assertThat(http.reply().body()).isEqualTo("ab");
            assertThat(http.reply().header("echo-path")).contains("/3");
        }
    }

    @Test
    void aClientOfHttp10GetsItsAnswer() throws IOException {
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Invoke invoke) {
                self.send(new Frame.Result(invoke.stream(), 200, Headers.EMPTY, false));
                self.send(new Frame.Data(invoke.stream(), bytes("abc"), false));
                self.send(new Frame.Data(invoke.stream(), bytes("def"), true));
            }
        });

        RawHttp.Reply reply = gateway.exchange("GET /function/hello HTTP/1.0\r\n\r\n");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("transfer-encoding")).isEmpty();
        assertThat(reply.body()).isEqualTo("abcdef");
    }

    @Test
    void manyConnectionsAreServedFromAllLoops() throws Exception {
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Future<Integer>> calls = new java.util.ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String path = "/function/hello/" + i;
                calls.add(threads.submit(() -> {
                    RawHttp.Reply reply = gateway.exchange(
                            "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000));
                    return reply.header("echo-path").orElseThrow().length()
                            + reply.body().length();
                }));
            }
            for (int i = 0; i < 200; i++) {
                assertThat(calls.get(i).get())
                        .isEqualTo(1001 + Integer.toString(i).length());
            }
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
