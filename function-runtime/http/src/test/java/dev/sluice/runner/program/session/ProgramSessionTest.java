package dev.sluice.runner.program.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.socket.SocketLink;
import dev.sluice.testkit.protocol.SocketEnd;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the suite of all runners does not ask: connections that end between requests, and programs that end by themselves. */
class ProgramSessionTest {

    private final CompletableFuture<String> end = new CompletableFuture<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private SocketEnd gateway;

    private final Host host = new Host() {
        @Override
        public void rest() {}

        @Override
        public void drained() {
            end.complete("drained");
        }

        @Override
        public void ended(int code, String lastWords) {
            end.complete(code + ": " + lastWords);
        }
    };

    @BeforeEach
    void connect() throws IOException {
        Path code = Files.createDirectory(folder.resolve("code"));
        Files.createDirectory(folder.resolve("work"));
        Closing.script(code);
        Path socket = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            SocketLink link = SocketLink.connect(socket);
            ProgramSession session = new ProgramSession(
                    link.outbox(),
                    host,
                    Thread.ofVirtual().factory(),
                    Map.of("PATH", "/bin"),
                    made -> new Listening(made, folder.resolve("work")));
            Thread.ofPlatform().daemon().start(() -> serve(link, session));
            gateway = new SocketEnd(server.accept());
        }
        gateway.send(
                new Frame.Welcome(2, List.of()),
                new Frame.Specialise(
                        "closing",
                        1,
                        "program",
                        new Frame.Artifact(code.toString(), List.of("program")),
                        Map.of(),
                        60_000,
                        1,
                        Map.of(Frame.Specialise.START_MILLIS, "60000")));
        assertThat(gateway.next()).isInstanceOf(Frame.Specialised.class);
    }

    private static void serve(SocketLink link, ProgramSession session) {
        try {
            link.serve(session, () -> false);
        } catch (IOException | ProtocolException e) {
            // The test has closed it.
        } finally {
            session.close();
        }
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private Frame call(int stream, String method) {
        gateway.send(new Frame.Invoke(stream, "01ID", 60_000, new RequestHead(method, "/", "", Headers.EMPTY), true));
        return gateway.next();
    }

    private String answer() {
        return StandardCharsets.UTF_8
                .decode(((Frame.Data) gateway.next()).bytes().duplicate())
                .toString();
    }

    @Test
    void aRequestThatMayBeSentTwiceIsWhereAKeptConnectionEndsWithoutAnAnswer() {
        assertThat(call(1, "GET")).isInstanceOf(Frame.Result.class);
        String first = answer();

        assertThat(call(2, "GET")).isInstanceOf(Frame.Result.class);
        assertThat(answer()).isNotEqualTo(first);
    }

    @Test
    void anyOtherIsABadAnswerThen() {
        assertThat(call(1, "POST")).isInstanceOf(Frame.Result.class);
        answer();

        Frame.Error error = (Frame.Error) call(2, "POST");

        assertThat(error.fault()).isEqualTo(InvokeFault.BAD_ANSWER);
        assertThat(error.error().message()).isEqualTo("the program closed the connection without an answer");
    }

    @Test
    void aDrainedRunnerEndsItsProgram() throws Exception {
        ProcessHandle program = ProcessHandle.current().children().findFirst().orElseThrow();

        gateway.send(new Frame.Drain());

        assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo("drained");
        assertThat(program.isAlive()).isFalse();
    }

    @Test
    void aProgramThatIsKilledTakesItsRunnerAlong() throws Exception {
        ProcessHandle program = ProcessHandle.current().children().findFirst().orElseThrow();

        program.destroyForcibly();

        assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo("137: the program ended with signal 9");
    }
}
