package dev.sluice.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} checks, and the start that it writes for the launcher. */
class UpTest {

    @TempDir
    Path folder;

    private Path root;
    private Path script;

    @BeforeEach
    void install() throws IOException {
        root = StandInGateway.installIn(Files.createDirectories(folder.resolve("it's a checkout")));
        script = folder.resolve("up.sh");
    }

    private CommandRun up(Map<String, String> more, String... options) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SLUICE_ROOT", root.toString());
        environment.put("SLUICE_UP_SCRIPT", script.toString());
        String[] arguments = new String[options.length + 1];
        arguments[0] = "up";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return CommandRun.with(environment, Terminal.Look.PLAIN, "", arguments);
    }

    @Test
    void tellsTheGatewayWhatItSharesWithOthersAndNothingUnlessItIsAskedTo() throws Exception {
        Path common = folder.resolve("common");
        String[] own = {"--home", folder.resolve("home").toString(), "--port", "" + Preflight.freePort("127.0.0.1")};
        String[] given = Arrays.copyOf(own, own.length + 2);
        given[own.length] = "--shared-folder";
        given[own.length + 1] = common.toString();

        assertThat(up(Map.of(), own).exitCode()).isZero();
        assertThat(sharedFolder()).isEqualTo("\n");
        assertThat(up(Map.of("SLUICE_SHARED_FOLDER", common.toString()), own).exitCode())
                .isZero();
        assertThat(sharedFolder()).isEqualTo(common + "\n");
        assertThat(up(Map.of(), given).exitCode()).isZero();
        assertThat(sharedFolder()).isEqualTo(common + "\n");
    }

    private String sharedFolder() throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-c", ". \"$0\"; echo \"$SLUICE_SHARED_FOLDER\"", script.toString()).start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void writesSettingsAndCommandLineSoThatAShellReadsThemBack() throws Exception {
        int port = Preflight.freePort("127.0.0.1");
        CommandRun run = up(
                Map.of("SLUICE_GATEWAY_OPTS", "-Xmx99m  -Da=b"),
                "--port",
                "" + port,
                "--home",
                folder.resolve("ho me").toString(),
                "--provider",
                "sandbox");
        assertThat(run.err())
                .isEqualTo("Starting Sluice at http://127.0.0.1:" + port + ", with what is kept in "
                        + folder.resolve("ho me") + ".\n");
        assertThat(run.exitCode()).isZero();
        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        ". \"$0\"; printf '%s\\n' \"$SLUICE_HOST\" \"$SLUICE_PORT\" \"$SLUICE_HOME\" \"$SLUICE_PROVIDER\" \"<$detach>\" \"$@\"",
                        script.toString())
                .start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "127.0.0.1",
                        "" + port,
                        folder.resolve("ho me").toString(),
                        "sandbox",
                        "<>",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx99m",
                        "-Da=b",
                        "-Dsluice.runtimes=" + root.resolve("function-runtime/java/target/runtime"),
                        "-Dsluice.kafka.broker=" + root.resolve("broker/target/broker"),
                        "-jar",
                        root.resolve("gateway/target/quarkus-app/quarkus-run.jar")
                                .toString());
    }

    @Test
    void settingsComeFromTheEnvironmentToo() throws IOException {
        int port = Preflight.freePort("127.0.0.1");
        CommandRun run = up(
                Map.of(
                        "SLUICE_PORT",
                        "" + port,
                        "SLUICE_HOME",
                        folder.resolve("h").toString()),
                "--detach");
        assertThat(run.exitCode()).isZero();
        assertThat(script)
                .content()
                .contains("SLUICE_PORT='" + port + "'", "SLUICE_HOME='" + folder.resolve("h") + "'", "detach=yes")
                .contains("'-Dquarkus.log.console.enabled=false' '-Dquarkus.log.file.enabled=true'"
                        + " '-Dquarkus.log.file.path=" + folder.resolve("h/gateway.log") + "'");
        assertThat(up(Map.of("SLUICE_PORT", "http"), "--home", folder.toString())
                        .err())
                .contains("SLUICE_PORT is 'http': allowed is 1 to 65535.");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aTakenPortNamesTheProcessThatHoldsIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            CommandRun run = up(Map.of(), "--port", "" + taken.getLocalPort(), "--home", folder.toString());
            assertThat(run.exitCode()).isEqualTo(5);
            assertThat(run.err().strip())
                    .isEqualTo("Error: Port " + taken.getLocalPort() + " is taken: java (process "
                            + ProcessHandle.current().pid()
                            + ") listens there. Stop it, or choose another port: --port N.");
            assertThat(script).doesNotExist();
        }
    }

    @Test
    void aPortTakenBySluiceSaysSo() throws IOException {
        try (PlatformDouble platform = new PlatformDouble()) {
            platform.on("GET /version", Answer.json(200, "{\"version\":\"0.9\",\"java\":\"25\"}"));
            String port = platform.url().substring(platform.url().lastIndexOf(':') + 1);
            assertThat(up(Map.of(), "--port", port, "--home", folder.toString()).err())
                    .contains("Sluice 0.9 runs there already");
        }
    }

    @Test
    void aHomeThatCannotBeWrittenIsOneSentence() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        CommandRun run = up(
                Map.of(),
                "--port",
                "" + Preflight.freePort("127.0.0.1"),
                "--home",
                file.resolve("home").toString());
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains(
                        "Cannot write to the home folder " + file.resolve("home"), "or choose another: --home FOLDER.");
    }

    @Test
    void aHomeWithAnotherGatewayInItIsOneSentence() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.createFile(home.resolve("gateway.lock"));
        String[] free = {"--port", "" + Preflight.freePort("127.0.0.1"), "--home", home.toString()};
        assertThat(up(Map.of(), free).exitCode())
                .as("a lock file that nobody holds")
                .isZero();
        Process holder = LockHolder.start(home.resolve("gateway.lock"));
        try {
            CommandRun run = up(Map.of(), free);
            assertThat(run.exitCode()).isEqualTo(5);
            assertThat(run.err())
                    .contains("Another gateway works in the home folder " + home
                            + ": ./sluice down ends it; or choose another: --home FOLDER.");
        } finally {
            holder.destroy();
        }
    }

    @Test
    void settingsThatCannotBeAreUsageErrors() {
        assertThat(up(Map.of(), "--port", "70000", "--home", folder.toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("The port is 70000: allowed is 1 to 65535."));
        assertThat(up(Map.of(), "--host", "192.0.2.1", "--home", folder.toString())
                        .err())
                .contains("This machine has no address 192.0.2.1: choose another with --host.");
        assertThat(up(Map.of(), "--provider", "docker").err()).contains("--provider", "process, sandbox");
    }

    @Test
    void aPlatformThatIsNotBuiltSaysWhatToDo() throws IOException {
        Files.delete(root.resolve("gateway/target/quarkus-app/quarkus-run.jar"));
        CommandRun run = up(Map.of(), "--home", folder.toString());
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("The platform is not built: ", "is missing");
    }

    @Test
    void aReleaseThatLacksSomethingIsToldToBeUnpackedAnew() throws IOException {
        Files.createDirectories(root.resolve("lib/launcher"));

        CommandRun run = up(Map.of(), "--home", folder.toString());

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("This release is not whole: " + root.resolve("lib/"), "Unpack it anew.");
    }

    @Test
    void announceTellsWhereAReadyPlatformIsAndWhatToDoNext() throws IOException {
        try (PlatformDouble platform = new PlatformDouble()) {
            platform.on("GET /health/ready", Answer.json(200, "{}"))
                    .on("GET /version", Answer.json(200, "{\"version\":\"0.9\"}"))
                    .on(
                            "GET /pool",
                            Answer.json(
                                    200,
                                    "{\"provider\":\"sandbox\",\"broker\":{\"state\":\"not_started\",\"why\":\"\",\"own\":true}}"));
            String port = platform.url().substring(platform.url().lastIndexOf(':') + 1);
            CommandRun run = CommandRun.with(
                    Map.of("SLUICE_PORT", port, "SLUICE_HOME", folder.toString()),
                    Terminal.Look.PLAIN,
                    "",
                    "announce",
                    "" + ProcessHandle.current().pid());
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains(
                            "Sluice 0.9 is ready at http://127.0.0.1:" + port,
                            folder.resolve("admin.token").toString(),
                            "functions run in sandboxes (bubblewrap)",
                            "  events: a Kafka of its own, started when something needs it\n",
                            "./sluice new hello");
            platform.on("GET /pool", Answer.json(200, "{\"provider\":\"process\"}"));
            CommandRun withoutSandboxes = CommandRun.with(
                    Map.of("SLUICE_PORT", port, "SLUICE_HOME", folder.toString()),
                    Terminal.Look.PLAIN,
                    "",
                    "announce",
                    "" + ProcessHandle.current().pid());
            assertThat(withoutSandboxes.out())
                    .contains(
                            "functions run as plain processes: they can read each other's secrets and the token, so all of"
                                    + " them must be trusted (sandboxes need bubblewrap)");
        }
    }

    @Test
    void announceEndsWithTheGatewayAndNamesItsLog() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        CommandRun run = CommandRun.with(
                Map.of("SLUICE_PORT", "" + Preflight.freePort("127.0.0.1"), "SLUICE_HOME", folder.toString()),
                Terminal.Look.PLAIN,
                "",
                "announce",
                "" + ended.pid(),
                "/x/gateway.log");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains("The gateway has ended. Its last words are in /x/gateway.log, those of its JVM in "
                        + folder.resolve("gateway.out") + ".");
    }
}
