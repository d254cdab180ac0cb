package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections on which no request comes, on the whole gateway. */
class SilentConnectionsTest {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** A frame of SETTINGS without any, as each client of HTTP/2 begins. */
    private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";

    @TempDir
    private static Path folder;

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(folder.resolve("home"), Gateway.settings("sluice.connection-patience", "500ms"));
    }

    @AfterEach
    void quiet() {
        gateway.log().assertQuiet();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "G",
                "GET /function/x HTTP/1.1\r\nHost: a\r\nX: ",
                "PRI * HTTP/2.0\r\n",
                PREFACE,
                PREFACE + SETTINGS,
                "GET /version HTTP/1.1\r\nHost: a\r\n\r\n",
            })
    void areClosed(String sent) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));

            assertThat(isEnded(socket)).isTrue();
        }
    }

    private static boolean isEnded(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        try {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void aCallThatTakesLongerIsNoSuchConnection() throws IOException {
        gateway.deployed("slow", OutcomeTest.JAR, "handler=" + OutcomeTest.PACKAGE + "Misbehave", "timeout=2s");

        assertThat(gateway.get("/function/slow/sleeps").statusCode()).isEqualTo(504);
    }
}
