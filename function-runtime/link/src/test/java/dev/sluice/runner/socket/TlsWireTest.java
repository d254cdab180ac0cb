package dev.sluice.runner.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.protocol.TlsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to somebody who shows the right certificate, another one, or none. */
class TlsWireTest {

    @TempDir
    Path folder;

    @Test
    void bytesPassBothWaysWhateverTheSizesOfPiecesAndBuffers() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("TlsWireTest seed " + seed);
        Random random = new Random(seed);
        byte[] sent = new byte[3_000_000];
        random.nextBytes(sent);
        try (TlsServer server = TlsServer.open(folder)) {
            CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> echo(server));
            try (TlsWire wire = TlsWire.connect(server.address(), server.certificate());
                    Selector selector = Selector.open()) {
                wire.channel().configureBlocking(false);
                wire.channel().register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                ByteBuffer back = ByteBuffer.allocate(sent.length);
                int at = 0;
                boolean gone = true;
                while (back.hasRemaining()) {
                    selector.select();
                    selector.selectedKeys().clear();
                    if (at < sent.length || !gone) {
                        ByteBuffer piece =
                                ByteBuffer.wrap(sent, at, Math.min(random.nextInt(50_000), sent.length - at));
                        gone = wire.write(piece);
                        at = piece.position();
                    }
                    int most = 1 + random.nextInt(40_000);
                    int read;
                    do {
                        ByteBuffer some = ByteBuffer.allocate(Math.min(most, back.remaining()));
                        read = wire.read(some);
                        back.put(some.flip());
                    } while (read == most);
                }
                assertThat(back.array()).as("seed %d", seed).isEqualTo(sent);
            }
            echo.join();
        }
    }

    private static void echo(TlsServer server) {
        try (SSLSocket socket = server.accept()) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The other end is gone, which is the end.
        }
    }

    @Test
    void anotherCertificateIsRefused() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (TlsServer server = TlsServer.open(folder);
                TlsServer stranger = TlsServer.open(other)) {
            CompletableFuture.runAsync(() -> echo(stranger));

            assertThatThrownBy(() -> TlsWire.connect(stranger.address(), server.certificate()))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void whoHangsUpInsteadOfAHandshakeIsTold() throws Exception {
        try (TlsServer server = TlsServer.open(folder);
                ServerSocket mute = new ServerSocket(0, 1, server.address().getAddress())) {
            CompletableFuture.runAsync(() -> hangUp(mute));
            InetSocketAddress address = new InetSocketAddress(mute.getInetAddress(), mute.getLocalPort());

            assertThatThrownBy(() -> TlsWire.connect(address, server.certificate()))
                    .isInstanceOf(IOException.class);
        }
    }

    private static void hangUp(ServerSocket server) {
        try {
            server.accept().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aFileThatIsNoCertificateIsTold() throws Exception {
        Path file = Files.writeString(folder.resolve("x.pem"), "nonsense");

        assertThatThrownBy(() -> TlsWire.connect(new InetSocketAddress("127.0.0.1", 1), file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the gateway's certificate " + file + " cannot be read: ");
    }
}
