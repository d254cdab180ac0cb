package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Runners that come in by TCP with TLS are as good as those that come in by sockets; nobody else comes in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunnersOverTlsTest {

    private static final String PACKAGE = "dev.sluice.examples.misbehave.";

    @TempDir
    private static Path folder;

    private Gateway gateway;
    private int port;

    @BeforeAll
    void start() {
        port = Gateway.freePort();
        gateway = Gateway.start(
                folder.resolve("home"),
                Gateway.settings(Gateway.TRANSPORT, "tls", "sluice.runner-link.port", Integer.toString(port)));
    }

    @AfterAll
    void stop() {
        gateway.log().assertQuiet();
        gateway.close();
    }

    @Test
    void callsAreAnsweredAndLargeBodiesPass() {
        gateway.deployed("count", Gateway.example("word-count"));
        byte[] text = "many words in a row\n".repeat(200_000).getBytes(StandardCharsets.UTF_8);

        var answer = gateway.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/function/count"))
                        .POST(BodyPublishers.ofByteArray(text))
                        .build());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Gateway.json(answer).get("words").getAsLong()).isEqualTo(1_000_000);
    }

    @Test
    void whatAFunctionDoesWrongIsToldAsEver() {
        gateway.deployed("misbehave", Gateway.example("misbehave"), "handler=" + PACKAGE + "Misbehave", "timeout=2s");

        JsonObject threw = Gateway.json(gateway.get("/function/misbehave/throws"));
        assertThat(threw.get("reason").getAsString()).isEqualTo("function_threw");
        JsonObject slow = Gateway.json(gateway.get("/function/misbehave/sleeps"));
        assertThat(slow.get("reason").getAsString()).isEqualTo("timed_out");
        assertThat(gateway.get("/function/misbehave/").body()).isEqualTo("fine\n");
    }

    @Test
    void whoHasNoValidTokenOrDoesNotTrustTheGatewayIsCutAndToldInTheLog() throws Exception {
        Path certificate = folder.resolve("home/run/gateway.pem");
        gateway.log().expect("its token is not valid");
        gateway.log().expect("there is no TLS between us");
        try (SSLSocket socket = connect(certificate)) {
            hello(socket.getOutputStream(), "a-token-of-yesterday");
            assertThat(socket.getInputStream().read()).isNegative();
        }

        Path other = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        assertThatThrownBy(() -> connectTrusting(KeyStore.getInstance(other.toFile(), (char[]) null)))
                .isInstanceOf(IOException.class);

        await().until(() -> gateway.log().text().contains("was cut: its token is not valid."));
        await().until(() -> gateway.log()
                .text()
                .contains("was cut: there is no TLS between us, as when it does not trust"
                        + " this gateway's certificate"));
    }

    @Test
    void thereIsNoKeyOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
            List<String> names =
                    files.map(path -> path.getFileName().toString()).toList();
            assertThat(names).contains("gateway.pem").noneMatch(name -> name.endsWith(".p12"));
        }
    }

    private SSLSocket connect(Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "gateway", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        return connectTrusting(trusted);
    }

    private SSLSocket connectTrusting(KeyStore trusted) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.startHandshake();
        return socket;
    }

    /** The least that is a hello, written by hand. */
    private static void hello(OutputStream out, String token) throws IOException {
        byte[] text = token.getBytes(StandardCharsets.US_ASCII);
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        java.io.DataOutputStream frame = new java.io.DataOutputStream(bytes);
        frame.writeInt(6 + 4 + 4 + text.length + 4 + 1 + 8 + 2);
        frame.writeByte(1);
        frame.writeByte(0);
        frame.writeInt(0);
        frame.writeShort(2);
        frame.writeShort(2);
        frame.writeInt(text.length);
        frame.write(text);
        frame.writeInt(1);
        frame.writeByte('x');
        frame.writeLong(1);
        frame.writeShort(0);
        out.write(bytes.toByteArray());
        out.flush();
    }
}
