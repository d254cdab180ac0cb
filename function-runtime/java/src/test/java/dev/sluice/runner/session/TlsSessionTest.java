package dev.sluice.runner.session;

import dev.sluice.runner.function.Specialiser;
import dev.sluice.runner.socket.SocketLink;
import dev.sluice.testkit.protocol.GatewayEnd;
import dev.sluice.testkit.protocol.SocketEnd;
import dev.sluice.testkit.protocol.TlsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios over TCP with TLS. */
class TlsSessionTest extends SessionScenarios {

    private static TlsServer server;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        server = TlsServer.open(folder);
    }

    @AfterAll
    static void shut() throws IOException {
        server.close();
    }

    @Override
    GatewayEnd connect() {
        CompletableFuture<SSLSocket> accepted = CompletableFuture.supplyAsync(TlsSessionTest::accept);
        try {
            SocketLink link = SocketLink.connect(server.address(), server.certificate());
            Session session = new Session(link.outbox(), new Specialiser(), host, CONSOLE, threads);
            Thread.ofPlatform().daemon().start(() -> SocketSessionTest.serve(link, session));
            SSLSocket socket = accepted.join();
            return new SocketEnd(
                    Channels.newChannel(socket.getInputStream()), Channels.newChannel(socket.getOutputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLSocket accept() {
        try {
            return server.accept();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
