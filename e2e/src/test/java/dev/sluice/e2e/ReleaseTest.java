package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release as a stranger gets it: an archive that is unpacked into an empty folder, and a machine with a JDK. */
class ReleaseTest {

    @TempDir
    private Path folder;

    private static ProgramRun run(Path where, Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
        builder.environment().putAll(environment);
        return ProgramRun.of(builder, Duration.ofMinutes(2));
    }

    @Test
    void unpackedIntoAnEmptyFolderItStartsDeploysCallsAndEnds() throws Exception {
        String script = ". \"$root/cli/launcher/release.sh\"; make_release \"$1\"";
        ProgramRun made =
                run(folder, Map.of("root", Gateway.ROOT.toString()), "sh", "-c", script, "sh", folder.toString());
        assertThat(made.exitCode()).as(made.out()).isZero();
        Path archive = Path.of(made.out().strip());
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(run(empty, Map.of(), "tar", "xzf", archive.toString()).exitCode())
                .isZero();
        Path unpacked = onlyFolderIn(empty);
        Path home = Files.createDirectory(folder.resolve("home"));
        Map<String, String> user = Map.of(
                "HOME", home.toString(),
                "SLUICE_HOME", home.resolve(".sluice").toString(),
                "SLUICE_PORT", Integer.toString(Gateway.freePort()),
                "SLUICE_JAVA_HOME", System.getProperty("java.home"));
        String sluice = unpacked.resolve("sluice").toString();

        ProgramRun up = run(home, user, sluice, "up", "--detach");
        try {
            assertThat(up.exitCode()).as(up.out()).isZero();
            assertThat(up.out()).contains("is ready", "runs functions for ").containsPattern("for .*java25");
            ProgramRun deployed = run(
                    home,
                    user,
                    sluice,
                    "deploy",
                    "hello",
                    Gateway.example("hello").toString(),
                    "-q");
            assertThat(deployed.out()).contains("hello version 1 is live");
            assertThat(run(home, user, sluice, "invoke", "hello", "-d", "Ada").out())
                    .contains("Hello, Ada!");
            ProgramRun topic = run(home, user, sluice, "topics", "create", "orders");
            assertThat(topic.exitCode()).as(topic.out()).isZero();
            ProgramRun checkoutOnly = run(home, user, sluice, "test");
            assertThat(checkoutOnly.exitCode()).isEqualTo(5);
            assertThat(checkoutOnly.out()).contains("test needs a checkout of Sluice, and this is a release.");
        } finally {
            ProgramRun down = run(home, user, sluice, "down");
            assertThat(down.out()).contains("has ended after");
        }
        new GatewayLog(home.resolve(".sluice/gateway.log")).assertQuiet();
    }

    private static Path onlyFolderIn(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> all = inside.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }
}
