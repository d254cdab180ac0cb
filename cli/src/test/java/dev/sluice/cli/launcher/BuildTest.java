package dev.sluice.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the launcher builds, with which Maven, and what it says when that fails. */
class BuildTest {

    @TempDir
    Path folder;

    private Checkout checkout;

    @BeforeEach
    void copy() throws IOException {
        checkout = new Checkout(folder);
        checkout.jdk("jdk", "25.0.3");
    }

    @Test
    void aVerbOfTheClientBuildsOnlyTheCommandAndOnlyOnce() throws Exception {
        checkout.goodMaven();
        Checkout.Run first = checkout.run("list", "--json");
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("sluice-cli.jar list --json");
        assertThat(first.err()).contains("Building [1/2] Sluice", "Building [2/2] Sluice core");
        Checkout.Run second = checkout.run("list");
        assertThat(second.err()).isEmpty();
        assertThat(checkout.buildsDone()).singleElement().asString().contains("-pl cli", "package");
    }

    @Test
    void aNewerSourceIsBuiltAgain() throws Exception {
        checkout.goodMaven();
        checkout.run("list");
        FileTime later = FileTime.from(Instant.now().plusSeconds(10));
        Files.setLastModifiedTime(checkout.root.resolve("core/src/main/B.java"), later);
        checkout.run("list");
        assertThat(checkout.buildsDone())
                .as("the platform is newer, not the command")
                .hasSize(1);
        Files.setLastModifiedTime(checkout.root.resolve("cli/src/main/A.java"), later);
        checkout.run("list");
        assertThat(checkout.buildsDone()).hasSize(2);
    }

    @Test
    void demoBuildsEverythingAndNotesEditsOfEachModule() throws Exception {
        checkout.goodMaven();
        assertThat(checkout.run("demo", "--once").out()).contains("sluice-cli.jar demo --once");
        assertThat(checkout.buildsDone()).singleElement().asString().doesNotContain("-pl");
        checkout.run("demo");
        assertThat(checkout.buildsDone()).hasSize(1);
        Files.setLastModifiedTime(
                checkout.root.resolve("core/src/main/B.java"),
                FileTime.from(Instant.now().plusSeconds(10)));
        checkout.run("demo");
        assertThat(checkout.buildsDone()).hasSize(2);
    }

    @Test
    void withoutMavenItSaysWhatToInstall() throws Exception {
        Checkout.Run run = checkout.run("list");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .startsWith("Sluice is built with Maven 3.9 or newer, and there is no mvn on the PATH: install it")
                .hasLineCount(1);
    }

    @Test
    void anOldMavenFetchesANewOneOnce() throws Exception {
        Path template = checkout.maven(folder.resolve("new/mvn"), "3.9.11", Checkout.BUILD);
        checkout.maven(checkout.tools.resolve("mvn"), "3.8.7", """
                for word; do
                    case $word in
                        -DoutputDirectory=*)
                            made=${word#*=}/apache-maven-3.9.11/bin
                            mkdir -p "$made" && cp '%s' "$made/mvn" ;;
                    esac
                done
                """.formatted(template));
        Checkout.Run first = checkout.run("list");
        assertThat(first.exitCode()).isZero();
        assertThat(first.err())
                .contains("Maven 3.8.7 is too old to build Sluice: it fetches Maven 3.9.11, once, into ");
        Files.delete(checkout.root.resolve("cli/target/sluice-cli.jar"));
        assertThat(checkout.run("list").err()).doesNotContain("too old");
        assertThat(checkout.buildsDone())
                .satisfiesExactly(
                        fetch -> assertThat(fetch)
                                .contains("unpack -Dartifact=org.apache.maven:apache-maven:3.9.11:zip:bin"),
                        build -> assertThat(build).contains("package"),
                        build -> assertThat(build).contains("package"));
    }

    @Test
    void anOldMavenThatCannotFetchIsOneClearSentence() throws Exception {
        checkout.maven(
                checkout.tools.resolve("mvn"),
                "3.6.3",
                "echo '[ERROR] Could not transfer artifact org.apache.maven:apache-maven:zip:bin:3.9.11: Unknown host'; exit 1");
        Checkout.Run run = checkout.run("list");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains(
                        "Maven could not fetch what the build needs: check the network, or the mirror in ~/.m2/settings.xml.")
                .contains("Maven 3.6.3 could not fetch Maven 3.9.11. Install Maven 3.9 or newer");
    }

    @Test
    void aFailedBuildShowsTheRealErrorAndNoMavenNoise() throws Exception {
        checkout.maven(checkout.tools.resolve("mvn"), "4.0.0", """
                echo '[INFO] Building Sluice core 1.0 [1/1]'
                echo '[ERROR] /x/A.java:[3,5] cannot find symbol'
                echo '[ERROR] '
                echo '[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.'
                exit 1
                """);
        Checkout.Run run = checkout.run("list");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains(
                        "    /x/A.java:[3,5] cannot find symbol\n",
                        "The build failed. The whole log is ",
                        "target/sluice/build.log")
                .doesNotContain("full stack trace");
        assertThat(run.out()).isEmpty();
        assertThat(checkout.run("list").exitCode())
                .as("a failed build is tried again")
                .isEqualTo(5);
        assertThat(checkout.buildsDone()).hasSize(2);
    }

    @Test
    void aFullDiskIsOneClearSentence() throws Exception {
        checkout.maven(
                checkout.tools.resolve("mvn"),
                "3.9.9",
                "echo '[ERROR] A.java: java.io.IOException: No space left on device'; exit 1");
        Checkout.Run run = checkout.run("list");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains("The disk is full (", "make room and try again.")
                .doesNotContain("The whole log");
    }

    @Test
    void aMavenThatIsKilledIsSaidToBe() throws Exception {
        checkout.maven(checkout.tools.resolve("mvn"), "3.9.9", "kill -9 $$");
        assertThat(checkout.run("list").err())
                .contains("Maven was killed by signal 9: see whether the machine is short of memory.");
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneClearSentence() throws Exception {
        checkout.goodMaven();
        checkout.write("target", "a file where a folder should be");
        Checkout.Run run = checkout.run("list");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).startsWith("Cannot write to ").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoLaunchersAtOnceBuildOnce(boolean flock) throws Exception {
        Checkout shared = new Checkout(folder.resolve("shared"), flock ? List.of() : List.of("flock"));
        shared.jdk("jdk", "25");
        Path go = folder.resolve("go");
        shared.maven(
                shared.tools.resolve("mvn"),
                "3.9.11",
                "until [ -f '" + go + "' ]; do sleep 0.05; done\n" + Checkout.BUILD);
        Process first = shared.start(Map.of(), "list");
        // Only one of the two comes to Maven, and the other one says that it waits.
        Process second = shared.start(Map.of(), "list");
        String waiting = firstLineOf(first, second);
        Files.createFile(go);
        assertThat(waiting).isEqualTo("Another build of this checkout is going on; waiting for it.");
        assertThat(Checkout.finish(first).exitCode()).isZero();
        assertThat(Checkout.finish(second).exitCode()).isZero();
        assertThat(shared.buildsDone()).hasSize(1);
    }

    /** The first line that one of the two says about waiting; the builder prints nothing before it may go on. */
    private static String firstLineOf(Process first, Process second) throws IOException {
        BufferedReader one = first.errorReader();
        BufferedReader two = second.errorReader();
        while (true) {
            for (BufferedReader reader : List.of(one, two)) {
                if (reader.ready()) {
                    return reader.readLine();
                }
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void aLauncherThatIsStoppedStopsMavenToo() throws Exception {
        Path pid = folder.resolve("maven.pid");
        checkout.maven(
                checkout.tools.resolve("mvn"),
                "3.9.11",
                "echo '[INFO] Building Sluice 1.0 [1/1]'; echo $$ > '" + pid + "'; exec sleep 1000");
        Process launcher = checkout.start(Map.of(), "list");
        assertThat(launcher.errorReader().readLine()).startsWith("Building [1/1]");
        launcher.toHandle().destroy();
        Checkout.Run run = Checkout.finish(launcher);
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).endsWith("Stopped.\n");
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())))
                .isEmpty();
    }

    @Test
    void upBecomesTheGatewayWithWhatTheCommandWrote() throws Exception {
        checkout.goodMaven();
        Checkout.script(checkout.jvms.resolve("jdk/bin/java"), """
                case "$*" in
                    *" up "*)
                        printf '%s\\n' "export SLUICE_HOME='/a b'" 'detach=' 'rehearse=' "set -- sh -c 'echo gateway \\$SLUICE_HOME; exit 7'" > "$SLUICE_UP_SCRIPT" ;;
                esac
                """);
        Checkout.Run run = checkout.run("up", "--port", "1");
        assertThat(run.out()).contains("gateway /a b");
        assertThat(run.exitCode()).as("the gateway's own exit code").isEqualTo(7);
        try (var left = Files.list(checkout.root.resolve("target/sluice"))) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("up."));
        }
    }

    @Test
    void aReleaseThatCannotBeMadeSaysSoAndLeavesNothingBehind() throws Exception {
        checkout.goodMaven();
        Path target = Files.createDirectory(folder.resolve("releases"));

        Checkout.Run run = checkout.run("release", target.toString());

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("The release could not be made in " + target + ": make room");
        assertThat(target).isEmptyDirectory();
    }
}
