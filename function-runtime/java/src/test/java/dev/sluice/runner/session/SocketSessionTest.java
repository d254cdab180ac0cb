package dev.sluice.runner.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.function.Specialiser;
import dev.sluice.runner.socket.SocketLink;
import dev.sluice.testkit.protocol.GatewayEnd;
import dev.sluice.testkit.protocol.SocketEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void theProfileIsToldAtTheFirstRestAfterACall(@TempDir Path folder) {
        try (GatewayEnd gateway = connect()) {
            gateway.send(new Frame.Welcome(2, List.of("profile")));
            gateway.send(ofManyClasses(folder));
            assertThat(gateway.next()).isInstanceOf(Frame.Specialised.class);
            gateway.send(new Frame.Invoke(
                    1, "01J0000000000000000000000A", 10_000, new RequestHead("GET", "/", "", Headers.EMPTY), true));
            gateway.next(frame -> frame instanceof Frame.Result);
            gateway.next(frame -> frame instanceof Frame.Data);

            assertThat(gateway.next()).isInstanceOf(Frame.Profile.class);
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
