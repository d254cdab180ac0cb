package dev.sluice.gateway.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.runners.link.UnixGate;
import dev.sluice.runners.session.LinkLimits;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RehearsalTest {

    @TempDir
    private Path home;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final Queue<LogLine> lines = new ConcurrentLinkedQueue<>();
    private UnixGate gate;
    private Rehearsal rehearsal;

    @BeforeEach
    void open() throws IOException {
        gate = UnixGate.open(home.resolve("run"), vertx.nettyEventLoopGroup(), LinkLimits.DEFAULT, lines::add);
        rehearsal = new Rehearsal(vertx, gate, gate.folder(), home.resolve("run/rehearsal"));
    }

    @AfterEach
    void close() throws Exception {
        gate.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void itsCallsAreAnsweredAndNothingIsLeft() throws IOException {
        rehearsal.run();

        assertThat(files()).containsExactly("run");
        assertThat(lines).isEmpty();
    }

    @Test
    void whatAKilledGatewayLeftIsNoHindrance() throws IOException {
        Files.createDirectories(home.resolve("run/rehearsal/runners/r1"));
        Files.writeString(home.resolve("run/play.sock"), "");

        rehearsal.run();

        assertThat(files()).containsExactly("run");
    }

    @Test
    void runnersThatCannotReachTheGatewayEndItSoonAndItCleansUp() throws IOException {
        gate.close();

        assertThatThrownBy(rehearsal::run).isInstanceOf(IOException.class).hasMessageContaining("no_runner");
        assertThat(files()).containsExactly("run");
    }

    @Test
    void runnersThatDieAtOnceEndItSoonAndItCleansUp() throws IOException {
        Rehearsal doomed = new Rehearsal(vertx, new DeadlyGate(gate), gate.folder(), home.resolve("run/rehearsal"));

        assertThatThrownBy(doomed::run).isInstanceOf(IOException.class).hasMessageContaining("answered with");
        assertThat(files()).containsExactly("run");
    }

    /** Cuts every runner off that has said hello. */
    private record DeadlyGate(RunnerGate gate) implements RunnerGate {

        @Override
        public Entrance expect(RunnerId id, String token) throws IOException {
            Entrance entrance = gate.expect(id, token);
            return new Entrance(entrance.address(), entrance.link().thenApply(link -> {
                link.close();
                return link;
            }));
        }

        @Override
        public void forget(RunnerId id) {
            gate.forget(id);
        }

        @Override
        public void close() {}
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file -> !file.equals(home))
                    .map(file -> home.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
