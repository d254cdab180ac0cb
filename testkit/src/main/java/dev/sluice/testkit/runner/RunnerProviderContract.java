package dev.sluice.testkit.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every {@link RunnerProvider} must do. A subclass gives the provider, and says whether it isolates runners from the
 * machine.
 */
@Timeout(60)
public abstract class RunnerProviderContract {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int ROUNDS = 40;

    @TempDir
    private Path folder;

    private RunnerPlace place;
    private RunnerProvider provider;

    /** A provider that has started nothing. */
    protected abstract RunnerProvider provider();

    /** Whether runners can neither write outside their work folder nor see processes that are not theirs. */
    protected boolean isolates() {
        return true;
    }

    @BeforeEach
    void open() throws IOException {
        place = new RunnerPlace(folder);
        provider = provider();
    }

    @AfterEach
    void close() throws IOException {
        provider.close();
        place.close();
    }

    @Test
    void aRunnerSaysHelloWithItsToken() throws Exception {
        RunnerOrder order = place.order(place.helloRuntime());
        var coming = place.nextGuest();
        provider.start(order);
        try (var guest = coming.get(30, TimeUnit.SECONDS)) {
            assertThat(guest.frame())
                    .isInstanceOfSatisfying(
                            Frame.Hello.class,
                            hello -> assertThat(hello.token()).isEqualTo(order.token()));
        }
    }

    @Test
    void aRunnerEndsWhenItsGatewayHangsUp() throws Exception {
        var coming = place.nextGuest();
        RunnerProcess runner = provider.start(place.order(place.helloRuntime()));
        coming.get(30, TimeUnit.SECONDS).close();
        assertThat(exitOf(runner).code()).isZero();
    }

    @Test
    void theEnvironmentIsWhatIsPromisedAndNothingElse() throws Exception {
        RunnerOrder order = place.order(place.runtime("cat /proc/$$/environ >environment"));
        exitOf(provider.start(order));
        String work = order.workFolder().toString();
        assertThat(Machine.variables(order.workFolder().resolve("environment")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "SLUICE_SOCKET",
                        order.address().toString(),
                        "SLUICE_RUNNER_TOKEN",
                        order.token(),
                        "SLUICE_MEMORY_MIB",
                        "128",
                        "SLUICE_CACHE",
                        order.cacheFolder().toString(),
                        "SLUICE_JAVA_HOME",
                        System.getProperty("java.home"),
                        "PATH",
                        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "HOME",
                        work,
                        "TMPDIR",
                        work,
                        "LANG",
                        "C.UTF-8",
                        "TZ",
                        "UTC"));
        assertThat(System.getenv())
                .as("what could have come through")
                .containsKey("PATH")
                .hasSizeGreaterThan(3);
    }

    @Test
    void aRunnerStartsInTheEmptyFolderForItsCodeAndMayWriteItsHome() throws Exception {
        RunnerOrder order = place.order(place.runtimeWhereItStarts(
                "pwd >\"$TMPDIR/here\"", "ls -A >\"$TMPDIR/beside\"", "echo kept >\"$HOME/kept\""));
        exitOf(provider.start(order));
        assertThat(order.workFolder().resolve("here")).hasContent(order.codeFolder() + "\n");
        assertThat(order.workFolder().resolve("beside")).isEmptyFile();
        assertThat(order.workFolder().resolve("kept")).hasContent("kept\n");
    }

    @Test
    void noSecretStandsInACommandLine() throws Exception {
        RunnerOrder order = place.order(waitingRuntime());
        RunnerProcess runner = provider.start(order);
        awaitFile(order.workFolder().resolve("up"));
        try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
            assertThat(all.map(process -> Machine.commandLine(process.pid())))
                    .isNotEmpty()
                    .noneMatch(words -> words.contains(order.token()));
        }
        runner.kill();
    }

    @ParameterizedTest
    @CsvSource({
        "exit 0,                0,   false, exit code 0",
        "exit 3,                3,   false, exit code 3",
        "echo Terminating due to memory; exit 3, 3, true, exit code 3",
        "exit 42,               42,  false, exit code 42",
        "kill -SEGV $$,         139, false, signal 11 (SIGSEGV)",
        "kill -KILL $$,         137, false, signal 9 (SIGKILL)",
        "kill -TERM $$,         143, false, signal 15 (SIGTERM)"
    })
    void anEndIsReportedAsItWas(String last, int code, boolean outOfMemory, String description) throws Exception {
        RunnerExit exit = exitOf(provider.start(place.order(place.runtime(last, "sleep 60"))));
        assertThat(exit.code()).isEqualTo(code);
        assertThat(exit.outOfMemory()).isEqualTo(outOfMemory);
        assertThat(exit.description()).isEqualTo(description);
    }

    @Test
    void lastWordsAreWhatWasWrittenLast() throws Exception {
        RunnerExit exit = exitOf(provider.start(
                place.order(place.runtime("echo to output", "echo to error >&2", "printf unfinished", "exit 1"))));
        // Between two streams there is no order.
        assertThat(exit.lastWords().lines()).containsExactlyInAnyOrder("to output", "to error", "unfinished");
    }

    @Test
    void lastWordsAreBoundedHoweverMuchIsWritten() throws Exception {
        RunnerExit exit = exitOf(provider.start(place.order(place.runtime(
                "head -c 3000000 /dev/zero | tr '\\0' 'x'",
                "echo",
                "yes noise | head -n 20000",
                "echo the end",
                "exit 1"))));
        assertThat(exit.lastWords()).endsWith("noise\nthe end").hasSizeLessThanOrEqualTo(4_000);
    }

    @Test
    void aKilledRunnerIsGoneWithAllThatItStarted() throws Exception {
        RunnerOrder order = place.order(place.runtime("sleep 1000 &", "setsid sleep 1000 &", "wait"));
        RunnerProcess runner = provider.start(order);
        await().atMost(SOON).until(() -> sleepersIn(order.workFolder()) == 2);
        runner.kill();
        assertThat(exitOf(runner).description()).isEqualTo("signal 9 (SIGKILL)");
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(Machine.processesIn(order.workFolder())).isEmpty());
    }

    @Test
    void whatARunnerStartedDoesNotOutliveIt() throws Exception {
        RunnerOrder order = place.order(place.runtime("sleep 1000 &", "exit 0"));
        assertThat(exitOf(provider.start(order)).code()).isZero();
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(Machine.processesIn(order.workFolder())).isEmpty());
    }

    @Test
    void aSecondKillDoesNothing() throws Exception {
        RunnerProcess runner = provider.start(place.order(waitingRuntime()));
        runner.kill();
        RunnerExit first = exitOf(runner);
        runner.kill();
        assertThat(exitOf(runner)).isEqualTo(first);
    }

    @Test
    void memoryIsMeasuredUntilTheEnd() throws Exception {
        RunnerOrder order = place.order(waitingRuntime());
        RunnerProcess runner = provider.start(order);
        awaitFile(order.workFolder().resolve("up"));
        await().atMost(SOON).until(() -> runner.memoryBytes().orElse(0) > 100_000);
        assertThat(runner.memoryBytes().orElseThrow()).isLessThan(100_000_000);
        runner.kill();
        exitOf(runner);
        assertThat(runner.memoryBytes()).isEmpty();
    }

    @Test
    void memoryCountsWhatARunnerStarted() throws Exception {
        RunnerOrder order =
                place.order(place.runtime("echo >up; dd if=/dev/zero bs=40M count=1 | sleep 1000", "exit 1"));
        RunnerProcess runner = provider.start(order);
        awaitFile(order.workFolder().resolve("up"));
        await().atMost(SOON).until(() -> runner.memoryBytes().orElse(0) > 30_000_000);
        runner.kill();
    }

    @Test
    void thePidIsTheRunnersOwn() throws Exception {
        RunnerOrder order = place.order(waitingRuntime());
        RunnerProcess runner = provider.start(order);
        awaitFile(order.workFolder().resolve("up"));
        assertThat(Path.of("/proc", Long.toString(runner.pid()), "cwd").toRealPath())
                .isEqualTo(order.workFolder());
        assertThat(Machine.commandLine(runner.pid()))
                .contains(order.runtimeFolder().resolve("start").toString())
                .doesNotContain("bwrap");
    }

    @Test
    void signalsOfTheGatewaysTerminalReachNoRunner() throws Exception {
        RunnerOrder order = place.order(waitingRuntime());
        provider.start(order);
        awaitFile(order.workFolder().resolve("up"));
        long gateway = Machine.groupOf(ProcessHandle.current().pid());
        try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
            for (ProcessHandle process : all.toList()) {
                assertThat(Machine.groupOf(process.pid())).isNotEqualTo(gateway);
            }
        }
    }

    @Test
    void closingKillsAllAndStartsNoMore() throws Exception {
        List<RunnerProcess> runners = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            runners.add(provider.start(place.order(waitingRuntime())));
        }
        RunnerOrder late = place.order(waitingRuntime());
        provider.close();
        assertThat(runners)
                .allSatisfy(runner ->
                        assertThat(runner.exited().toCompletableFuture()).isCompleted());
        assertThatThrownBy(() -> provider.start(late))
                .isInstanceOf(RunnerStartException.class)
                .hasMessage("No runner can be started any more, because the gateway is shutting down. Start it again.");
    }

    @Test
    void aSidecarStartsWhereTheCodeLiesWithJustItsVariablesAndSharesTheFolderOfItsInstance() throws Exception {
        RunnerOrder order =
                place.order(place.runtime("until [ -f from-sidecar ]; do sleep 0.02; done; touch from-runner"));
        RunnerProcess runner = provider.start(order);
        RunnerProcess sidecar = provider.startBeside(place.sidecar(
                order,
                "clock",
                "cat /proc/$$/environ >\"$SLUICE_SHARED/environment\"",
                "pwd >\"$SLUICE_SHARED/here\"",
                "touch \"$SLUICE_SHARED/from-sidecar\""));
        assertThat(exitOf(sidecar).code()).isZero();
        assertThat(exitOf(runner).code()).isZero();
        assertThat(order.workFolder().resolve("from-runner")).exists();
        assertThat(order.workFolder().resolve("here")).hasContent(order.codeFolder() + "\n");
        assertThat(Machine.variables(order.workFolder().resolve("environment")))
                .containsOnlyKeys("PATH", "SLUICE_SHARED");
    }

    @Test
    void aSidecarWritesOnlyWhatItShares() throws Exception {
        assumeTrue(isolates());
        RunnerOrder order = place.order(waitingRuntime());
        RunnerProcess sidecar = provider.startBeside(place.sidecar(
                order,
                "pen",
                "for f in . '" + place.cache() + "' /usr /etc / /dev; do",
                "  if touch \"$f/written\" 2>/dev/null; then echo \"$f\" >>\"$SLUICE_SHARED/written\"; fi",
                "done"));
        exitOf(sidecar);
        assertThat(order.workFolder().resolve("written")).doesNotExist();
    }

    @Test
    void aSidecarThatIsKilledIsGoneWithAllThatItStarted() throws Exception {
        RunnerOrder order = place.order(waitingRuntime());
        RunnerProcess sidecar =
                provider.startBeside(place.sidecar(order, "nest", "sleep 1000 &", "setsid sleep 1000 &", "wait"));
        await().atMost(SOON).until(() -> sleepersIn(order.codeFolder()) == 2);
        assertThat(sidecar.memoryBytes()).isPresent();
        sidecar.kill();
        exitOf(sidecar);
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(Machine.processesIn(order.codeFolder())).isEmpty());
    }

    @Test
    void whatASidecarPrintsGoesWhereItIsTold() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        RunnerOrder order = place.order(waitingRuntime());
        RunnerProcess sidecar = provider.startBeside(place.sidecar(order, "voice", "echo one", "echo two"));
        sidecar.output((source, line) -> lines.add(line));
        exitOf(sidecar);
        await().atMost(SOON).untilAsserted(() -> assertThat(lines).containsExactly("one", "two"));
    }

    @Test
    void aRuntimeWithoutStartIsRefusedInASentence() throws Exception {
        Path runtime = Files.createDirectory(folder.resolve("empty"));
        RunnerOrder order = place.order(runtime.toRealPath());
        assertThatThrownBy(() -> provider.start(order))
                .isInstanceOf(RunnerStartException.class)
                .hasMessage("A runner of test1 cannot be started, because there is no file "
                        + order.runtimeFolder().resolve("start")
                        + ". The folder of a runtime must hold an executable called start; install the runtime again.");
    }

    @Test
    void aStartThatIsNotExecutableIsRefusedInASentence() throws Exception {
        Path runtime = place.runtime("exit 0");
        Path start = runtime.resolve("start");
        Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> provider.start(place.order(runtime)))
                .isInstanceOf(RunnerStartException.class)
                .hasMessage("A runner of test1 cannot be started, because " + start
                        + " is not executable. Run: chmod +x " + start);
    }

    @Test
    void aMissingInterpreterIsToldInTheLastWords() throws Exception {
        Path runtime = place.runtime();
        Files.writeString(runtime.resolve("start"), "#!/no/such/shell\n");
        RunnerExit exit = exitOf(provider.start(place.order(runtime)));
        assertThat(exit.code()).isIn(126, 127);
        assertThat(exit.lastWords()).contains(runtime.resolve("start").toString());
    }

    @Test
    void codeThatComesLaterIsSeen() throws Exception {
        RunnerOrder order = place.order(
                place.runtime("touch up", "until cat \"$PWD.code/code\" >seen; do sleep 0.02; done 2>/dev/null"));
        RunnerProcess runner = provider.start(order);
        awaitFile(order.workFolder().resolve("up"));
        Path kept = Files.writeString(place.cache().resolve("kept"), "code");
        Files.createLink(order.codeFolder().resolve("code"), kept);
        exitOf(runner);
        assertThat(order.workFolder().resolve("seen")).hasContent("code");
    }

    @Test
    void codeCacheAndRuntimeCannotBeWritten() throws Exception {
        assumeTrue(isolates());
        RunnerOrder order = place.order(place.runtime(
                "for f in \"$PWD.code\" '" + place.cache() + "' \"$(dirname \"$0\")\" /usr /etc / /dev; do",
                "  if touch \"$f/written\" 2>/dev/null; then echo \"$f\" >>written; fi",
                "done",
                "if echo changed >>\"$PWD.code/code\"; then echo code >>written; fi"));
        Path code = Files.writeString(order.codeFolder().resolve("code"), "code");
        exitOf(provider.start(order));
        assertThat(code).hasContent("code");
        assertThat(order.workFolder().resolve("written")).doesNotExist();
    }

    @Test
    void foldersInMemoryAreBounded() throws Exception {
        assumeTrue(isolates());
        RunnerOrder order = place.order(place.runtime(
                "for f in /tmp /dev/shm; do",
                "  head -c 100000000 /dev/zero >\"$f/large\" 2>/dev/null && echo \"$f\" >>unbounded",
                "done; echo x >/dev/null && echo works >devices"));
        exitOf(provider.start(order));
        assertThat(order.workFolder().resolve("unbounded")).doesNotExist();
        assertThat(order.workFolder().resolve("devices")).hasContent("works\n");
    }

    @Test
    void theCodeOfOthersIsInvisible() throws Exception {
        assumeTrue(isolates());
        RunnerOrder other = place.order(waitingRuntime());
        Files.writeString(other.codeFolder().resolve("code"), "secret");
        RunnerOrder order = place.order(place.runtime("cat '" + other.codeFolder() + "/code' >seen 2>/dev/null; ls '"
                + other.codeFolder() + "' >>seen 2>/dev/null"));
        exitOf(provider.start(order));
        assertThat(order.workFolder().resolve("seen")).isEmptyFile();
    }

    @Test
    void otherProcessesAndFoldersAreInvisible() throws Exception {
        assumeTrue(isolates());
        RunnerOrder other = place.order(waitingRuntime());
        provider.start(other);
        awaitFile(other.workFolder().resolve("up"));
        RunnerOrder order = place.order(place.runtime(
                "ls -d /proc/[0-9]* | wc -l >processes",
                "ls '" + other.workFolder() + "' >neighbour 2>/dev/null || echo none >neighbour",
                "ls /tmp >temporary; ls /home /root >homes 2>/dev/null",
                "grep -h '^Cap' /proc/self/status >capabilities"));
        exitOf(provider.start(order));
        Path work = order.workFolder();
        assertThat(Integer.parseInt(Files.readString(work.resolve("processes")).strip()))
                .isLessThan(6);
        assertThat(work.resolve("neighbour")).hasContent("none\n");
        assertThat(work.resolve("homes")).isEmptyFile();
        assertThat(Files.readAllLines(work.resolve("capabilities")))
                .isNotEmpty()
                .allMatch(line -> line.matches("Cap\\w+:\\s+0+"));
    }

    @Test
    void manyStartsAndKillsLeaveNothingBehind() throws Exception {
        Path runtime = waitingRuntime();
        startAndKill(runtime, 3);
        long descriptors = Machine.openDescriptors();
        startAndKill(runtime, ROUNDS);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Machine.openDescriptors()).isLessThanOrEqualTo(descriptors + 4));
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(ProcessHandle.current().descendants()).isEmpty());
    }

    private void startAndKill(Path runtime, int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            RunnerOrder order = place.order(runtime);
            RunnerProcess runner = provider.start(order);
            if (i % 2 == 0) {
                awaitFile(order.workFolder().resolve("up"));
            }
            runner.kill();
            exitOf(runner);
        }
    }

    private Path waitingRuntime() throws IOException {
        return place.runtime("echo >up", "sleep 1000", "exit 1");
    }

    private static RunnerExit exitOf(RunnerProcess runner) {
        try {
            return runner.exited()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new AssertionError("the runner did not end", e);
        }
    }

    private static void awaitFile(Path file) {
        await().atMost(SOON).until(() -> Files.exists(file));
    }

    private static long sleepersIn(Path folder) throws IOException {
        return Machine.processesIn(folder).stream()
                .filter(pid -> Machine.commandLine(pid).startsWith("sleep "))
                .count();
    }
}
