package dev.sluice.runners.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerGate.Entrance;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.StreamEnd;
import dev.sluice.core.runner.StreamListener;
import dev.sluice.runners.session.LinkLimits;
import dev.sluice.testkit.protocol.EchoFunction;
import dev.sluice.testkit.protocol.ScriptedRunner;
import dev.sluice.testkit.protocol.TrustingSockets;
import io.netty.channel.epoll.EpollEventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who comes in by TLS, and who does not. */
class TlsGateTest {

    private static final LinkLimits QUICK =
            new LinkLimits(Duration.ofMillis(500), Duration.ofMillis(100), Duration.ofSeconds(5));

    @TempDir
    static Path folder;

    private static GatewayCertificate certificate;
    private static GatewayCertificate another;
    private static EpollEventLoopGroup loops;

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Logger logger = Logger.getLogger(TlsGate.class.getName());
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord record) {
            log.add(new java.util.logging.SimpleFormatter().formatMessage(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private TlsGate gate;

    @BeforeAll
    static void makeKeys() throws IOException {
        Path javaHome = Path.of(System.getProperty("java.home"));
        certificate =
                GatewayCertificate.make(Files.createDirectory(folder.resolve("one")), javaHome, new SecureRandom());
        another = GatewayCertificate.make(Files.createDirectory(folder.resolve("two")), javaHome, new SecureRandom());
        loops = new EpollEventLoopGroup(2);
    }

    @AfterAll
    static void stopLoops() throws Exception {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
    }

    @BeforeEach
    void open() throws IOException {
        gate = gate(QUICK);
        logger.addHandler(listening);
    }

    private static TlsGate gate(LinkLimits limits) throws IOException {
        return TlsGate.open(new InetSocketAddress("127.0.0.1", 0), certificate, loops, limits, line -> {});
    }

    @AfterEach
    void close() {
        logger.removeHandler(listening);
        gate.close();
    }

    private static RunnerLink link(Entrance entrance) throws Exception {
        return entrance.link().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void manyRunnersComeInByOneAddressEachByItsTokenAndOnce() throws Exception {
        List<Entrance> entrances = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            entrances.add(gate.expect(new RunnerId("r" + i), "token-" + i));
        }
        List<ScriptedRunner> runners = new ArrayList<>();
        for (int i = 19; i >= 0; i--) {
            runners.add(ScriptedRunner.hello(entrances.get(i).address(), "token-" + i));
        }

        for (int i = 0; i < 20; i++) {
            assertThat(link(entrances.get(i)).id()).isEqualTo(new RunnerId("r" + i));
            assertThat(entrances.get(i).address()).isEqualTo(entrances.get(0).address());
        }
        try (ScriptedRunner again = ScriptedRunner.hello(entrances.get(0).address(), "token-0")) {
            assertThat(again.isCut()).isTrue();
        }
        assertThat(log).singleElement().asString().endsWith("was cut: its token is not valid.");
        for (ScriptedRunner runner : runners) {
            runner.close();
        }
    }

    @Test
    void bodiesOfManyMegabytesPassBothWaysAtOnce() throws Exception {
        Entrance entrance = gate.expect(new RunnerId("r1"), "one");
        try (ScriptedRunner runner =
                ScriptedRunner.hello(entrance.address(), "one").answering(new EchoFunction())) {
            RunnerLink link = link(entrance);
            byte[] sent = new byte[4 * 1024 * 1024];
            new java.util.Random(7).nextBytes(sent);
            EchoedBody echoed = new EchoedBody(sent);
            link.open(
                    new Invocation(
                            InvocationId.next(1),
                            new FunctionName("echo"),
                            new RequestHead("POST", "/", "", Headers.EMPTY),
                            new Body.Streamed()),
                    Duration.ofSeconds(60),
                    echoed);

            assertThat(echoed.end().get(60, TimeUnit.SECONDS)).isEqualTo(new StreamEnd.Answered(200));
            assertThat(echoed.received()).isEqualTo(sent);
        }
    }

    @Test
    void aRunnerThatIsForgottenComesInNoMore() throws Exception {
        Entrance entrance = gate.expect(new RunnerId("r1"), "one");
        gate.forget(new RunnerId("r1"));

        try (ScriptedRunner late = ScriptedRunner.hello(entrance.address(), "one")) {
            assertThat(late.isCut()).isTrue();
        }
        assertThatThrownBy(() -> link(entrance)).hasCauseInstanceOf(LinkClosedException.class);
    }

    @Test
    void aRunnerThatTrustsAnotherCertificateIsToldInTheLog() throws Exception {
        Entrance entrance = gate.expect(new RunnerId("r1"), "one");

        assertThatThrownBy(() -> TrustingSockets.connect((RunnerAddress.Tls) entrance.address(), another.file()))
                .isInstanceOf(SSLHandshakeException.class);

        await().until(() -> !log.isEmpty());
        assertThat(log)
                .singleElement()
                .asString()
                .contains(
                        "was cut: there is no TLS between us, as when it does not trust this gateway's certificate (");
        assertThat(entrance.link().toCompletableFuture()).isNotDone();
    }

    @Test
    void whoSpeaksNoTlsOrNothingAtAllIsCut() throws Exception {
        RunnerAddress.Tls address =
                (RunnerAddress.Tls) gate.expect(new RunnerId("r1"), "one").address();
        try (Socket plain = new Socket(address.host(), address.port());
                Socket mute = new Socket(address.host(), address.port())) {
            plain.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

            assertThat(plain.getInputStream().readAllBytes().length).isLessThan(100);
            assertThat(mute.getInputStream().read()).isNegative();
        }
        assertThat(log).anyMatch(line -> line.contains("there is no TLS between us"));
        assertThat(log).anyMatch(line -> line.endsWith("was cut: it did not say hello in time."));
    }

    @Test
    void connectionsThatSayNothingKeepNobodyOut() throws Exception {
        try (TlsGate patient = gate(LinkLimits.DEFAULT)) {
            Entrance entrance = patient.expect(new RunnerId("r1"), "one");
            RunnerAddress.Tls address = (RunnerAddress.Tls) entrance.address();
            List<Socket> mute = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                mute.add(new Socket(address.host(), address.port()));
            }
            try (ScriptedRunner runner = ScriptedRunner.hello(address, "one")) {
                assertThat(runner.take(Frame.Welcome.class).protocol()).isEqualTo(2);
            }
            assertThat(mute.getFirst().getInputStream().read()).isNegative();
            for (Socket socket : mute) {
                socket.close();
            }
        }
        assertThat(log.size()).as("a flood of strangers fills no log").isLessThanOrEqualTo(10);
    }

    @Test
    void itsKeyIsNowhereOnDisk() throws IOException {
        try (var files = Files.list(folder.resolve("one"))) {
            assertThat(files).containsExactly(certificate.file());
        }
        assertThat(certificate.file()).content().startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(certificate.file()).content().isNotEqualTo(Files.readString(another.file()));
    }

    @Test
    void aPortThatIsTakenIsTold() {
        InetSocketAddress taken = new InetSocketAddress("127.0.0.1", ((RunnerAddress.Tls) address()).port());

        assertThatThrownBy(() -> TlsGate.open(taken, certificate, loops, QUICK, line -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Runners cannot be waited for at 127.0.0.1:" + taken.getPort() + ": ")
                .hasMessageEndingWith(". Set sluice.runner-link.host to an address of this machine and"
                        + " sluice.runner-link.port to a port that is free, or to 0 for any.");
    }

    private RunnerAddress address() {
        try {
            return gate.expect(new RunnerId("r-address"), "address").address();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aKeytoolThatFailsIsTold() throws IOException {
        Path home = folder.resolve("jdk");
        Path keytool = Files.writeString(
                Files.createDirectories(home.resolve("bin")).resolve("keytool"), "#!/bin/sh\necho no luck\nexit 1\n");
        Files.setPosixFilePermissions(keytool, PosixFilePermissions.fromString("rwx------"));

        assertThatThrownBy(() -> GatewayCertificate.make(folder, home, new SecureRandom()))
                .hasMessage("keytool of the JDK cannot make the key that runners know this gateway by: no luck");
    }

    @Test
    void complaintsAreToldSomeTimesAMinute() {
        long[] now = {0};
        Complaints complaints = new Complaints(() -> now[0]);
        int told = 0;
        for (int i = 0; i < 100; i++) {
            told += complaints.mayTell() ? 1 : 0;
        }
        now[0] = TimeUnit.MINUTES.toNanos(1);

        assertThat(told).isEqualTo(10);
        assertThat(complaints.mayTell()).isTrue();
    }

    /** Sends a body as credit allows and keeps what comes back, both at once. */
    private static final class EchoedBody implements StreamListener {

        private final ByteBuffer left;
        private final ByteArrayOutputStream back = new ByteArrayOutputStream();
        private final CompletableFuture<StreamEnd> end = new CompletableFuture<>();
        private @Nullable Call call;

        EchoedBody(byte[] sent) {
            left = ByteBuffer.wrap(sent);
        }

        CompletableFuture<StreamEnd> end() {
            return end;
        }

        byte[] received() {
            return back.toByteArray();
        }

        @Override
        public void opened(Call stream) {
            call = stream;
        }

        @Override
        public void credit(int bytes) {
            int length = Math.min(bytes, left.remaining());
            Objects.requireNonNull(call).write(left.slice(left.position(), length));
            left.position(left.position() + length);
            if (!left.hasRemaining()) {
                Objects.requireNonNull(call).end(Headers.EMPTY);
            }
        }

        @Override
        public void head(int status, Headers headers) {}

        @Override
        public void data(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(bytes.position(), copy);
            back.writeBytes(copy);
            Objects.requireNonNull(call).grant(copy.length);
        }

        @Override
        public void end(Headers trailers) {}

        @Override
        public void finished(StreamEnd told) {
            end.complete(told);
        }
    }
}
