package dev.sluice.runners.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.Sidecar;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarOrder;
import dev.sluice.runners.pool.SystemTime;
import dev.sluice.runners.provider.ProcessProvider;
import dev.sluice.testkit.runner.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real processes, which are shell scripts. */
@Timeout(60)
class InstanceSidecarsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String STAYS = "touch \"$SLUICE_SHARED/up\"; exec sleep 1000";

    @TempDir
    private Path root;

    private RunnerProvider provider = new ProcessProvider((runner, line) -> {});
    private final SystemTime time = new SystemTime("test-time");
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<PoolEvent> events = new CopyOnWriteArrayList<>();
    private Set<String> programs = Set.of();
    private final List<InstanceSidecars> begun = new CopyOnWriteArrayList<>();
    private InstanceSidecars.Folders folders;

    @BeforeEach
    void open() throws IOException {
        Path real = root.toRealPath();
        folders = new InstanceSidecars.Folders(
                Files.createDirectory(real.resolve("code")), Files.createDirectory(real.resolve("work")));
    }

    @AfterEach
    void close() {
        begun.forEach(InstanceSidecars::end);
        provider.close();
        background.close();
    }

    @Test
    void itIsToldToTheInstanceByAnAddressAndStartsBeforeIt() throws Exception {
        script("counter", "env >\"$SLUICE_SHARED/seen\"; echo \"$@\" >\"$SLUICE_SHARED/words\"; " + STAYS);
        InstanceSidecars sidecars = of(sidecar("hit-counter", Sidecar.Address.SOCKET, "./counter", "--at=${SOCKET}"));
        CompletableFuture<Frame.Specialise> starting = start(sidecars, 10_000);

        await().atMost(SOON).until(() -> Files.exists(folders.work().resolve("up")));
        assertThat(starting).as("it takes no connections yet").isNotDone();
        Path socket = folders.work().resolve("hit-counter.sock");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket));
            Frame.Specialise told = starting.get(20, TimeUnit.SECONDS);

            assertThat(told.environment())
                    .containsEntry("OWN", "of the function")
                    .containsEntry("SLUICE_SIDECAR_HIT_COUNTER", socket.toString())
                    .containsEntry("SLUICE_SHARED", folders.work().toString());
            assertThat(Integer.parseInt(told.settings().get(Frame.Specialise.START_MILLIS)))
                    .isBetween(1, 9_999);
        }
        assertThat(Files.readAllLines(folders.work().resolve("seen")))
                .contains(
                        "OWN=of the function",
                        "SIZE=10",
                        "SOCKET=" + socket,
                        "SLUICE_SIDECAR=hit-counter",
                        "SLUICE_SIDECAR_HIT_COUNTER=" + socket,
                        "HOME=" + folders.work().resolve("hit-counter.home"));
        assertThat(folders.work().resolve("words")).hasContent("--at=" + socket + "\n");
        sidecars.end();
    }

    @Test
    void onePortAndATokenForWhoCannotUseASocket() throws Exception {
        script("web", "echo \"$PORT\" >\"$SLUICE_SHARED/port\"; " + STAYS);
        Sidecar web = new Sidecar(
                "web",
                List.of("./web"),
                Sidecar.Address.PORT,
                new Sidecar.Health.Answers("/up"),
                Map.of(),
                Sidecar.DEFAULT_MEMORY);
        CompletableFuture<Frame.Specialise> starting = start(of(web), 20_000);

        await().atMost(SOON).until(() -> Files.exists(folders.work().resolve("up")));
        int port = Integer.parseInt(
                Files.readString(folders.work().resolve("port")).strip());
        try (ServerSocket server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress())) {
            String first = answer(server, "503 Not yet");
            assertThat(starting).isNotDone();
            answer(server, "204 Fine");
            Frame.Specialise told = starting.get(20, TimeUnit.SECONDS);

            assertThat(told.environment()).containsEntry("SLUICE_SIDECAR_WEB", "127.0.0.1:" + port);
            assertThat(first)
                    .startsWith("GET /up HTTP/1.1\r\n")
                    .contains("\r\nAuthorization: Bearer " + told.environment().get("SLUICE_SIDECARS_TOKEN") + "\r\n");
        }
    }

    private static String answer(ServerSocket server, String status) throws IOException {
        try (Socket caller = server.accept()) {
            byte[] request = new byte[4096];
            int length = caller.getInputStream().read(request);
            caller.getOutputStream()
                    .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(request, 0, length, StandardCharsets.US_ASCII);
        }
    }

    @Test
    void oneThatEndsIsStartedAgainAndThatIsTold() throws Exception {
        script("worker", "echo working; read line <\"$SLUICE_SHARED/bell\"; echo \"$line\" >&2; exit 3");
        Process made =
                new ProcessBuilder("mkfifo", folders.work().resolve("bell").toString()).start();
        assertThat(made.waitFor()).isZero();
        InstanceSidecars sidecars = of(sidecar("worker", Sidecar.Address.NONE, "./worker"));
        start(sidecars, 10_000).get(20, TimeUnit.SECONDS);
        long first = pid(sidecars);
        // Its two streams are read by two threads, and the last words are in the order in which those read.
        await().atMost(SOON).until(() -> lines.contains("STDOUT [worker] working"));

        Files.writeString(folders.work().resolve("bell"), "out of luck\n");
        await().atMost(SOON).until(() -> !sidecars.processes().isEmpty() && pid(sidecars) != first);

        assertThat(lines)
                .contains(
                        "STDOUT [worker] working",
                        "WARN [worker] it ended with exit code 3 (last words: working\nout of luck); it is started again in 100 ms");
        assertThat(events).singleElement().isInstanceOfSatisfying(PoolEvent.SidecarEnded.class, ended -> {
            assertThat(ended.sidecar()).isEqualTo("worker");
            assertThat(ended.exit().code()).isEqualTo(3);
            assertThat(ended.pause()).isEqualTo(RunningSidecar.FIRST_PAUSE);
        });
    }

    @Test
    void oneThatEndsAgainAndAgainIsStartedMoreAndMoreSeldom() throws Exception {
        script("broken", "exit 1");
        InstanceSidecars sidecars = of(sidecar("broken", Sidecar.Address.NONE, "./broken"));
        start(sidecars, 10_000).get(20, TimeUnit.SECONDS);

        await().atMost(SOON).until(() -> events.size() >= 4);
        assertThat(events.stream()
                        .map(event -> ((PoolEvent.SidecarEnded) event).pause().toMillis())
                        .limit(4))
                .containsExactly(100L, 200L, 400L, 800L);
        sidecars.end().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void nothingIsLeftOfThemWhenTheirInstanceHasEnded() throws Exception {
        script("nest", "sleep 1000 & " + STAYS);
        InstanceSidecars sidecars =
                of(sidecar("one", Sidecar.Address.NONE, "./nest"), sidecar("two", Sidecar.Address.NONE, "./nest"));
        start(sidecars, 10_000).get(20, TimeUnit.SECONDS);
        await().atMost(SOON).until(() -> Machine.processesIn(folders.code()).size() == 4);

        sidecars.end().toCompletableFuture().get(20, TimeUnit.SECONDS);

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(Machine.processesIn(folders.code())).isEmpty());
        assertThat(events).isEmpty();
        assertThatThrownBy(() -> sidecars.start(order(10_000)))
                .hasMessage("The sidecar 'one' did not start: its instance has ended.");
    }

    @Test
    void nothingIsMadeForAnInstanceWhoseFolderIsGone() throws Exception {
        script("late", STAYS);
        InstanceSidecars sidecars = of(sidecar("late", Sidecar.Address.NONE, "./late"));
        sidecars.end();
        Files.delete(folders.work());

        assertThatThrownBy(() -> sidecars.start(order(10_000)))
                .hasMessage("The sidecar 'late' did not start: its instance has ended.");

        assertThat(folders.work()).doesNotExist();
    }

    @Test
    void aProviderThatFailsIsToldAndHoldsUpNoEnd() throws Exception {
        script("poor", STAYS);
        provider.close();
        provider = new RunnerProvider() {
            @Override
            public String name() {
                return "failing";
            }

            @Override
            public RunnerProcess start(RunnerOrder order) {
                throw new IllegalStateException("no luck");
            }

            @Override
            public RunnerProcess startBeside(SidecarOrder order) {
                throw new IllegalStateException("no luck");
            }

            @Override
            public void close() {}
        };
        InstanceSidecars sidecars = of(sidecar("poor", Sidecar.Address.NONE, "./poor"));

        assertThatThrownBy(() -> sidecars.start(order(10_000)))
                .hasMessage(
                        "The sidecar 'poor' did not start: the provider failed: java.lang.IllegalStateException: no luck.");
        sidecars.end().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aLinkToTheSocketOfAnotherIsNotTakenForItsOwn() throws Exception {
        script("linked", "ln -s \"$SLUICE_SHARED/other\" \"$SOCKET\"; " + STAYS);
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(folders.work().resolve("other")));

            assertThatThrownBy(() -> of(sidecar("linked", Sidecar.Address.SOCKET, "./linked"))
                            .start(order(500)))
                    .hasMessageContaining("it did not take connections at");
        }
    }

    @Test
    void oneThatUsesMoreMemoryThanItMayIsStartedAgain() throws Exception {
        script("fat", "exec sleep 1000");
        Sidecar fat = new Sidecar(
                "fat", List.of("./fat"), Sidecar.Address.NONE, new Sidecar.Health.None(), Map.of(), new MemorySize(8));
        InstanceSidecars sidecars = of(fat);
        start(sidecars, 10_000).get(20, TimeUnit.SECONDS);
        long first = pid(sidecars);
        sidecars.checkMemory(new MemorySize(64));
        assertThat(pid(sidecars)).isEqualTo(first);

        script("fat", "head -c 40000000 /dev/zero | tail -c 39000000 | sleep 1000");
        Sidecar fatter =
                new Sidecar("fat", fat.command(), fat.address(), fat.health(), fat.environment(), fat.memory());
        InstanceSidecars others = of(fatter);
        start(others, 10_000).get(20, TimeUnit.SECONDS);
        await().atMost(SOON).until(() -> {
            others.checkMemory(new MemorySize(1));
            return lines.stream()
                    .anyMatch(line -> line.matches(
                            "WARN \\[fat] it was killed: it used \\d+ MiB, which is beyond its memory of 8Mi and 1Mi of allowance;"
                                    + " it is started again in \\d+ ms"));
        });
    }

    @Test
    void oneThatIsNotHealthyInTimeIsNamedWithWhatWasWaitedFor() throws IOException {
        script("deaf", STAYS);
        InstanceSidecars sidecars = of(sidecar("deaf", Sidecar.Address.SOCKET, "./deaf"));
        assertThatThrownBy(() -> sidecars.start(order(300)))
                .isInstanceOf(RunnerStartException.class)
                .hasMessageMatching("The sidecar 'deaf' did not start: it did not take connections at "
                        + folders.work().resolve("deaf.sock") + " in the 2\\d\\d ms that it had\\.");
    }

    @Test
    void oneThatEndsBeforeItCanBeUsedIsToldWithItsLastWords() throws IOException {
        script("brief", "echo no configuration >&2; exit 7");
        InstanceSidecars sidecars = of(sidecar("brief", Sidecar.Address.SOCKET, "./brief"));
        assertThatThrownBy(() -> sidecars.start(order(10_000)))
                .hasMessage(
                        "The sidecar 'brief' did not start: it ended with exit code 7 (last words: no configuration)"
                                + " before it could be used.");
    }

    @Test
    void aProgramThatIsMissingOrMayNotBeRunIsToldWithWhatToDo() throws IOException {
        Files.writeString(folders.code().resolve("plain"), "text");
        assertThatThrownBy(
                        () -> of(sidecar("a", Sidecar.Address.NONE, "./gone")).start(order(10_000)))
                .hasMessage(
                        "The sidecar 'a' did not start: there is no file ./gone in what was deployed: deploy the folder"
                                + " that it lies in.");
        assertThatThrownBy(
                        () -> of(sidecar("a", Sidecar.Address.NONE, "./plain")).start(order(10_000)))
                .hasMessage(
                        "The sidecar 'a' did not start: ./plain is not executable: run chmod +x ./plain, and deploy the"
                                + " folder again.");
        assertThatThrownBy(() -> of(sidecar("a", Sidecar.Address.NONE, "sh")).start(order(10_000)))
                .hasMessage(
                        "The sidecar 'a' did not start: sh is a program of the machine, and functions may not have it as"
                                + " a sidecar here: write ./sh if it lies in the function's folder, or have the operator name it in"
                                + " sluice.sidecars.programs.");
        programs = Set.of("no-such-program");
        assertThatThrownBy(() -> of(sidecar("a", Sidecar.Address.NONE, "no-such-program"))
                        .start(order(10_000)))
                .hasMessage(
                        "The sidecar 'a' did not start: there is no program no-such-program in any of /usr/bin, /bin,"
                                + " /usr/local/bin: install it on the machine of the gateway.");
    }

    @Test
    void aProgramOfTheMachineThatTheOperatorAllowsIsRun() throws Exception {
        programs = Set.of("sleep");
        InstanceSidecars sidecars = of(sidecar("nap", Sidecar.Address.NONE, "sleep", "1000"));
        start(sidecars, 10_000).get(20, TimeUnit.SECONDS);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(Machine.commandLine(pid(sidecars))).endsWith("sleep 1000 "));
    }

    private static long pid(InstanceSidecars sidecars) {
        return sidecars.processes().values().iterator().next().pid();
    }

    private void script(String name, String line) throws IOException {
        Path file = Files.writeString(folders.code().resolve(name), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Sidecar sidecar(String name, Sidecar.Address address, String... command) {
        return new Sidecar(
                name,
                List.of(command),
                address,
                address == Sidecar.Address.NONE ? new Sidecar.Health.None() : new Sidecar.Health.Connect(),
                Map.of("SIZE", "10"),
                Sidecar.DEFAULT_MEMORY);
    }

    private InstanceSidecars of(Sidecar... sidecars) {
        FunctionSpec spec = new FunctionSpec(
                new Backend.Code(
                        new RuntimeName("java25"),
                        "a.B",
                        new Launch(Optional.empty(), List.of(), Optional.empty(), Set.of(), List.of(sidecars))),
                new MemorySize(256),
                Duration.ofSeconds(30),
                Scaling.DEFAULT,
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC,
                List.of(),
                Optional.empty());
        InstanceSidecars beside = new InstanceSidecars(
                new FunctionVersion(new FunctionName("f"), 1, new Digest("0".repeat(64)), spec, Instant.EPOCH),
                new RunnerId("r1"),
                folders,
                (source, line) -> lines.add(source + " " + line),
                new SidecarParts(provider, new SidecarPrograms(programs), time, background, events::add));
        begun.add(beside);
        return beside;
    }

    private CompletableFuture<Frame.Specialise> start(InstanceSidecars sidecars, int budgetMillis) {
        CompletableFuture<Frame.Specialise> told = new CompletableFuture<>();
        background.execute(() -> {
            try {
                told.complete(sidecars.start(order(budgetMillis)));
            } catch (RunnerStartException | RuntimeException e) {
                told.completeExceptionally(e);
            }
        });
        return told;
    }

    private static Frame.Specialise order(int budgetMillis) {
        return new Frame.Specialise(
                "f",
                1,
                "a.B",
                new Frame.Artifact("", List.of()),
                Map.of("OWN", "of the function"),
                30_000,
                100,
                Map.of(Frame.Specialise.START_MILLIS, Integer.toString(budgetMillis)));
    }
}
