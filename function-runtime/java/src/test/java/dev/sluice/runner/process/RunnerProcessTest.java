package dev.sluice.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.protocol.Frame;
import dev.sluice.runner.start.ExitCode;
import dev.sluice.runner.support.Jars;
import dev.sluice.runner.support.RunnerFolder;
import dev.sluice.runner.support.RunnerScript;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real script, in a real process, in a folder whose name has a blank. */
class RunnerProcessTest {

    private static final String FUNCTION = """
        package c;

        public class Acts {
            private static final String AT_START = System.getenv("KEY");

            public String act(String what) throws Exception {
                return switch (what) {
                    case "env" -> AT_START + " " + new java.util.TreeMap<>(System.getenv());
                    case "child" -> read(new ProcessBuilder("/usr/bin/env"));
                    case "child-of-map" -> {
                        ProcessBuilder builder = new ProcessBuilder("/usr/bin/env");
                        builder.environment().put("MORE", "1");
                        yield read(builder);
                    }
                    case "exit" -> { System.exit(42); yield ""; }
                    case "oom" -> { byte[][] all = new byte[100_000][];
                        for (int i = 0; i < all.length; i++) { all[i] = new byte[1 << 20]; } yield "" + all.length; }
                    case "oom-elsewhere" -> {
                        Thread thread = new Thread(() -> { byte[][] all = new byte[100_000][];
                            for (int i = 0; i < all.length; i++) { all[i] = new byte[1 << 20]; } });
                        thread.start();
                        thread.join();
                        yield "still here";
                    }
                    case "heap" -> "" + Runtime.getRuntime().maxMemory() / 1024 / 1024;
                    case "files" -> String.join(",", new java.io.File(".").list());
                    case "properties" -> System.getProperties().toString();
                    case "zone" -> java.util.TimeZone.getDefault().getID();
                    default -> what;
                };
            }

            private static String read(ProcessBuilder builder) throws Exception {
                Process process = builder.start();
                String text = new String(process.getInputStream().readAllBytes());
                return text.lines().sorted().collect(java.util.stream.Collectors.joining(" "));
            }
        }
        """;

    @TempDir
    private static Path folder;

    private static Path runtime;
    private static Path jar;

    @BeforeAll
    static void build() throws IOException {
        Path home = Files.createDirectories(folder.resolve("a folder"));
        runtime = RunnerFolder.assembled(home.resolve("run time"));
        jar = Jars.jar(Jars.compile(home, FUNCTION), home.resolve("code of mine.jar"), name -> true);
    }

    @Test
    void helloShowsTheTokenTheRuntimeAndTheProcess() {
        try (RunnerScript runner = start()) {
            assertThat(runner.hello())
                    .isEqualTo(new Frame.Hello(
                            2,
                            2,
                            "token-1",
                            "java25",
                            runner.process().pid(),
                            List.of("ping", "progress", "notice", "profile")));
        }
    }

    @Test
    void theFunctionSeesItsOwnEnvironmentAndNothingOfTheRunners() {
        try (RunnerScript runner = start()) {
            specialise(runner, Map.of("KEY", "grüß", "PATH", "/mine"));

            Map<String, String> expected = new TreeMap<>(Map.of(
                    "KEY", "grüß",
                    "PATH", "/mine",
                    "HOME", runner.work().toString(),
                    "TMPDIR", runner.work().toString(),
                    "LANG", "C.UTF-8",
                    "TZ", "UTC"));
            assertThat(act(runner, "env")).isEqualTo("grüß " + expected);
        }
    }

    @Test
    void childProcessesSeeTheFunctionsEnvironmentToo() {
        try (RunnerScript runner = start()) {
            specialise(runner, Map.of("KEY", "v"));
            String work = runner.work().toString();

            assertThat(act(runner, "child"))
                    .isEqualTo("HOME=" + work + " KEY=v LANG=C.UTF-8 PATH=/usr/bin:/bin TMPDIR=" + work + " TZ=UTC");
            assertThat(act(runner, "child-of-map"))
                    .isEqualTo("HOME=" + work + " KEY=v LANG=C.UTF-8 MORE=1 PATH=/usr/bin:/bin TMPDIR=" + work
                            + " TZ=UTC");
        }
    }

    @Test
    void theTimeZoneOfTheEnvironmentCounts() {
        try (RunnerScript runner = start()) {
            specialise(runner, Map.of("TZ", "Europe/Paris"));

            assertThat(act(runner, "zone")).isEqualTo("Europe/Paris");
        }
    }

    @Test
    void theTokenIsNowhereInTheSystemProperties() {
        try (RunnerScript runner = start()) {
            specialise(runner, Map.of());

            assertThat(act(runner, "properties")).doesNotContain("token-1");
        }
    }

    @Test
    void theHeapLeavesRoomForTheRestOfTheProcess() {
        try (RunnerScript runner = start()) {
            specialise(runner, Map.of());

            assertThat(Integer.parseInt(act(runner, "heap"))).isBetween(40, 48);
        }
    }

    @Test
    void theWorkFolderIsLeftClean() {
        try (RunnerScript runner = start()) {
            specialise(runner, Map.of());

            assertThat(act(runner, "files")).isEqualTo("output.txt");
            assertThat(runner.output()).isEmpty();
        }
    }

    @Test
    void aRunnerThatCallsWaitForRehearsesWhileNobodyAsksAndIsTakenAtAnyTime() {
        for (boolean atOnce : new boolean[] {true, false}) {
            try (RunnerScript runner = RunnerScript.startAwaited(runtime, folder, 128, "")) {
                if (!atOnce) {
                    await().atMost(Duration.ofSeconds(60))
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> Files.exists(runner.work().resolve("rehearsal.sock")));
                }
                specialise(runner, Map.of("KEY", "value"));

                assertThat(act(runner, "env")).startsWith("value {").doesNotContain("AWAITED", "PLAY");
                assertThat(runner.output()).isEmpty();
            }
        }
    }

    @Test
    void theEndOfTheConnectionIsTheEndOfTheRunner() {
        try (RunnerScript runner = start()) {
            runner.link().close();

            assertThat(runner.exitCode()).isEqualTo(ExitCode.DRAINED);
        }
    }

    @Test
    void aDrainedRunnerEndsWithZero() {
        try (RunnerScript runner = start()) {
            specialise(runner, Map.of());
            runner.link().send(new Frame.Drain());

            assertThat(runner.exitCode()).isEqualTo(ExitCode.DRAINED);
        }
    }

    @Test
    void aFunctionThatExitsIsTheExitOfTheRunner() {
        try (RunnerScript runner = start()) {
            specialise(runner, Map.of());
            invoke(runner, "exit");

            assertThat(runner.exitCode()).isEqualTo(42);
        }
    }

    @Test
    void runningOutOfMemoryEndsTheRunnerWithThree() {
        try (RunnerScript runner = start()) {
            specialise(runner, Map.of());
            invoke(runner, "oom");

            assertThat(runner.exitCode()).isEqualTo(ExitCode.OUT_OF_MEMORY);
        }
    }

    @Test
    void runningOutOfMemoryInAThreadOfTheFunctionsEndsTheRunnerWithThree() {
        try (RunnerScript runner = start()) {
            specialise(runner, Map.of());
            invoke(runner, "oom-elsewhere");

            assertThat(runner.exitCode()).isEqualTo(ExitCode.OUT_OF_MEMORY);
        }
    }

    @Test
    void aGatewayThatBreaksTheProtocolIsLeft() {
        try (RunnerScript runner = start()) {
            runner.link().raw(ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 0, 0, 0, 0}));

            assertThat(runner.exitCode()).isEqualTo(ExitCode.PROTOCOL_BROKEN);
            assertThat(runner.output())
                    .isEqualTo("sluice runner: the gateway broke the protocol:"
                            + " a frame claims 1 bytes: allowed are 6 to 1048576\n");
        }
    }

    @Test
    void withoutAGatewayItSaysSo() throws Exception {
        Path work = Files.createTempDirectory(folder, "w");
        Map<String, String> environment = RunnerScript.environment(work, work.resolve("nobody.s"), 128, "");
        Process process = RunnerScript.spawn(runtime, work, environment);

        assertThat(process.waitFor()).isEqualTo(ExitCode.NO_GATEWAY);
        assertThat(Files.readString(work.resolve("output.txt")))
                .startsWith("sluice runner: no gateway can be reached at " + work.resolve("nobody.s") + ": ");
    }

    @Test
    void withoutSettingsItSaysWhich() throws Exception {
        Path work = Files.createTempDirectory(folder, "w");
        Map<String, String> environment = RunnerScript.environment(work, work.resolve("s"), 128, "");
        environment.remove("SLUICE_RUNNER_TOKEN");
        Process process = RunnerScript.spawn(runtime, work, environment);

        assertThat(process.waitFor()).isEqualTo(ExitCode.BAD_SETTINGS);
        assertThat(Files.readString(work.resolve("output.txt")))
                .isEqualTo("sluice runner: the environment variable SLUICE_RUNNER_TOKEN is not set: it must hold"
                        + " the one-time token (runners are started by a gateway, see docs/protocol.md)\n");
    }

    @Test
    void withoutAJdkOrEnoughMemoryTheScriptSaysSo() throws Exception {
        Path work = Files.createTempDirectory(folder, "w");
        Map<String, String> environment = RunnerScript.environment(work, work.resolve("s"), 64, "");

        assertThat(RunnerScript.spawn(runtime, work, environment).waitFor()).isEqualTo(ExitCode.BAD_SETTINGS);
        assertThat(Files.readString(work.resolve("output.txt")))
                .isEqualTo("sluice runner: SLUICE_MEMORY_MIB is 64, a Java runner needs at least 96\n");

        environment.put("SLUICE_MEMORY_MIB", "128");
        environment.put("SLUICE_JAVA_HOME", "/nowhere");
        assertThat(RunnerScript.spawn(runtime, work, environment).waitFor()).isEqualTo(ExitCode.BAD_SETTINGS);
        assertThat(Files.readString(work.resolve("output.txt")))
                .isEqualTo("sluice runner: there is no /nowhere/bin/java: SLUICE_JAVA_HOME must be the folder of a JDK"
                        + " 25\n");
    }

    @Test
    void aPreparedRunnerStartsAndWorksAndAStaleCacheIsIgnored() throws Exception {
        Path cache = Files.createDirectories(folder.resolve("a cache"));
        Path output = cache.resolve("prepare.txt");
        ProcessBuilder prepare = new ProcessBuilder(runtime.resolve("prepare").toString());
        prepare.environment().clear();
        prepare.environment()
                .putAll(Map.of(
                        "SLUICE_CACHE", cache.toString(),
                        "SLUICE_JAVA_HOME", System.getProperty("java.home"),
                        "PATH", "/usr/bin:/bin"));
        prepare.redirectErrorStream(true).redirectOutput(output.toFile());
        assertThat(prepare.start().waitFor()).as(Files.readString(output)).isZero();
        Files.delete(output);

        assertThat(names(cache)).containsExactly("java25.aot", "java25.aot.fits");
        assertThat(mapsTheCache(cache)).isTrue();

        Path library = runtime.resolve("lib/gson.jar");
        Files.setLastModifiedTime(library, java.nio.file.attribute.FileTime.fromMillis(0));
        assertThat(mapsTheCache(cache)).isFalse();
    }

    private static boolean mapsTheCache(Path cache) throws IOException {
        try (RunnerScript runner = RunnerScript.start(runtime, folder, 128, cache.toString())) {
            specialise(runner, Map.of());
            assertThat(act(runner, "works")).isEqualTo("works");
            assertThat(runner.output()).isEmpty();
            return Files.readString(Path.of("/proc/" + runner.process().pid() + "/maps"))
                    .contains("java25.aot");
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static RunnerScript start() {
        return RunnerScript.start(runtime, folder, 128, "");
    }

    private static void specialise(RunnerScript runner, Map<String, String> environment) {
        runner.link()
                .send(new Frame.Specialise(
                        "acts", 1, "c.Acts::act", Frame.Artifact.of(jar), environment, 10_000, 10, Map.of()));
        assertThat(runner.link().next()).isInstanceOf(Frame.Specialised.class);
    }

    private static void invoke(RunnerScript runner, String what) {
        runner.invoke(what);
    }

    private static String act(RunnerScript runner, String what) {
        return runner.call(what);
    }
}
