package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends {@code dev} at once, because saving a file would not mend it. */
class DevTest {

    @TempDir
    Path folder;

    @Test
    void aFolderWithoutAFunctionIsRefused() {
        CommandRun run = CommandRun.with(Map.of(), Terminal.Look.PLAIN, "", "dev", folder.toString(), "--name", "shop");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("has no code that can be deployed");
    }

    private CommandRun debugging(String url, String... arguments) {
        return CommandRun.with(
                Map.of("SLUICE_URL", url),
                Terminal.Look.PLAIN,
                "",
                Stream.concat(Stream.of("dev"), Stream.of(arguments)).toArray(String[]::new));
    }

    @Test
    void aDebuggerThatThereIsNotIsToldBeforeAnythingIsDeployed() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.go"), "package main");

        CommandRun run = debugging("http://127.0.0.1:9", "--debug", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("have no debugger that the platform could open: --debug is for Java, Node and Python");
    }

    @Test
    void aDebuggerIsForThePlatformOfThisMachineAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.mjs"), "export default () => 'hi';");

        CommandRun run = debugging("https://sluice.example.org", "--debug=5005", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("A debugger attaches on the machine of the platform alone");
    }

    @Test
    void aPortThatThereIsNotIsRefused() {
        CommandRun run = debugging("http://127.0.0.1:9", "--debug=70000", folder.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("There is no port 70000");
    }

    @Test
    void aPortThatAnotherProgramHasIsToldBeforeAnythingIsDeployed() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.mjs"), "export default () => 'hi';");
        try (PlatformDouble platform = new PlatformDouble();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run = debugging(platform.url(), "--debug=" + taken.getLocalPort(), file.toString());

            assertThat(run.exitCode()).isEqualTo(5);
            assertThat(run.err())
                    .contains("The port " + taken.getLocalPort() + " cannot be opened for a debugger: ")
                    .contains("Name another one, as in --debug=5005, or none.");
            assertThat(platform.asked()).isEmpty();
        }
    }

    @Test
    void thePortIsFreeAgainWhenTheFirstDeploymentEndsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.mjs"), "export default () => 'hi';");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        PlatformDouble.Answer refused = PlatformDouble.Answer.problem(
                401, "{\"status\":401,\"title\":\"No\",\"detail\":\"No token.\",\"reason\":\"unauthenticated\"}");
        try (PlatformDouble platform = new PlatformDouble().on("GET /functions/shop", refused)) {
            CommandRun run = debugging(platform.url(), "--debug=" + port, file.toString());

            assertThat(run.exitCode()).isNotZero();
            assertThat(run.err()).contains("No token.");
        }
        // Meanwhile it may be that of somebody else's connection, for a moment.
        await().until(() -> isFree(port));
    }

    private static boolean isFree(int port) {
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return again.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aPlatformThatIsNotThereIsToldAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.mjs"), "export default () => 'hi';");

        CommandRun run = CommandRun.with(
                Map.of("SLUICE_URL", "http://127.0.0.1:9"), Terminal.Look.PLAIN, "", "dev", file.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("Sluice is not running at http://127.0.0.1:9");
    }
}
