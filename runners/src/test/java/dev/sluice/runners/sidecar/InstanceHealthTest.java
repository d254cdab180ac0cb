package dev.sluice.runners.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.adapter.Expression;
import dev.sluice.core.adapter.HealthAdapter;
import dev.sluice.core.adapter.Place;
import dev.sluice.core.adapter.Sign;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarOrder;
import dev.sluice.runners.pool.SystemTime;
import dev.sluice.runners.provider.ProcessProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real programs and ports. */
@Timeout(60)
class InstanceHealthTest {

    private static final Place ADMIN = new Place(Optional.empty(), Optional.of("ADMIN_PORT"), Optional.empty());
    private static final Place SOCKET = new Place(Optional.empty(), Optional.empty(), Optional.of("ADMIN"));

    @TempDir
    private Path root;

    private final RunnerProvider provider = new ProcessProvider((runner, line) -> {});
    private final SystemTime time = new SystemTime("test-time");
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<RunnerExit> exited = new CompletableFuture<>();
    private final AtomicBoolean printed = new AtomicBoolean();
    private InstanceSidecars.Folders folders;
    private Frame.Specialise told;

    @BeforeEach
    void open() throws Exception {
        Path real = root.toRealPath();
        folders = new InstanceSidecars.Folders(
                Files.createDirectory(real.resolve("code")), Files.createDirectory(real.resolve("work")));
        told = HealthParts.withPlaces(order(), List.of(ADMIN, SOCKET), folders.work());
    }

    private static Frame.Specialise order() {
        return new Frame.Specialise(
                "f", 1, "a.B", new Frame.Artifact("/code", List.of()), Map.of("OWN", "1"), 1_000, 1, Map.of());
    }

    @AfterEach
    void close() {
        exited.complete(new RunnerExit(0, false, ""));
        provider.close();
        background.close();
    }

    /** A provider with a fault of its own. */
    private record Broken() implements RunnerProvider {

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public RunnerProcess start(RunnerOrder order) {
            throw new IllegalStateException("broken");
        }

        @Override
        public RunnerProcess startBeside(SidecarOrder order) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void close() {}
    }

    private InstanceHealth health(int failures, Sign... signs) throws RunnerStartException {
        return health(provider, failures, signs);
    }

    private InstanceHealth health(RunnerProvider by, int failures, Sign... signs) throws RunnerStartException {
        SidecarParts parts = new SidecarParts(by, new SidecarPrograms(Set.of()), time, background, event -> {});
        return new HealthParts(new RunnerId("r1"), folders, told, exited, expression -> printed.get(), parts)
                .of(new HealthAdapter(List.of(signs), Duration.ofMillis(20), failures));
    }

    private long in(int millis) {
        return time.nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private ServerSocket listening() throws IOException {
        int port = Integer.parseInt(told.environment().get("ADMIN_PORT"));
        return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    }

    private void script(String line) throws IOException {
        Path file = Files.writeString(folders.code().resolve("ready.sh"), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void theFunctionIsToldWhereToListenAndIsAskedThere() throws Exception {
        assertThat(told.environment())
                .containsEntry("ADMIN", folders.work().resolve("ADMIN.sock").toString())
                .containsEntry("OWN", "1");
        try (ServerSocket admin = listening()) {
            health(1, new Sign.Tcp(ADMIN)).await(in(10_000));
        }
        assertThatThrownBy(() -> health(1, new Sign.Tcp(ADMIN)).await(in(60)))
                .isInstanceOf(RunnerStartException.class)
                .hasMessageMatching(
                        "The instance did not take connections at 127\\.0\\.0\\.1:\\d+ in the \\d+ ms that it had\\.");
        assertThatThrownBy(() -> health(1, new Sign.Http(SOCKET, "/up")).await(in(60)))
                .hasMessageContaining(
                        "did not answer GET /up at " + folders.work().resolve("ADMIN.sock") + " with a status of 2xx");
    }

    @Test
    void aProgramBesideItSaysByItsExitCodeWhetherItIsHealthy() throws Exception {
        script("test \"$OWN\" = 1 && test -f \"$SLUICE_SHARED/ready\" || { echo not yet; exit 3; }");
        Sign script = new Sign.Script(List.of("./ready.sh"));
        assertThatThrownBy(() -> health(1, script).await(in(300)))
                .hasMessageMatching(
                        "The instance did not have \\./ready\\.sh end with exit code 0 \\(it ended with exit code 3"
                                + " \\(last words: not yet\\)\\) in the \\d+ ms that it had\\.");
        Files.createFile(folders.work().resolve("ready"));
        health(1, script).await(in(10_000));
    }

    @Test
    void aProgramIsRunLessAndLessOftenUntilTheInstanceIsHealthy() throws Exception {
        script("echo run >> \"$SLUICE_SHARED/runs\"; exit 1");
        assertThatThrownBy(
                        () -> health(1, new Sign.Script(List.of("./ready.sh"))).await(in(1_200)))
                .hasMessageContaining("did not have ./ready.sh end with exit code 0");
        assertThat(Files.readAllLines(folders.work().resolve("runs"))).hasSizeBetween(3, 9);
    }

    @Test
    void aProgramThatTheProviderFailsToRunIsASignThatIsMissing() throws Exception {
        script("exit 0");
        CompletableFuture<String> why = new CompletableFuture<>();
        health(new Broken(), 2, new Sign.Script(List.of("./ready.sh"))).watch(why::complete);
        assertThat(why.get(20, TimeUnit.SECONDS))
                .isEqualTo("it did not have ./ready.sh end with exit code 0 (the provider failed:"
                        + " java.lang.IllegalStateException: broken), 2 times in a row");
    }

    @Test
    void aProgramThatIsNotThereIsToldAtOnce() {
        assertThatThrownBy(() -> health(1, new Sign.Script(List.of("./none.sh"))))
                .hasMessage(
                        "The health of the instance cannot be seen: there is no file ./none.sh in what was deployed:"
                                + " deploy the folder that it lies in.");
    }

    @Test
    void anInstanceThatEndsIsWaitedForNoLonger() {
        exited.complete(new RunnerExit(7, false, "oh"));
        assertThatThrownBy(() -> health(1, new Sign.Log(new Expression("up"))).await(in(50_000)))
                .hasMessage("The instance ended with exit code 7 (last words: oh) before it was healthy.");
    }

    @Test
    void aSignThatIsMissingNowAndThenIsForgivenAndOneThatIsMissingSeveralTimesInARowIsToldOnce() throws Exception {
        InstanceHealth health = health(3, new Sign.Log(new Expression("up")), new Sign.Tcp(ADMIN));
        printed.set(true);
        CompletableFuture<String> why = new CompletableFuture<>();
        try (ServerSocket admin = listening()) {
            health.await(in(10_000));
            health.watch(why::complete);
            assertThat(why.completeOnTimeout("", 300, TimeUnit.MILLISECONDS).get())
                    .isEmpty();
        }
        CompletableFuture<String> gone = new CompletableFuture<>();
        health(3, new Sign.Log(new Expression("up")), new Sign.Tcp(ADMIN)).watch(gone::complete);
        assertThat(gone.get(20, TimeUnit.SECONDS))
                .matches("it did not take connections at 127\\.0\\.0\\.1:\\d+, 3 times in a row");
    }
}
