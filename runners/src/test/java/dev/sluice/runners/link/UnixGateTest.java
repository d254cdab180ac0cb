package dev.sluice.runners.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerGate.Entrance;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.runners.session.Greeting;
import dev.sluice.runners.session.LinkLimits;
import dev.sluice.testkit.protocol.ScriptedRunner;
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
    void aRunnerWithItsTokenComesInOnceAndItsSocketIsGone() throws Exception {
        UnixGate gate = gate(home.resolve("run"));
        Entrance entrance = gate.expect(new RunnerId("r7"), "right");

        try (ScriptedRunner late = ScriptedRunner.connect(entrance.address());
                ScriptedRunner first = ScriptedRunner.hello(entrance.address(), "right")) {
            RunnerLink link = link(entrance);
            assertThat(link.id()).isEqualTo(new RunnerId("r7"));
            await().until(() -> Files.notExists(socket(entrance)));
            assertThat(late.isCut()).isTrue();
            link.close();
            assertThat(first.isCut()).isTrue();
            assertThat(link.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isEmpty();
        }
    }

    private static RunnerLink link(Entrance entrance) throws Exception {
        return entrance.link().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void nobodyElseComesInAlsoNotWithTheTokenOfAnother() throws Exception {
        UnixGate gate = gate(home.resolve("run"));
        Entrance entrance = gate.expect(new RunnerId("r7"), "right");
        Entrance other = gate.expect(new RunnerId("r8"), "other");

        for (String token : List.of("", "wrong", "righ", "right ", "RIGHT", "other")) {
            try (ScriptedRunner runner = ScriptedRunner.hello(entrance.address(), token)) {
                assertThat(runner.isCut()).as(token).isTrue();
            }
        }
        assertThat(entrance.link().toCompletableFuture()).isNotDone();
        assertThat(other.link().toCompletableFuture()).isNotDone();
    }

    @Test
    void theNewestProtocolThatBothSpeakIsChosenWithTheFeaturesThatBothKnow() throws Exception {
        Entrance entrance = gate(home.resolve("run")).expect(new RunnerId("r7"), "right");

        try (ScriptedRunner runner = ScriptedRunner.hello(entrance.address(), "right", 9, "telepathy", "ping")) {
            assertThat(runner.take(Frame.Welcome.class)).isEqualTo(new Frame.Welcome(2, List.of("ping")));
        }
    }

    @Test
    void whatIsNoHelloIsCut() throws Exception {
        Entrance entrance = gate(home.resolve("run")).expect(new RunnerId("r7"), "right");
        List<Frame> wrong = List.of(
                new Frame.Ping(1),
                new Frame.Drain(),
                new Frame.Hello(Protocol.VERSION + 1, Protocol.VERSION + 3, "right", "test1", 1, List.of()));

        for (Frame frame : wrong) {
            try (ScriptedRunner runner = ScriptedRunner.connect(entrance.address())) {
                runner.send(frame);
                assertThat(runner.isCut()).as(frame.toString()).isTrue();
            }
        }
        for (byte[] garbage : List.of(new byte[64], "GET / HTTP/1.1\r\n\r\n".getBytes("US-ASCII"))) {
            try (ScriptedRunner runner = ScriptedRunner.connect(entrance.address())) {
                runner.send(ByteBuffer.wrap(garbage));
                assertThat(runner.isCut()).isTrue();
            }
        }
    }

    @Test
    void whoSaysNothingOrOnlyHalfIsCutInTime() throws Exception {
        Entrance entrance = gate(home.resolve("run")).expect(new RunnerId("r7"), "right");
        try (ScriptedRunner silent = ScriptedRunner.connect(entrance.address());
                ScriptedRunner half = ScriptedRunner.connect(entrance.address())) {
            half.send(ByteBuffer.wrap(new byte[] {0, 0, 0, 40, 1, 0, 0, 0}));

            assertThat(silent.isCut()).isTrue();
            assertThat(half.isCut()).isTrue();
        }
    }

    /** Before a hello nobody makes the gateway keep more than a hello. */
    @Test
    void aHelloThatClaimsToBeLargeIsCutBeforeItComes() throws Exception {
        UnixGate patient = UnixGate.open(home.resolve("run"), loops, LinkLimits.DEFAULT, line -> {});
        open.add(patient);
        Entrance entrance = patient.expect(new RunnerId("r7"), "right");
        ByteBuffer begin =
                ByteBuffer.allocate(600).putInt(Greeting.MAX_HELLO_BYTES + 1).put((byte) 1);
        try (ScriptedRunner runner = ScriptedRunner.connect(entrance.address())) {
            runner.send(begin.flip());

            assertThat(runner.isCut()).isTrue();
        }
        try (ScriptedRunner runner = ScriptedRunner.hello(entrance.address(), "x".repeat(Greeting.MAX_HELLO_BYTES))) {
            assertThat(runner.isCut()).isTrue();
        }
        String longest = "t".repeat(Greeting.MAX_HELLO_BYTES - 6 - 2 - 4 - 4 - "test1".length() - 8);
        Entrance fits = patient.expect(new RunnerId("r8"), longest);
        try (ScriptedRunner runner = ScriptedRunner.hello(fits.address(), longest)) {
            assertThat(link(fits).id()).isEqualTo(new RunnerId("r8"));
        }
    }

    @Test
    void connectionsThatSayNothingDoNotKeepARunnerOut() throws Exception {
        UnixGate gate = UnixGate.open(home.resolve("run"), loops, LinkLimits.DEFAULT, line -> {});
        open.add(gate);
        Entrance entrance = gate.expect(new RunnerId("r7"), "right");
        Entrance neighbour = gate.expect(new RunnerId("r8"), "other");
        List<ScriptedRunner> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                silent.add(ScriptedRunner.connect(entrance.address()));
            }
            assertThat(silent.getFirst().isCut()).isTrue();

            try (ScriptedRunner other = ScriptedRunner.hello(neighbour.address(), "other");
                    ScriptedRunner runner = ScriptedRunner.hello(entrance.address(), "right")) {
                assertThat(link(neighbour).id()).isEqualTo(new RunnerId("r8"));
                assertThat(link(entrance).id()).isEqualTo(new RunnerId("r7"));
            }
            for (ScriptedRunner connection : silent) {
                assertThat(connection.isCut()).isTrue();
            }
        } finally {
            for (ScriptedRunner connection : silent) {
                connection.close();
            }
        }
    }

    @Test
    void aRunnerThatWasForgottenDoesNotComeIn() throws Exception {
        UnixGate gate = gate(home.resolve("run"));
        Entrance entrance = gate.expect(new RunnerId("r7"), "right");
        try (ScriptedRunner runner = ScriptedRunner.connect(entrance.address())) {
            gate.forget(new RunnerId("r7"));

            assertThatThrownBy(() -> link(entrance))
                    .hasCauseInstanceOf(LinkClosedException.class)
                    .hasMessageContaining("runner r7 is not waited for any more");
            assertThat(runner.isCut()).isTrue();
            await().until(() -> Files.notExists(socket(entrance)));
        }
    }

    @Test
    void aGateThatClosesCutsAllAndLeavesNothing() throws Exception {
        UnixGate gate = gate(home.resolve("run"));
        Entrance in = gate.expect(new RunnerId("r1"), "one");
        Entrance waiting = gate.expect(new RunnerId("r2"), "two");
        try (ScriptedRunner runner = ScriptedRunner.hello(in.address(), "one")) {
            RunnerLink link = link(in);
            gate.close();

            assertThat(runner.isCut()).isTrue();
            assertThat(link.closed().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
            assertThat(waiting.link().toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
            assertThat(home.resolve("run")).isEmptyDirectory();
            assertThatThrownBy(() -> gate.expect(new RunnerId("r3"), "three"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the gateway is shutting down");
        }
    }

    @Test
    void nobodyElseMayEnterTheFolder() throws Exception {
        UnixGate gate = gate(home.resolve("run"));
        Path socket = socket(gate.expect(new RunnerId("r7"), "right"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(gate.folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void socketsThatAKilledGatewayLeftAreRemovedAndNothingElse() throws Exception {
        Path folder = home.resolve("run");
        // With its loop ended, nothing of it can remove a socket of the same name later.
        EpollEventLoopGroup itsLoop = new EpollEventLoopGroup(1);
        UnixGate killed = UnixGate.open(folder, itsLoop, QUICK, line -> {});
        Path left = socket(killed.expect(new RunnerId("r1"), "one"));
        Path kept = home.resolve("kept.sock");
        Files.createLink(kept, left);
        killed.close();
        itsLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
        Files.move(kept, left);
        Path file = Files.writeString(folder.resolve("precious.sock"), "precious");

        UnixGate gate = gate(folder);

        assertThat(left).doesNotExist();
        assertThat(file).hasContent("precious");
        Entrance entrance = gate.expect(new RunnerId("r1"), "one");
        try (ScriptedRunner runner = ScriptedRunner.hello(entrance.address(), "one")) {
            assertThat(link(entrance).id()).isEqualTo(new RunnerId("r1"));
        }
    }

    @Test
    void aPathThatIsTooLongGivesWayToAShortOne() throws Exception {
        Path folder = home.resolve("x".repeat(120));
        UnixGate gate = gate(folder);
        Path socket = socket(gate.expect(new RunnerId("r1"), "one"));

        assertThat(socket.toString().length()).isLessThanOrEqualTo(SocketFolder.MAX_PATH_BYTES);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
        gate.close();
        assertThat(socket.getParent()).doesNotExist();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theShortFolderOfAKilledGatewayIsRemoved() throws Exception {
        Path folder = home.resolve("x".repeat(120));
        Path left = SocketFolder.prepare(folder, Path.of("/tmp")).folder();

        Path next = SocketFolder.prepare(folder, Path.of("/tmp")).folder();

        assertThat(left).doesNotExist();
        assertThat(next).isDirectory();
        new SocketFolder(folder, next).remove();
        assertThat(next).doesNotExist();
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

    private static Path socket(Entrance entrance) {
        return ((RunnerAddress.Socket) entrance.address()).path();
    }
}
