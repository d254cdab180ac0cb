package dev.sluice.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may come in, and where the socket is. */
class UnixGateTest {

    private static final LinkLimits QUICK =
            new LinkLimits(Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofSeconds(5));

    @TempDir
    Path home;

    private final EpollEventLoopGroup loops = new EpollEventLoopGroup(2);
    private final List<UnixGate> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        open.forEach(UnixGate::close);
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
    }

    private UnixGate gate(Path folder) throws IOException {
        UnixGate gate = UnixGate.open(folder, loops, QUICK, line -> {});
        open.add(gate);
        return gate;
    }

    @Test
    void aRunnerWithItsTokenComesInOnce() throws Exception {
        UnixGate gate = gate(home.resolve("run"));
        var coming = gate.expect(new RunnerId("r7"), "right").toCompletableFuture();

        try (ScriptedRunner first = ScriptedRunner.hello(gate.socket(), "right")) {
            RunnerLink link = coming.get(10, TimeUnit.SECONDS);
            assertThat(link.id()).isEqualTo(new RunnerId("r7"));
            try (ScriptedRunner second = ScriptedRunner.hello(gate.socket(), "right")) {
                assertThat(second.isCut()).isTrue();
            }
            link.close();
            assertThat(first.isCut()).isTrue();
            assertThat(link.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isEmpty();
        }
    }

    @Test
    void nobodyElseComesIn() throws Exception {
        UnixGate gate = gate(home.resolve("run"));
        var coming = gate.expect(new RunnerId("r7"), "right").toCompletableFuture();

        for (String token : List.of("", "wrong", "righ", "right ", "RIGHT")) {
            try (ScriptedRunner runner = ScriptedRunner.hello(gate.socket(), token)) {
                assertThat(runner.isCut()).as(token).isTrue();
            }
        }
        assertThat(coming).isNotDone();
    }

    @Test
    void whatIsNoHelloIsCut() throws Exception {
        UnixGate gate = gate(home.resolve("run"));
        gate.expect(new RunnerId("r7"), "right");
        List<Frame> wrong = List.of(
                new Frame.Ping(1), new Frame.Drain(), new Frame.Hello(Protocol.VERSION + 1, "right", "test1", 1));

        for (Frame frame : wrong) {
            try (ScriptedRunner runner = ScriptedRunner.connect(gate.socket())) {
                runner.send(frame);
                assertThat(runner.isCut()).as(frame.toString()).isTrue();
            }
        }
        for (byte[] garbage : List.of(new byte[64], "GET / HTTP/1.1\r\n\r\n".getBytes("US-ASCII"))) {
            try (ScriptedRunner runner = ScriptedRunner.connect(gate.socket())) {
                runner.send(ByteBuffer.wrap(garbage));
                assertThat(runner.isCut()).isTrue();
            }
        }
    }

    @Test
    void whoSaysNothingOrOnlyHalfIsCutInTime() throws Exception {
        UnixGate gate = gate(home.resolve("run"));
        try (ScriptedRunner silent = ScriptedRunner.connect(gate.socket());
                ScriptedRunner half = ScriptedRunner.connect(gate.socket())) {
            half.send(ByteBuffer.wrap(new byte[] {0, 0, 0, 40, 1, 0, 0, 0}));

            assertThat(silent.isCut()).isTrue();
            assertThat(half.isCut()).isTrue();
        }
    }

    @Test
    void aRunnerThatWasForgottenDoesNotComeIn() throws Exception {
        UnixGate gate = gate(home.resolve("run"));
        CompletableFuture<RunnerLink> coming =
                gate.expect(new RunnerId("r7"), "right").toCompletableFuture();
        gate.forget(new RunnerId("r7"));

        assertThatThrownBy(() -> coming.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(LinkClosedException.class)
                .hasMessageContaining("runner r7 is not waited for any more");
        try (ScriptedRunner runner = ScriptedRunner.hello(gate.socket(), "right")) {
            assertThat(runner.isCut()).isTrue();
        }
    }

    @Test
    void aGateThatClosesCutsAllAndLeavesNothing() throws Exception {
        UnixGate gate = gate(home.resolve("run"));
        var in = gate.expect(new RunnerId("r1"), "one").toCompletableFuture();
        var waiting = gate.expect(new RunnerId("r2"), "two").toCompletableFuture();
        try (ScriptedRunner runner = ScriptedRunner.hello(gate.socket(), "one")) {
            RunnerLink link = in.get(10, TimeUnit.SECONDS);
            gate.close();

            assertThat(runner.isCut()).isTrue();
            assertThat(link.closed().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
            assertThat(waiting).failsWithin(Duration.ofSeconds(10));
            assertThat(gate.socket()).doesNotExist();
        }
    }

    @Test
    void nobodyElseMayEnterTheFolder() throws Exception {
        UnixGate gate = gate(home.resolve("run"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(gate.socket())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(gate.socket().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void aSocketThatAKilledGatewayLeftIsReplaced() throws Exception {
        Path folder = home.resolve("run");
        Path left = gate(folder).socket();
        Path kept = home.resolve("kept.sock");
        Files.createLink(kept, left);
        open.getFirst().close();
        Files.move(kept, left);
        open.clear();

        UnixGate gate = gate(folder);

        gate.expect(new RunnerId("r1"), "one");
        try (ScriptedRunner runner = ScriptedRunner.hello(gate.socket(), "one")) {
            assertThat(gate.socket()).exists();
        }
    }

    @Test
    void twoGatewaysDoNotShareAHome() throws Exception {
        UnixGate first = gate(home.resolve("run"));

        assertThatThrownBy(() -> gate(home.resolve("run")))
                .isInstanceOf(IOException.class)
                .hasMessage("Another gateway is running and listens on " + first.socket()
                        + ". Stop it, or give this one a home folder of its own.");
    }

    @Test
    void aFileInTheWayIsNotTouched() throws Exception {
        Path folder = Files.createDirectories(home.resolve("run"));
        Path file = Files.writeString(folder.resolve("gateway.sock"), "precious");

        assertThatThrownBy(() -> gate(folder))
                .isInstanceOf(IOException.class)
                .hasMessage("There is a file " + file + " where the socket for runners has to be. Move it away.");
        assertThat(file).hasContent("precious");
    }

    @Test
    void aPathThatIsTooLongGivesWayToAShortOne() throws Exception {
        UnixGate gate = gate(home.resolve("x".repeat(120)));
        Path socket = gate.socket();

        assertThat(socket.toString().length()).isLessThanOrEqualTo(SocketFolder.MAX_PATH_BYTES);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
        gate.close();
        open.clear();
        assertThat(socket.getParent()).doesNotExist();
    }

    @Test
    void whereBothPathsAreTooLongTheMessageSaysSo() throws Exception {
        Path longRoot = Files.createDirectories(home.resolve("t".repeat(110)));

        assertThatThrownBy(() -> SocketFolder.prepare(home.resolve("x".repeat(120)), longRoot))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("because a socket's path has at most 100 bytes")
                .hasMessageContaining("Choose a shorter home folder");
        assertThat(longRoot).isEmptyDirectory();
    }

    @Test
    void withoutEpollItSaysWhatToDo() {
        DefaultEventLoopGroup other = new DefaultEventLoopGroup(1);

        assertThatThrownBy(() -> UnixGate.open(home, other, QUICK, line -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Set quarkus.vertx.prefer-native-transport=true");
        other.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
