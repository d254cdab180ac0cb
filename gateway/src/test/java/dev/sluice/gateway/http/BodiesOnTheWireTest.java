package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.protocol.Frame;
import dev.sluice.gateway.framing.StrictRequests;
import dev.sluice.testkit.protocol.EchoFunction;
import dev.sluice.testkit.protocol.ScriptedRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies: streamed with back-pressure, announced, given up, and framed to deceive. */
class BodiesOnTheWireTest {

    private static final int MEBIBYTE = 1024 * 1024;

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
    void aBodyOf200MebibytesPassesBothWaysInLittleMemoryThoughItsReaderIsSlow() throws Exception {
        long size = 200L * MEBIBYTE;
        try (RawHttp http = new RawHttp(gateway.port(), 64 * 1024)) {
            http.send("POST /function/hello HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n");
            AtomicLong sent = new AtomicLong();
            Thread writer = Thread.ofPlatform().start(() -> write(http, size, sent));
            while (!http.line().isEmpty()) {}
            // Nothing is read until the sender is stopped by what is full between it and us.
            await().pollInterval(Duration.ofMillis(200)).until(sent::get, new Unchanging()::holds);

            assertThat(sent.get()).as("bytes taken while nobody reads").isLessThan(24L * MEBIBYTE);
            assertThat(readBody(http, size)).isEqualTo(size);
            writer.join();
        }
    }

    /** True when a number was the same in three polls. */
    private static final class Unchanging {
        private long last = -1;
        private int times;

        boolean holds(long value) {
            times = value == last && value > 0 ? times + 1 : 0;
            last = value;
            return times >= 3;
        }
    }

    private static void write(RawHttp http, long size, AtomicLong sent) {
        byte[] piece = new byte[64 * 1024];
        try {
            while (sent.get() < size) {
                http.send(piece);
                sent.addAndGet(piece.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long readBody(RawHttp http, long size) throws IOException {
        long read = 0;
        while (read < size) {
            int length = Integer.parseInt(http.line(), 16);
            http.socket.getInputStream().skipNBytes(length);
            http.line();
            read += length;
        }
        return read;
    }

    @Test
    void bodiesOfEverySizePassUnchanged() throws IOException {
        try (RawHttp http = gateway.connect()) {
            for (int size : new int[] {1, 8191, 8192, 32_768, 65_535, 65_536, 65_537, 200_000, 3 * MEBIBYTE}) {
                byte[] body = new byte[size];
                new java.util.Random(size).nextBytes(body);
                for (int i = 0; i < size; i++) {
                    body[i] = (byte) ('a' + (body[i] & 15));
                }
                http.send("POST /function/hello HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n");
                Thread writer = Thread.ofPlatform().start(() -> {
                    try {
                        http.send(body);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                assertThat(http.reply().body().equals(new String(body, java.nio.charset.StandardCharsets.US_ASCII)))
                        .as("a body of " + size)
                        .isTrue();
                join(writer);
            }
        }
    }

    @Test
    void continueIsSaidWhenASlotIsThere() throws IOException {
        try (RawHttp http = gateway.connect()) {
            http.send("POST /function/hello HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(http.reply().status()).isEqualTo(100);
            http.send("hello");

            RawHttp.Reply reply = http.reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("hello");
            assertThat(reply.header("echo-expect")).isEmpty();
        }
    }

    @Test
    void aRejectionComesBeforeTheBodyThatWasAnnounced() throws IOException {
        gateway.pools.refusing(
                version -> Optional.of(new Outcome.Rejected(RejectReason.QUEUE_FULL, "Full.", Duration.ofSeconds(1))));
        try (RawHttp http = gateway.connect()) {
            http.send("POST /function/hello HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

            RawHttp.Reply reply = http.reply();
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.header("connection")).contains("close");
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void whoServesOtherPathsSaysItselfWhenToGoOn() throws IOException {
        try (RawHttp http = gateway.connect()) {
            http.send("POST /other HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

            assertThat(http.reply().body()).isEqualTo("elsewhere");
        }
    }

    @Test
    void noContinueForAFunctionThatIsNotThere() throws IOException {
        RawHttp.Reply reply = gateway.exchange(
                "POST /function/nobody HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

        assertThat(reply.status()).isEqualTo(404);
    }

    @Test
    void aShortBodyThatNobodyWantedIsReadAndTheConnectionGoesOn() throws IOException {
        try (RawHttp http = gateway.connect()) {
            http.send("POST /function/nobody HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
            assertThat(http.reply().status()).isEqualTo(404);
            http.send(new byte[100_000]);

            assertThat(http.send("GET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n")
                            .reply()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aLongBodyThatNobodyWantedEndsTheConnection() throws IOException {
        try (RawHttp http = gateway.connect()) {
            http.send("POST /function/nobody HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
            assertThat(http.reply().status()).isEqualTo(404);
            AtomicLong sent = new AtomicLong();
            Thread writer = Thread.ofPlatform().unstarted(() -> write(http, 100_000_000, sent));
            writer.setUncaughtExceptionHandler((thread, cut) -> {});
            writer.start();

            assertThat(http.isClosed()).isTrue();
            join(writer);
            assertThat(sent.get()).isLessThan(100_000_000L);
        }
    }

    @Test
    void anEarlyAnswerDoesNotWaitForTheRestOfTheBody() throws IOException {
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Invoke invoke) {
                self.send(new Frame.Result(invoke.stream(), 413, Headers.EMPTY, true));
            }
        });
        try (RawHttp http = gateway.connect()) {
            http.send("POST /function/hello HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\nbegin");

            assertThat(http.reply().status()).isEqualTo(413);
        }
    }

    @Test
    void aCallerThatLeavesCancelsItsCall() throws Exception {
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Cancel cancel) {
                assertThat(cancel.cause()).isEqualTo(Frame.CancelCause.CLIENT_GONE);
                self.send(
                        new Frame.Error(cancel.stream(), Frame.InvokeFault.CANCELLED, FunctionError.of("interrupted")));
            }
        });
        try (RawHttp http = gateway.connect()) {
            http.send("GET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> gateway.entryPoint.inside() == 1);
        }

        await().until(() -> gateway.records().size() == 1);
        assertThat(gateway.records().getFirst().outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(gateway.records().getFirst().status()).isZero();
        assertThat(gateway.pools.released()).containsExactly(new Outcome.Cancelled());
        assertThat(gateway.entryPoint.inside()).isZero();
    }

    @Test
    void aCallerThatLeavesInTheMiddleOfItsBodyCancelsItsCall() throws Exception {
        AtomicLong arrived = new AtomicLong();
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Data data) {
                arrived.addAndGet(data.bytes().remaining());
                self.send(new Frame.Window(data.stream(), data.bytes().remaining()));
            }
            endIfCancelled(self, frame);
        });
        try (RawHttp http = gateway.connect()) {
            http.send("POST /function/hello HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
            http.send(new byte[300_000]);
            await().until(() -> arrived.get() == 300_000);
        }

        await().until(() -> gateway.records().size() == 1);
        assertThat(gateway.records().getFirst().outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(gateway.records().getFirst().bytesIn()).isEqualTo(300_000);
    }

    @Test
    void aCallerThatLeavesWhileItsBodyIsHeldBackCancelsItsCall() throws Exception {
        gateway.function(BodiesOnTheWireTest::endIfCancelled);
        try (RawHttp http = gateway.connect()) {
            http.send("POST /function/hello HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
            http.send(new byte[150_000]);
            await().until(() -> gateway.entryPoint.inside() == 1);
        }

        await().until(() -> gateway.records().size() == 1);
        assertThat(gateway.records().getFirst().outcome()).isEqualTo(new Outcome.Cancelled());
    }

    @Test
    void aFunctionThatDoesNotHeedCancellationKeepsItsInstanceAndItsSlot() throws Exception {
        AtomicInteger stream = new AtomicInteger();
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Invoke invoke) {
                stream.set(invoke.stream());
            }
        });
        try (RawHttp http = gateway.connect()) {
            http.send("GET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> stream.get() != 0);
        }

        await().until(() -> gateway.records().size() == 1);
        assertThat(gateway.records().getFirst().outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(gateway.pools.abandoned()).isEqualTo(1);
        assertThat(gateway.pools.released()).isEmpty();

        gateway.runner.send(new Frame.Result(stream.get(), 200, Headers.EMPTY, true));
        await().until(() -> gateway.pools.abandoned() == 0);
        assertThat(gateway.pools.released()).containsExactly(new Outcome.Cancelled());
        assertThat(gateway.records()).hasSize(1);
    }

    @Test
    void framingThatCouldDeceiveAProxyIsRefused() throws IOException {
        assertThat(StrictRequests.active()).isTrue();
        List<String> requests = List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /function/hello HTTP/1.1\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 5x\r\n\r\nhello",
                "Content-Length: +5\r\n\r\nhello",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n");
        for (String request : requests) {
            try (RawHttp http = gateway.connect()) {
                http.send("POST /function/hello HTTP/1.1\r\nHost: h\r\n" + request);

                RawHttp.Reply reply = http.reply();
                assertThat(reply.status()).as(request).isEqualTo(400);
                assertThat(reply.header("content-type")).contains("application/problem+json");
                assertThat(reply.body()).contains("\"reason\":\"bad_request\"").contains("so it was not read.");
                assertThat(http.isClosed()).as(request).isTrue();
            }
        }
        assertThat(gateway.records()).isEmpty();
    }

    @Test
    void aRequestHasOneHostThatIsOne() throws IOException {
        for (String hosts : List.of("", "Host: a\r\nHost: b\r\n", "Host: a/b?c@d\r\n", "Host: a b\r\n")) {
            try (RawHttp http = gateway.connect()) {
                http.send("GET /function/hello HTTP/1.1\r\n" + hosts + "\r\n");

                RawHttp.Reply reply = http.reply();
                assertThat(reply.status()).as(hosts).isEqualTo(400);
                assertThat(reply.body())
                        .contains("\"reason\":\"bad_request\"")
                        .contains(
                                "A request of HTTP/1.1 has one header Host, with a host as in 'Host: example.org:8080', and"
                                        + " one of HTTP/2 has it or :authority. This one has none, several, or one that is"
                                        + " no host, so it was not read.");
                assertThat(http.isClosed()).as(hosts).isTrue();
            }
        }
        assertThat(gateway.records()).isEmpty();
    }

    @Test
    void aVersionThatIsNotSpokenSoIsRefused() throws IOException {
        for (String version : List.of("HTTP/2.0", "HTTP/1.7", "HTTP/3.0")) {
            try (RawHttp http = gateway.connect()) {
                http.send("GET /function/hello " + version + "\r\nHost: h\r\n\r\n");

                RawHttp.Reply reply = http.reply();
                assertThat(reply.status()).as(version).isEqualTo(505);
                assertThat(reply.body()).contains("\"reason\":\"unknown_http_version\"");
                assertThat(http.isClosed()).as(version).isTrue();
            }
        }
        assertThat(gateway.records()).isEmpty();
    }

    @Test
    void framingThatCouldBeReadInTwoWaysIsToldAsThat() throws IOException {
        RawHttp.Reply reply = gateway.exchange("POST /function/hello HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        assertThat(reply.body())
                .contains("Where the request ends could be read in two ways, so it was not read. Send either a"
                        + " Content-Length or, in HTTP/1.1, 'Transfer-Encoding: chunked'.");
    }

    @Test
    void aRequestLineBeyondTheLimitIsRefusedWithASentence() throws IOException {
        RawHttp.Reply reply =
                gateway.exchange("GET /function/hello?" + "x".repeat(17_000) + " HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(reply.status()).isEqualTo(414);
        assertThat(reply.body())
                .contains("\"reason\":\"uri_too_long\"")
                .contains("The request line has more than 16384 bytes. Put what is long into the body.");
    }

    @Test
    void chunkedIsNoThingOfHttp10() throws IOException {
        RawHttp.Reply reply = gateway.exchange(
                "POST /function/hello HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void headersBeyondTheLimitAreRefusedWithASentence() throws IOException {
        RawHttp.Reply reply = gateway.exchange(
                "GET /function/hello HTTP/1.1\r\nHost: h\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n");

        assertThat(reply.status()).isEqualTo(431);
        assertThat(reply.body())
                .contains("\"reason\":\"headers_too_large\"")
                .contains(
                        "The request's headers have more than 32768 bytes in all. Send less of them, or put it into the"
                                + " body.");
    }

    @Test
    void anAnswerIsStreamedAsFastAsItIsReadAndNoFaster() throws Exception {
        AtomicLong written = new AtomicLong();
        AtomicLong credit = new AtomicLong(64 * 1024);
        byte[] piece = new byte[32 * 1024];
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Invoke invoke) {
                self.send(new Frame.Result(invoke.stream(), 200, Headers.EMPTY, false));
            }
            if (frame instanceof Frame.Window window) {
                credit.addAndGet(window.bytes());
            }
            while (credit.get() >= piece.length) {
                credit.addAndGet(-piece.length);
                written.addAndGet(piece.length);
                self.send(new Frame.Data(1, ByteBuffer.wrap(piece), false));
            }
        });
        try (RawHttp http = new RawHttp(gateway.port(), 64 * 1024)) {
            http.send("GET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n");
            while (!http.line().isEmpty()) {}
            await().pollInterval(Duration.ofMillis(200)).until(written::get, new Unchanging()::holds);
            long whileNobodyReads = written.get();
            readBody(http, 20L * MEBIBYTE);

            assertThat(whileNobodyReads).isLessThan(12L * MEBIBYTE);
            assertThat(written.get()).isGreaterThanOrEqualTo(20L * MEBIBYTE);
        }
    }

    private static void endIfCancelled(ScriptedRunner self, Frame frame) {
        if (frame instanceof Frame.Cancel cancel) {
            self.send(new Frame.Error(cancel.stream(), Frame.InvokeFault.CANCELLED, FunctionError.of("interrupted")));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
