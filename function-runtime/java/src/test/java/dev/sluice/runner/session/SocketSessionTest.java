package dev.sluice.runner.session;

import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.function.Specialiser;
import dev.sluice.runner.socket.SocketLink;
import dev.sluice.runner.support.GatewayEnd;
import dev.sluice.runner.support.SocketEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scenarios over a real socket. */
class SocketSessionTest extends SessionScenarios {

    @Override
    GatewayEnd connect() {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path folder = Files.createTempDirectory("runner-test");
            Path socket = folder.resolve("s");
            server.bind(UnixDomainSocketAddress.of(socket));
            SocketLink link = SocketLink.connect(socket);
            Session session = new Session(link.outbox(), new Specialiser(), host, CONSOLE, threads);
            Thread.ofPlatform().daemon().start(() -> serve(link, session));
            SocketEnd end = new SocketEnd(server.accept());
            Files.delete(socket);
            Files.delete(folder);
            return end;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void serve(SocketLink link, Session session) {
        try {
            link.serve(session, () -> false);
        } catch (IOException | ProtocolException e) {
            // The test sees the end of the connection.
        }
    }
}
