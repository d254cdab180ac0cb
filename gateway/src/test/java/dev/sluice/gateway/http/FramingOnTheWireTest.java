package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.invocation.Outcome;
import dev.sluice.gateway.framing.RefusedRequest;
import dev.sluice.gateway.framing.StrictRequests;
import dev.sluice.testkit.protocol.EchoFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of HTTP is taken as it is, and what is refused with a problem, an id and a record. */
class FramingOnTheWireTest {

    private static final String POST = "POST /function/hello HTTP/1.1\r\nHost: h\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    @TempDir
    private static Path folder;

    private static EntryPointFixture gateway;
    private static final Queue<RefusedRequest> REFUSED = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() throws Exception {
        gateway = new EntryPointFixture(folder).function(new EchoFunction());
        StrictRequests.records(REFUSED::add);
    }

    @AfterAll
    static void stop() throws Exception {
        StrictRequests.records(refused -> {});
        gateway.close();
    }

    @BeforeEach
    void forget() {
        REFUSED.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3\r\nabc\r\n0\r\n\r\n",
                "3;x=y\r\nabc\r\n0\r\n\r\n",
                "3 ; x=\"a;b\" ;z\r\nabc\r\n0;last\r\n\r\n",
                "00000003\r\nabc\r\n00\r\n\r\n",
                "1\r\na\r\n2\r\nbc\r\n0\r\nX-Sum: 1\r\nSluice-Version: 9\r\n\r\n",
            })
    void chunksAreRead(String body) throws IOException {
        try (RawHttp http = gateway.connect()) {
            for (int round = 0; round < 2; round++) {
                RawHttp.Reply reply = http.send(CHUNKED + body).reply();

                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.body()).isEqualTo("abc");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100000003\r\nabc\r\n0\r\n\r\n",
                "000000003\r\nabc\r\n0\r\n\r\n",
                "80000000\r\n",
                "ffffffffffffffff3\r\nabc\r\n0\r\n\r\n",
                "-3\r\nabc\r\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "0x3\r\nabc\r\n0\r\n\r\n",
                " 3\r\nabc\r\n0\r\n\r\n",
                "3 x\r\nabc\r\n0\r\n\r\n",
                "\r\nabc\r\n0\r\n\r\n",
                ";x\r\nabc\r\n0\r\n\r\n",
                "3\nabc\r\n0\r\n\r\n",
                "3;a\rb\r\nabc\r\n0\r\n\r\n",
                "3;a\u0000\r\nabc\r\n0\r\n\r\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "0\r\n: x\r\n\r\n",
                "0\r\nX : x\r\n\r\n",
            })
    void aChunkThatIsNoneIsRefusedWithAProblem(String body) throws IOException {
        try (RawHttp http = gateway.connect()) {
            RawHttp.Reply reply = http.send(CHUNKED + body).reply();

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body())
                    .contains("A chunk of the body is not written as HTTP/1.1 has it (RFC 9112, 7.1): a size of at most"
                            + " eight hexadecimal digits, below 2 GiB, and lines that end with CRLF. Nothing more is"
                            + " read.");
            assertIsRecorded(reply, "POST", "/function/hello");
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void whatComesBehindABadChunkIsNoRequest() throws IOException {
        int before = gateway.records().size();
        try (RawHttp http = gateway.connect()) {
            http.send(CHUNKED + "100000003\r\nabc\r\n0\r\n\r\nGET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(http.reply().status()).isEqualTo(400);
            assertThat(http.isClosed()).isTrue();
        }
        assertThat(gateway.records().stream().skip(before).map(record -> record.outcome()))
                .doesNotHaveAnyElementsOfTypes(Outcome.Succeeded.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/?filter=a|b",
                "/?a={}",
                "/?a^b",
                "/?`",
                "/?100%",
                "/?a=%zz",
                "/a|b",
                "/[id]",
                "/{x}",
                "/\"q\"",
                "/^",
                "/a%20b",
            })
    void addressesPassAsBrowsersSendThem(String target) throws IOException {
        RawHttp.Reply reply = gateway.get("/function/hello" + target);

        int query = target.indexOf('?');
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("echo-path")).hasValue(query < 0 ? target : target.substring(0, query));
        if (query >= 0) {
            assertThat(reply.header("echo-query")).hasValue(target.substring(query + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/100%", "/a%2", "/a\u0001b", "/a\u007fb"})
    void anAddressThatIsNoneIsRefusedWithAProblem(String path) throws IOException {
        RawHttp.Reply reply = gateway.get("/function/hello" + path + "?secret=1");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body())
                .contains(
                        "The request's target does not begin with '/', has a blank or a control character, or its path has a"
                                + " '%' that two hexadecimal digits do not follow. Write such characters as %20 or %25.");
        assertIsRecorded(reply, "GET", "/function/hello" + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET ?x", "GET *", "GET function/hello", "GET h:80/function/hello", "OPTIONS *", "CONNECT h:80"})
    void aTargetThatNamesNoPathIsRefusedWithAProblem(String start) throws IOException {
        RawHttp.Reply reply = gateway.exchange(start + " HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("The request's target does not begin with '/', ");
        String[] words = start.split(" ");
        assertIsRecorded(reply, words[0], words[1].startsWith("?") ? "" : words[1]);
    }

    @Test
    void aWholeAddressIsATargetToo() throws IOException {
        RawHttp.Reply reply = gateway.exchange("GET http://h/function/hello/p HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("echo-path")).hasValue("/p");
    }

    @ParameterizedTest
    @ValueSource(strings = {": x", "X Y: x", "X\u0001: x", "X: a\u0001b", "X: a\u0000", "X: \u007f", "\u00e4: x", "X"})
    void aFieldThatIsNoneIsRefusedWithAProblem(String field) throws IOException {
        RawHttp.Reply reply = gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body())
                .contains("The request's first line, a header or the length of its body is not written as HTTP has it"
                        + " (RFC 9110, 9112 and 9113), so it was not read.");
        assertIsRecorded(reply, "GET", "/function/hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 99999999999999999999\r\n\r\nabc",
                "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "Host: other\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
            })
    void whoAsksToSwitchToHttp2IsHeldToTheSame(String rest) throws IOException {
        String upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";

        assertThat(gateway.exchange(POST + upgrade + rest).status()).isEqualTo(400);
        RawHttp.Reply reply = gateway.exchange(POST + upgrade + "Content-Length: 3\r\n\r\nabc");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("abc");
    }

    @Test
    void aHostWithAPortThatIsNoneIsRefused() throws IOException {
        for (String host : new String[] {"h:65536", "h:4294967376", "h:+80", "h:8a"}) {
            assertThat(gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                            .status())
                    .as(host)
                    .isEqualTo(400);
        }
    }

    private record Head(String name, String... fields) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Head> badHeads() {
        return Stream.of(
                new Head("no host", ":method", "GET", ":scheme", "http", ":path", "/function/hello"),
                new Head("a control character in a value", with("x", "a\u0001b")),
                new Head("a line feed in a value", with("x", "a\nb")),
                new Head("a blank at the end of a value", with("x", "a ")),
                new Head("a control character in a name", with("x\u0001", "a")),
                new Head("a blank in a name", with("x y", "a")),
                new Head("two hosts", with("host", "h", "host", "i")),
                new Head(
                        "an escape that is none",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":authority",
                        "h",
                        ":path",
                        "/function/hello/%z"));
    }

    private static String[] with(String... more) {
        String[] good = {":method", "GET", ":scheme", "http", ":authority", "h", ":path", "/function/hello"};
        return Stream.concat(Arrays.stream(good), Arrays.stream(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("badHeads")
    void aHeadOfHttp2ThatIsNoneIsRefusedWithAProblem(Head head) throws IOException {
        try (RawHttp2 http = new RawHttp2(gateway.port())) {
            RawHttp2.Reply reply = http.call(head.fields());

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).contains("\"reason\":\"bad_request\"", "\"invocation\":\"");
            assertThat(REFUSED).hasSize(1);
        }
    }

    @Test
    void whatNettyItselfRefusesOfHttp2ReachesNoFunction() throws IOException {
        int before = gateway.records().size();
        for (String[] head : new String[][] {with("", "a"), with("content-length", "+0"), with("X-Upper", "a")}) {
            try (RawHttp2 http = new RawHttp2(gateway.port())) {
                assertThat(http.call(head).status()).isZero();
            }
        }
        assertThat(gateway.records()).hasSize(before);
    }

    @Test
    void aGoodHeadOfHttp2IsServed() throws IOException {
        try (RawHttp2 http = new RawHttp2(gateway.port())) {
            assertThat(http.call(with("x", "a\tb")).status()).isEqualTo(200);
        }
    }

    @Test
    void whatTheEntryPointRefusesIsRecordedToo() throws IOException {
        int before = gateway.refused().size();

        RawHttp.Reply reply = gateway.get("/function/guarded/x?secret=1");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("date")).isPresent();
        await().until(() -> gateway.refused().size() == before + 1);
        var record = gateway.refused().getLast();
        assertThat(record.function()).isEqualTo("guarded");
        assertThat(record.path()).isEqualTo("/x");
        assertThat(record.status()).isEqualTo(401);
        assertThat(record.end().reason()).isEqualTo("access_denied");
        assertThat(reply.body()).contains(record.invocation());
    }

    private static void assertIsRecorded(RawHttp.Reply reply, String method, String path) {
        assertThat(REFUSED).singleElement().satisfies(refused -> {
            assertThat(refused.method()).isEqualTo(method);
            assertThat(refused.path()).isEqualTo(path);
            assertThat(refused.client()).isEqualTo("127.0.0.1");
            assertThat(refused.problem().status()).isEqualTo(400);
            assertThat(reply.header("sluice-invocation")).hasValue(refused.id().value());
            assertThat(reply.body()).contains(refused.id().value());
            assertThat(reply.header("date")).isPresent();
        });
    }
}
