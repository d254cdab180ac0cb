package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        String script = "cd \"$root/cli/launcher\" && . ./java.sh && . ./one-file.sh && . ./release.sh && find_java"
                + " && make_release \"$1\"";
        Map<String, String> builder =
                Map.of("root", Gateway.ROOT.toString(), "SLUICE_JAVA_HOME", System.getProperty("java.home"));
        ProgramRun made = run(folder, builder, "sh", "-c", script, "sh", folder.toString());
        assertThat(made.exitCode()).as(made.out()).isZero();
        List<String> files = made.out().lines().toList();
        Path archive = Path.of(files.getFirst());
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
            theCommandInOneFileWorksAlone(Path.of(files.getLast()), home, user);
            ProgramRun checkoutOnly = run(home, user, sluice, "test");
            assertThat(checkoutOnly.exitCode()).isEqualTo(5);
            assertThat(checkoutOnly.out()).contains("test needs a checkout of Sluice, and this is a release.");
        } finally {
            ProgramRun down = run(home, user, sluice, "down");
            assertThat(down.out()).contains("has ended after");
        }
        new GatewayLog(home.resolve(".sluice/gateway.log")).assertQuiet();
    }

    private void theCommandInOneFileWorksAlone(Path made, Path home, Map<String, String> user) throws Exception {
        Path alone = Files.createDirectory(folder.resolve("alone"));
        String sluice = Files.copy(made, alone.resolve("sluice"), StandardCopyOption.COPY_ATTRIBUTES)
                .toString();
        Path source = Files.writeString(
                home.resolve("Hi.java"),
                "public class Hi implements java.util.function.Function<String, String> {"
                        + " public String apply(String name) { System.out.println(\"called\"); return \"Hi, \" + name; } }");

        assertThat(run(home, user, sluice, "list").out()).contains("hello");
        assertThat(run(home, user, sluice, "deploy", source.toString(), "-q").out())
                .contains("hi version 1 is live");
        assertThat(run(home, user, sluice, "invoke", "hi", "-d", "Ada").out()).contains("Hi, Ada");
        assertThat(run(home, user, sluice, "logs", "hi").out()).contains("called");
        assertThat(run(home, user, sluice, "completion").out()).contains("complete ");
        ProgramRun up = run(home, user, sluice, "up");
        assertThat(up.exitCode()).isEqualTo(5);
        assertThat(up.out()).contains("up needs more than the command: unpack the release");
        ProgramRun image = run(home, user, sluice, "image", "hi", "--tar", "hi.tar");
        assertThat(image.exitCode()).isEqualTo(5);
        assertThat(image.out()).contains("This needs all of Sluice, and here is its command alone");
        Map<String, String> withoutJdk = Map.of("PATH", "/usr/bin:/bin", "SLUICE_JVM_FOLDERS", alone.toString());
        assertThat(run(home, withoutJdk, "env", "-u", "JAVA_HOME", sluice, "list")
                        .out())
                .contains("Sluice needs a JDK 25 or newer", "or set SLUICE_JAVA_HOME to the folder of one.");
        try (Stream<Path> inside = Files.list(alone)) {
            assertThat(inside).hasSize(1);
        }
    }

    private static Path onlyFolderIn(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> all = inside.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }
}
