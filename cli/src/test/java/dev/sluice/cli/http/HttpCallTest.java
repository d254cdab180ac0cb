package dev.sluice.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a socket that answers exactly these bytes. */
class HttpCallTest {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    /** Answers one connection once it has read a request's head, and gives what was asked. */
    private CompletableFuture<String> answering(String answer) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Socket socket = server.accept()) {
                        String head = head(socket.getInputStream());
                        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                        socket.shutdownOutput();
                        socket.getInputStream().skip(1 << 20);
                        return head;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                threads);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    private Response send(Request request) throws IOException {
        return HttpCall.send(URI.create("http://127.0.0.1:" + server.getLocalPort()), request);
    }

    @Test
    void writesAHeadThatServersUnderstand() throws IOException {
        var asked = answering("HTTP/1.1 204 No Content\r\n\r\n");
        send(Request.of("PUT", "/a?b=c", Body.of("xyz")).with("X-One", "1")).close();
        assertThat(asked.join())
                .isEqualTo("PUT /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort()
                        + "\r\nConnection: close\r\nContent-Length: 3\r\nX-One: 1\r\n\r\n");
    }

    @Test
    void putsThePathOfTheServerFirst() throws IOException {
        var asked = answering("HTTP/1.1 204 No Content\r\n\r\n");
        HttpCall.send(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/sluice/"), Request.get("/version"))
                .close();
        assertThat(asked.join()).startsWith("GET /sluice/version HTTP/1.1\r\n");
    }

    @Test
    void readsABodyOfKnownLengthAndNotMore() throws IOException {
        answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHelloIGNORED");
        assertThat(send(Request.get("/")).text()).isEqualTo("Hello");
    }

    @Test
    void readsChunksWithExtensionsAndTrailers() throws IOException {
        answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nHello\r\n7\r\n, world\r\n0\r\nX-T: 1\r\n\r\n");
        assertThat(send(Request.get("/")).text()).isEqualTo("Hello, world");
    }

    @Test
    void readsUntilTheConnectionEndsWhereNoLengthIsSaid() throws IOException {
        answering("HTTP/1.0 200 OK\r\n\r\nHello");
        assertThat(send(Request.get("/")).text()).isEqualTo("Hello");
    }

    @Test
    void skipsInterimAnswers() throws IOException {
        answering(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        Response answer = send(Request.get("/"));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("link")).isEmpty();
    }

    @Test
    void anAnswerToHeadHasNoBodyWhateverItSays() throws IOException {
        answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        assertThat(send(Request.of("HEAD", "/", Body.NONE)).text()).isEmpty();
    }

    @Test
    void aCutBodyIsAnErrorAndNotAShortAnswer() {
        answering("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nHello");
        assertThatThrownBy(() -> send(Request.get("/")).text())
                .isInstanceOf(IOException.class)
                .hasMessage("the connection was cut 45 bytes before the end of the answer");
    }

    @Test
    void aCutChunkIsAnErrorToo() {
        answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nHello");
        assertThatThrownBy(() -> send(Request.get("/")).text())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was cut");
    }

    @Test
    void anAnswerThatIsNoHttpIsSaidToBeNone() {
        answering("SSH-2.0-OpenSSH_9.2\r\n");
        assertThatThrownBy(() -> send(Request.get("/")))
                .isInstanceOf(IOException.class)
                .hasMessage("what answers there does not speak HTTP/1.1");
    }

    @Test
    void anEarlyRefusalOfALargeUploadIsReadWhileTheBodyIsStillGoingOut() throws IOException {
        answering("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
        Body endless = Body.of(new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return length;
            }
        });
        Response answer = send(Request.of("PUT", "/", endless));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).isEqualTo("big");
        answer.close();
    }

    @Test
    void sendsABodyOfUnknownLengthInChunks() throws IOException {
        var asked = CompletableFuture.supplyAsync(
                () -> {
                    try (Socket socket = server.accept()) {
                        String head = head(socket.getInputStream());
                        byte[] body = socket.getInputStream().readNBytes("5\r\nHello\r\n0\r\n\r\n".length());
                        socket.getOutputStream()
                                .write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        return head + new String(body, StandardCharsets.US_ASCII);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                threads);
        Body piped = Body.of(new ByteArrayInputStream("Hello".getBytes(StandardCharsets.US_ASCII)));
        send(Request.of("POST", "/", piped)).close();
        assertThat(asked.join()).contains("Transfer-Encoding: chunked\r\n").endsWith("\r\n\r\n5\r\nHello\r\n0\r\n\r\n");
    }
}
